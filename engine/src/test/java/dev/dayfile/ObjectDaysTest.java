package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.UndoReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a day of the timeline after its close, through the public interface: nothing that anybody sees. */
class ObjectDaysTest {
    private static final Timeframe TF = Timeframe.parse("15m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long HOUR = 3_600_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final List<ObjectEvent> log = new ArrayList<>();

    private StorageConfig.Builder config() {
        return StorageConfig.builder(root)
                .force(false)
                .flushInterval(Duration.ofMillis(1))
                .snapshotInterval(Duration.ofMillis(10));
    }

    private StorageEngine open() {
        return StorageEngine.open(config().build());
    }

    /** Appends an event and has it published in a part of its own. */
    private void append(StorageEngine engine, ObjectEvent.Builder event, long tsMicros) {
        ObjectEvent built = event.at(tsMicros).build();
        long seq = engine.objects().append(built);
        log.add(engine.objects().history(built.objectId()).stream()
                .filter(appended -> appended.seq() == seq)
                .findFirst()
                .orElseThrow());
        assertThat(engine.objects().awaitVisible(seq, PATIENCE)).isTrue();
    }

    private void appendADay(StorageEngine engine) {
        append(
                engine,
                ObjectEvent.create("z1", "zone", "SPY", TF).band(672, 671.25).from(T0),
                T0);
        append(engine, ObjectEvent.create("l1", "level", "SPY", TF).level(670.5).payload("{\"n\" : 1.50}"), T0 + 1);
        append(engine, ObjectEvent.update("z1").left(7).status("tested").step(3), T0 + HOUR);
        append(engine, ObjectEvent.close("l1").reason("broken"), T0 + 2 * HOUR);
        append(engine, ObjectEvent.create("l1", "level", "SPY", TF).level(669).step(9), T0 + 3 * HOUR);
        append(engine, ObjectEvent.update("z1").clear(ObjectEvent.Field.LEFT), T0 + HOUR / 2); // late
        append(engine, ObjectEvent.create("next", "flag", "QQQ", TF), T0 + 24 * HOUR); // the day after
    }

    /** Engine, reader and foreign DuckDB say the same of every object, now and at every instant at which anything was. */
    private void assertAllAgree(StorageEngine engine, DuckObjects duck, String stage) throws SQLException {
        List<ChartObject> current = engine.objects().current();
        assertThat(duck.all(root)).as(stage).isEqualTo(current);
        assertThat(duck.seqs(root))
                .as(stage)
                .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.objects()).as(stage).isEqualTo(current);
            TreeMap<Long, Integer> instants = new TreeMap<>();
            log.forEach(event -> instants.put(event.tsMicros(), 0));
            for (long instant : instants.keySet()) {
                List<ChartObject> then = engine.objects().asOf(instant);
                assertThat(duck.asOf(root, instant))
                        .as("%s, at %d", stage, instant)
                        .isEqualTo(then);
                assertThat(reader.objectsAsOf(instant))
                        .as("%s, at %d", stage, instant)
                        .isEqualTo(then);
            }
            for (String id : List.of("z1", "l1", "next")) {
                List<ObjectEvent> history = log.stream()
                        .filter(event -> event.objectId().equals(id))
                        .toList();
                assertThat(engine.objects().history(id)).as(stage).isEqualTo(history);
                assertThat(reader.objectHistory(id)).as(stage).isEqualTo(history);
            }
            try (ResultSet rows = reader.sql("select count(*), count(distinct seq), sum(seq) from object_events")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).as(stage).isEqualTo(log.size()).isEqualTo(rows.getLong(2));
            }
        }
        assertThat(StorageVerifier.verify(root).findings()).as(stage).isEmpty();
    }

    @Test
    void shouldGiveTheSameAnswersBeforeDuringAndAfterCompaction() throws Exception {
        try (DuckObjects duck = new DuckObjects()) {
            try (StorageEngine engine = open()) {
                appendADay(engine);
                assertThat(engine.objects().daysWaiting()).containsExactly(DAY, DAY.plusDays(1));
                assertAllAgree(engine, duck, "parts");

                CompactionReport plan = engine.objects().planCompaction(DAY);
                assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
                CompactionReport report = engine.objects().compact(DAY);
                assertThat(report.outcome()).isEqualTo(Outcome.PUBLISHED);
                assertThat(report.rowsOut()).isEqualTo(6).isEqualTo(plan.rowsOut());
                assertThat(engine.objects().isCompacted(DAY)).isTrue();
                assertThat(duck.plainSeqs(root)).hasSize(13); // doubles for a plain glob
                assertAllAgree(engine, duck, "grace");

                append(engine, ObjectEvent.update("z1").top(673), T0 + 4 * HOUR);
                assertThat(engine.objects().daysWaiting()).contains(DAY);
                assertAllAgree(engine, duck, "late event in the grace");
                assertThat(engine.retire(Duration.ZERO)).isZero();
                assertThat(engine.objects().compact(DAY).rowsOut()).isEqualTo(7);
                assertThat(engine.retire(Duration.ZERO)).isEqualTo(1);
                assertThat(engine.objects().daysWaiting()).containsExactly(DAY.plusDays(1));
                assertThat(duck.plainSeqs(root)).hasSize(8);
                assertAllAgree(engine, duck, "retired");

                append(engine, ObjectEvent.update("z1").top(674), T0 + 5 * HOUR);
                assertAllAgree(engine, duck, "late part beside the dayfile");
            }
            try (StorageEngine engine = open()) {
                assertAllAgree(engine, duck, "opened again");
                assertThat(duck.snapshot(root)).isEqualTo(engine.objects().current());
                UndoReport undone = engine.objects().undoCompaction(DAY, Duration.ZERO);
                assertThat(undone.timeframe()).isNull();
                assertThat(undone.parts()).isEqualTo(7);
                assertAllAgree(engine, duck, "undone");
                engine.objects().keepParts(DAY);
                engine.objects().compact(DAY);
                assertThat(engine.objects().compact(DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
                assertAllAgree(engine, duck, "compacted again");
            }
            Files.delete(root.resolve("objects/current/objects.parquet"));
            try (StorageEngine engine = open()) {
                assertAllAgree(engine, duck, "opened without a snapshot");
            }
        }
    }

    @Test
    void shouldReadTheTimelineOnceInTheMacros() throws Exception {
        try (DuckObjects duck = new DuckObjects();
                StorageEngine engine = open()) {
            append(engine, ObjectEvent.create("z1", "zone", "SPY", TF), T0);
            // with two scans there would be two listings, and a day that is compacted between them would be gone
            assertThat(duck.scans("SELECT * FROM dayfile_object_events('" + root + "')"))
                    .isEqualTo(1);
            assertThat(duck.scans("SELECT * FROM dayfile_objects_as_of('" + root + "', now())"))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldAnswerWhileDaysAreCompactedAndUndone() throws Exception {
        try (StorageEngine engine = open();
                DuckObjects duck = new DuckObjects();
                StorageReader reader = StorageReader.open(root)) {
            appendADay(engine);
            List<ChartObject> current = engine.objects().current();
            List<ChartObject> then = engine.objects().asOf(T0 + 2 * HOUR);
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread asker = new Thread(() -> {
                try {
                    while (!done.get()) {
                        assertThat(engine.objects().asOf(T0 + 2 * HOUR)).isEqualTo(then);
                        assertThat(reader.objects()).isEqualTo(current);
                        try (ResultSet rows = reader.sql("select count(*) from object_events")) {
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getInt(1)).isEqualTo(7);
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            asker.start();
            for (int i = 0; i < 15 && failure.get() == null; i++) {
                engine.objects().compact(DAY);
                assertThat(duck.asOf(root, T0 + 2 * HOUR)).isEqualTo(then);
                engine.retire(Duration.ZERO); // no grace at all: our own readers need none
                engine.objects().undoCompaction(DAY, Duration.ZERO);
            }
            done.set(true);
            asker.join(PATIENCE.toMillis());
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void shouldCompactMissedDaysAtOpenAndTellTheListener() throws InterruptedException {
        try (StorageEngine engine = open()) {
            appendADay(engine);
        }
        ConcurrentLinkedQueue<CompactionReport> reports = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> begun = new ConcurrentLinkedQueue<>();
        CountDownLatch retired = new CountDownLatch(1);
        StorageListener listener = new StorageListener() {
            @Override
            public void compactionBegun(int days) {
                begun.add(days);
            }

            @Override
            public void dayCompacted(CompactionReport report) {
                throw new AssertionError("there are no candles");
            }

            @Override
            public void objectDayCompacted(CompactionReport report) {
                reports.add(report);
            }

            @Override
            public void partsRetired(int days) {
                retired.countDown();
            }
        };
        try (StorageEngine engine = StorageEngine.open(config().autoCompact(Duration.ofMinutes(30))
                .retireGrace(Duration.ofMillis(1))
                .listener(listener)
                .build())) {
            assertThat(retired.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(engine.objects().daysWaiting()).isEmpty();
        }
        assertThat(begun).containsExactly(2);
        assertThat(reports).extracting(CompactionReport::day).containsExactly(DAY, DAY.plusDays(1));
        assertThat(reports).allSatisfy(report -> assertThat(report.timeframe()).isNull());
    }

    @Test
    void shouldTellTheListenerOfADayThatCannotBeCompacted() throws Exception {
        try (StorageEngine engine = open()) {
            appendADay(engine);
            engine.objects().compact(DAY);
            append(engine, ObjectEvent.update("z1").top(1), T0 + 6 * HOUR);
        }
        Path dayfile = root.resolve("objects/timeline/2025-10/2025-10-22.parquet");
        byte[] bytes = Files.readAllBytes(dayfile);
        bytes[40] ^= 1;
        Files.write(dayfile, bytes);
        CountDownLatch told = new CountDownLatch(1);
        StorageListener listener = new StorageListener() {
            @Override
            public void objectCompactionFailed(LocalDate day, StorageException failure) {
                assertThat(day).isEqualTo(DAY);
                told.countDown();
            }
        };
        try (StorageEngine engine = StorageEngine.open(
                config().autoCompact(Duration.ofMinutes(30)).listener(listener).build())) {
            assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            long patience = System.nanoTime() + PATIENCE.toNanos();
            while (engine.stats().lastError() == null && System.nanoTime() < patience) {
                Thread.onSpinWait(); // the listener may hear of it before it is noted
            }
            assertThat(engine.stats().lastError()).contains("2025-10-22.parquet");
            assertThat(engine.objects().current()).hasSize(3); // the snapshot knows it all
        }
        assertThat(StorageVerifier.verify(root).findings()).hasSize(1);
        assertThat(StorageVerifier.repair(root).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("rebuilt with 7 rows"));
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().history("z1")).hasSize(4);
        }
    }

    @Test
    void shouldBelieveDayfilesMoreThanASnapshotThatIsOlderTornOrNewer() throws IOException {
        Path snapshot = root.resolve("objects/current/objects.parquet");
        try (StorageEngine engine = open()) {
            append(engine, ObjectEvent.create("z1", "zone", "SPY", TF).band(2, 1), T0);
        }
        byte[] older = Files.readAllBytes(snapshot);
        List<ChartObject> current;
        try (StorageEngine engine = open()) {
            append(engine, ObjectEvent.update("z1").top(3), T0 + HOUR);
            append(engine, ObjectEvent.create("next", "flag", "QQQ", TF), T0 + 24 * HOUR);
            engine.objects().compact(DAY);
            engine.objects().compact(DAY.plusDays(1));
            assertThat(engine.retire(Duration.ZERO)).isEqualTo(2);
            current = engine.objects().current();
        }
        byte[] newest = Files.readAllBytes(snapshot);
        byte[] torn = Arrays.copyOf(newest, newest.length - 10);
        for (byte[] content : List.of(older, torn, newest, new byte[0])) {
            Files.write(snapshot, content);
            try (StorageEngine engine = open()) {
                assertThat(engine.objects().current()).isEqualTo(current);
            }
            assertThat(Files.readAllBytes(snapshot)).isEqualTo(newest);
        }
        Files.delete(root.resolve("objects/timeline/2025-10/2025-10-23.parquet")); // the snapshot knows more then
        assertThat(StorageVerifier.verify(root).findings())
                .extracting(finding -> finding.problem())
                .anyMatch(problem -> problem.contains("no dayfile stands although"))
                .anyMatch(problem -> problem.contains("the timeline has not"));
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().current()).hasSize(1);
        }
        StorageVerifier.repair(root); // from the retired parts
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().current()).isEqualTo(current);
        }
    }

    @Test
    void shouldNotWriteEventsAnewThatADayfileHas() throws IOException {
        Path ring = root.resolve(".dayfile/events.ring");
        Path before = root.resolve("ring-before");
        StorageConfig patient = config().flushInterval(Duration.ofSeconds(30)).build();
        try (StorageEngine engine = StorageEngine.open(patient)) {
            for (int i = 0; i < 5; i++) {
                engine.objects()
                        .append(ObjectEvent.create("o" + i, "flag", "SPY", TF)
                                .at(T0)
                                .build());
            }
            Files.copy(ring, before); // with five events that are in no part
        }
        try (StorageEngine engine = open()) {
            engine.objects().compact(DAY);
            assertThat(engine.retire(Duration.ZERO)).isEqualTo(1);
        }
        Files.move(before, ring, StandardCopyOption.REPLACE_EXISTING); // as if killed before it noted the part
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().current()).hasSize(5);
            assertThat(engine.objects().daysWaiting()).isEmpty();
            assertThat(engine.objects()
                            .append(ObjectEvent.create("o5", "flag", "SPY", TF)
                                    .at(T0)
                                    .build()))
                    .isEqualTo(6);
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    @Test
    void shouldRefuseWorkOnDaysWhenTheEngineIsClosed() throws IOException {
        ObjectEvents objects;
        try (StorageEngine engine = open()) {
            objects = engine.objects();
            appendADay(engine);
        }
        assertThatThrownBy(() -> objects.compact(DAY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(objects::daysWaiting).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> objects.undoCompaction(DAY, Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }
}
