package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JDK shows of an engine, and that no append makes an event of its own. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightRecorderTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROWS = 1_000;

    @TempDir
    Path root;

    @Test
    void shouldRecordFlushesPartsAndCompactions() throws IOException {
        Path store = root.resolve("store");
        List<RecordedEvent> events = record(() -> {
            try (StorageEngine engine =
                    StorageEngine.open(StorageConfig.builder(store).build())) {
                long last = append(engine, ROWS);
                assertThat(engine.awaitDurable(last, PATIENCE)).isTrue();
                engine.compact(TF, LocalDate.of(2025, 10, 22));
            }
        });

        List<RecordedEvent> flushes = of("dev.dayfile.Flush", events);
        List<RecordedEvent> parts = of("dev.dayfile.PartPublished", events);
        assertThat(flushes.stream().mapToInt(e -> e.getInt("rows")).sum()).isEqualTo(ROWS);
        assertThat(flushes).noneMatch(e -> e.getBoolean("failed"));
        assertThat(flushes.stream().mapToInt(e -> e.getInt("parts")).sum()).isEqualTo(parts.size());
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.getString("timeframe")).isEqualTo("2m");
            assertThat(part.getString("day")).isEqualTo("2025-10-22");
            assertThat(Path.of(part.getString("path"))).isRegularFile().hasSize(part.getLong("bytes"));
            assertThat(part.getDuration()).isPositive();
        });
        assertThat(parts.get(parts.size() - 1).getLong("lastSeq")).isEqualTo(ROWS);
        assertThat(of("dev.dayfile.Compaction", events)).singleElement().satisfies(compaction -> {
            assertThat(compaction.getString("outcome")).isEqualTo("PUBLISHED");
            assertThat(compaction.getInt("parts")).isEqualTo(parts.size());
            assertThat(compaction.getLong("rowsOut")).isEqualTo(ROWS);
        });
        assertThat(of("dev.dayfile.Recovery", events)).isEmpty();
        assertThat(events)
                .allMatch(event -> event.getEventType().getCategoryNames().equals(List.of("Dayfile")));
        assertThat(events).as("no event an append").hasSizeLessThan(ROWS / 2);
    }

    @Test
    void shouldRecordAFullRingAndTheRecoveryOfItsRows() throws IOException {
        Path store = root.resolve("store");
        Path left = root.resolve("left");
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        AtomicReference<StorageEngine> open = new AtomicReference<>();
        StorageConfig config = StorageConfig.builder(store)
                .ringSlots(1024)
                .flushInterval(Duration.ofMillis(1))
                .build();
        List<RecordedEvent> events = record(() -> {
            StorageEngine engine = StorageEngine.open(config, disk);
            open.set(engine);
            disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("No space left on device"));
            CandleAppender spy = engine.candles("SPY", TF);
            int appended = 0;
            while (spy.tryAppend(OPEN + appended * TF.micros() % 3_600_000_000L, 1, 1, 1, 1, 1) > 0) {
                appended++;
            }
            assertThat(appended).isEqualTo(1024);
            while (engine.stats().flushFailures() < 2) {
                Thread.onSpinWait();
            }
            StoreCopy.of(store, left); // what a kill at this moment leaves
            StorageEngine.open(StorageConfig.builder(left).build()).close();
        });
        disk.heal();
        open.get().close();

        assertThat(of("dev.dayfile.RingFull", events)).isNotEmpty().allSatisfy(full -> {
            assertThat(full.getLong("found")).isPositive();
            assertThat(full.getInt("slots")).isEqualTo(1024);
        });
        assertThat(of("dev.dayfile.Flush", events)).anyMatch(e -> e.getBoolean("failed"));
        assertThat(of("dev.dayfile.Recovery", events)).singleElement().satisfies(recovery -> {
            assertThat(recovery.getInt("rowsFound")).isEqualTo(1024);
            assertThat(recovery.getInt("rowsWritten")).isEqualTo(1024);
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private List<RecordedEvent> record(Work work) throws IOException {
        Path file = root.resolve("dayfile.jfr");
        try (Recording recording = new Recording()) {
            for (String name : List.of("Flush", "PartPublished", "RingFull", "Recovery", "Compaction")) {
                recording.enable("dev.dayfile." + name);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Files.delete(file);
        return events.stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.dayfile."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static long append(StorageEngine engine, int rows) {
        CandleAppender spy = engine.candles("SPY", TF);
        long last = 0;
        for (int i = 0; i < rows; i++) {
            last = spy.append(OPEN + i * 1_000_000L, 1, 1, 1, 1, 1);
        }
        return last;
    }
}
