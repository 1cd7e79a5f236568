package dev.dayfile.internal.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.EventDayfileWriter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshot and later events give what all events give, and files without later events are left alone. */
class StoredObjectsTest {
    private static final String WRITER = "00000000000000aa";
    private static final LocalDate DAY = LocalDate.parse("2025-10-22");

    @TempDir
    Path root;

    private StoreLayout layout;
    private final Publisher publisher = new Publisher(Disk.LOCAL, false);

    @BeforeEach
    void lay() {
        layout = new StoreLayout(root);
    }

    private StoredObjects open(DamagePolicy policy) {
        return new StoredObjects(Disk.LOCAL, layout, WRITER, policy);
    }

    private Path writeDay(int day, List<ObjectEvent> events) throws IOException {
        LocalDate date = DAY.plusDays(day);
        Path file = StoreLayout.dayfile(layout.timelineFolder(date), date);
        try (Publisher.Pending pending = publisher.begin(file)) {
            EventDayfileWriter writer = new EventDayfileWriter(pending.file(), WRITER);
            events.forEach(writer::add);
            pending.publish(writer.finish(List.of()));
        }
        return file;
    }

    private void writePart(int day, List<ObjectEvent> events) throws IOException {
        ObjectFiles.Part part = ObjectFiles.encodePart(WRITER, events);
        publisher.publish(layout.timelinePart(DAY.plusDays(day), part.name()), part.content());
    }

    private void writeSnapshot(String writerId, List<ObjectEvent> upTo, long seq) throws IOException {
        publisher.publish(
                layout.objectSnapshot(),
                ObjectFiles.encodeSnapshot(new Snapshot(seq, writerId, StoredObjects.upTo(upTo, seq))));
    }

    private static List<ObjectEvent> events(RandomEvents random, int count) {
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(random.next());
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, -3})
    void shouldAddUpFilesWhoseSequencesOverlap(long seed) throws IOException {
        RandomEvents random = new RandomEvents(seed, 25, 0.2);
        List<ObjectEvent> events = events(random, 400);
        writeOverlapping(events, seed);
        long[] snapshots = {
            -1, 0, events.get(0).seq(), events.get(200).seq(), events.get(399).seq()
        };
        for (long snapshot : snapshots) {
            if (snapshot >= 0) {
                writeSnapshot(WRITER, events, snapshot);
            }
            StoredObjects stored = open(DamagePolicy.FAIL);
            assertThat(stored.current())
                    .as("seed %d, snapshot %d", seed, snapshot)
                    .isEqualTo(random.state.objects());
            assertThat(stored.read().snapshotSeq()).isEqualTo(snapshot);
        }
        StoredObjects stored = open(DamagePolicy.FAIL);
        assertThat(stored.greatestSeq()).isEqualTo(events.get(399).seq());
        for (int i = 0; i < events.size(); i += 9) {
            long instant = events.get(i).tsMicros();
            List<ObjectEvent> upTo =
                    events.stream().filter(event -> event.tsMicros() <= instant).toList();
            assertThat(stored.asOf(instant)).isEqualTo(StoredObjects.upTo(upTo, Long.MAX_VALUE));
        }
        assertThat(stored.history("z3"))
                .isEqualTo(events.stream()
                        .filter(event -> event.objectId().equals("z3"))
                        .toList());
        long since = events.get(250).seq();
        assertThat(stored.changedSince(since))
                .allSatisfy(o -> assertThat(o.seq()).isGreaterThan(since));
    }

    /** Into twelve files, every other one a dayfile. */
    private void writeOverlapping(List<ObjectEvent> events, long seed) throws IOException {
        Random deal = new Random(seed);
        List<List<ObjectEvent>> files = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            files.add(new ArrayList<>());
        }
        for (int i = 0; i < events.size(); i++) {
            int file = Math.min(11, i / 40 + deal.nextInt(3)); // as days that late events still come to
            files.get(file).add(events.get(i));
            if (deal.nextInt(10) == 0) {
                files.get((file + 1) % 12).add(events.get(i)); // as a day's file beside parts that it absorbed
            }
        }
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).isEmpty() && i % 2 == 0) {
                writeDay(i, files.get(i));
            } else if (!files.get(i).isEmpty()) {
                writePart(i, files.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, -5})
    void shouldReadTheLogFromAnyPlaceToAnyOther(long seed) throws IOException {
        List<ObjectEvent> events = events(new RandomEvents(seed, 25, 0.2), 400);
        writeOverlapping(events, seed);
        EventLog log = new EventLog(Disk.LOCAL, layout);
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            long after = random.nextInt(420) - 10;
            long upTo = i == 0 ? Long.MAX_VALUE : after + random.nextInt(i % 2 == 0 ? 5 : 400);
            EventLog.Chunk chunk = log.read(after, upTo);
            assertThat(chunk.events())
                    .as("seed %d, after %d up to %d", seed, after, upTo)
                    .isEqualTo(events.stream()
                            .filter(event -> event.seq() > after && event.seq() <= upTo)
                            .toList());
            assertThat(chunk.leftOut()).isEmpty();
        }
    }

    @Test
    void shouldNotReadFilesThatTheSnapshotCovers() throws IOException {
        RandomEvents random = new RandomEvents(5, 10, 0);
        List<ObjectEvent> events = events(random, 90);
        Path covered = writeDay(0, events.subList(0, 40));
        Path later = writeDay(1, events.subList(40, 90));
        writeSnapshot(WRITER, events, events.get(59).seq());
        flip(covered);
        assertThat(open(DamagePolicy.FAIL).current()).isEqualTo(random.state.objects());
        assertThat(open(DamagePolicy.FAIL).read().damaged()).isEmpty();
        assertThatThrownBy(() -> open(DamagePolicy.FAIL).asOf(Long.MAX_VALUE))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(covered.toString());
        flip(later);
        assertThatThrownBy(() -> open(DamagePolicy.FAIL).current())
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(later.toString());
        StoredObjects.Current without = open(DamagePolicy.LEAVE_OUT).read();
        assertThat(without.damaged()).containsExactly(later);
        assertThat(without.state().objects())
                .isEqualTo(StoredObjects.upTo(events, events.get(59).seq()));
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[60] ^= 1; // within the pages: the footer is as it was
        Files.write(file, bytes);
    }

    @Test
    void shouldTakeTheTimelineAloneWhereTheSnapshotIsNotToBeBelieved() throws IOException {
        RandomEvents random = new RandomEvents(6, 10, 0);
        List<ObjectEvent> events = events(random, 60);
        writeDay(0, events);
        List<ChartObject> current = random.state.objects();
        writeSnapshot("00000000000000bb", events.subList(0, 20), Long.MAX_VALUE); // of another store
        assertThat(open(DamagePolicy.FAIL).current()).isEqualTo(current);
        writeSnapshot(WRITER, events.subList(0, 20), events.get(59).seq() + 1); // newer than the timeline
        assertThat(open(DamagePolicy.FAIL).current()).isEqualTo(current);
        ByteBuffer whole =
                ObjectFiles.encodeSnapshot(new Snapshot(events.get(59).seq(), WRITER, current));
        byte[] bytes = new byte[whole.remaining()];
        whole.get(bytes);
        Files.write(layout.objectSnapshot(), Arrays.copyOf(bytes, bytes.length / 2)); // torn
        StoredObjects.Current torn = open(DamagePolicy.FAIL).read();
        assertThat(torn.state().objects()).isEqualTo(current);
        assertThat(torn.damaged()).containsExactly(layout.objectSnapshot());
        StoredObjects unknown = new StoredObjects(Disk.LOCAL, layout, null, DamagePolicy.FAIL);
        assertThat(unknown.read().snapshotSeq()).isEqualTo(-1);
    }

    @Test
    void shouldNeedNoMemoryOfRemovedIds() throws IOException {
        RandomEvents random = new RandomEvents(7, 3, 0); // three ids, removed and used again all the time
        List<ObjectEvent> events = events(random, 120);
        writeDay(0, events);
        for (ObjectEvent event : events) {
            writeSnapshot(WRITER, events, event.seq());
            assertThat(open(DamagePolicy.FAIL).current()).isEqualTo(random.state.objects());
        }
    }
}
