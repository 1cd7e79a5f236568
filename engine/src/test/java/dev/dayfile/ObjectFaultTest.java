package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.compact.DayVerifier;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.TimelineVerifier;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chart objects on a disk that fails, fills up or goes away: no acknowledged event is lost, none counts twice. */
class ObjectFaultTest {
    private static final Timeframe TF = Timeframe.parse("15m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CALLS = 30;

    @TempDir
    Path folder;

    private static StorageEngine open(Path root, Disk disk) {
        return StorageEngine.open(
                StorageConfig.builder(root)
                        .flushInterval(Duration.ofMillis(1))
                        .snapshotInterval(Duration.ofMillis(10))
                        .build(),
                disk);
    }

    private static long append(StorageEngine engine, String... ids) {
        long seq = 0;
        for (String id : ids) {
            seq = engine.objects()
                    .append(ObjectEvent.create(id, "level", "SPY", TF)
                            .level(5)
                            .at(T0)
                            .build());
        }
        return seq;
    }

    private static void assertWhole(Path root, int call, String... ids) {
        try (StorageEngine engine = open(root, Disk.LOCAL)) {
            assertThat(engine.objects().current())
                    .as("call %d", call)
                    .extracting(ChartObject::id)
                    .containsExactly(ids);
            assertThat(engine.objects().history(ids[0])).as("call %d", call).hasSize(1);
        }
        assertThat(StorageVerifier.verify(root).findings()).as("call %d", call).isEmpty();
    }

    @Test
    void shouldLoseNothingWhicheverCallFails() {
        for (int n = 1; n <= CALLS; n++) {
            Path root = folder.resolve("fail-" + n);
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            StorageEngine engine = open(root, disk);
            try (engine) {
                disk.failAt(n, new IOException("Input/output error"));
                assertThat(engine.objects().awaitDurable(append(engine, "a", "b"), SOON))
                        .isTrue();
                append(engine, "c");
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("snapshot"); // the last one may be what failed
            }
            assertWhole(root, n, "a", "b", "c");
        }
    }

    @Test
    void shouldLoseNothingWhereverTheProcessDies() throws IOException {
        for (int n = 1; n <= CALLS; n++) {
            Path root = folder.resolve("die-" + n);
            Path copy = folder.resolve("died-" + n);
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            try (StorageEngine engine = open(root, disk)) {
                disk.dieAt(n);
                long seq = append(engine, "a", "b", "c");
                while (!disk.fired() && !engine.objects().awaitVisible(seq, Duration.ofMillis(1))) {
                    Thread.onSpinWait();
                }
                StoreCopy.of(root, copy);
                disk.heal();
            }
            assertWhole(copy, n, "a", "b", "c");
        }
    }

    @Test
    void shouldHoldEventsBackWhileTheDiskIsFullAndWriteThemThen() {
        Path root = folder.resolve("full");
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        try (StorageEngine engine = open(root, disk)) {
            disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("No space left on device"));
            long seq = append(engine, "a", "b");
            assertThat(engine.objects().awaitVisible(seq, Duration.ofMillis(50)))
                    .isFalse();
            assertThat(engine.objects().current()).hasSize(2);
            assertThat(engine.objects().asOf(T0)).hasSize(2);
            assertThat(engine.objects().history("a")).hasSize(1);
            while (engine.stats().lastError() == null) {
                Thread.onSpinWait(); // the flush has its turn when the machine gives it one
            }
            assertThat(engine.stats().lastError()).contains("No space left");
            disk.heal();
            assertThat(engine.objects().awaitVisible(seq, SOON)).isTrue();
        }
        assertWhole(root, 0, "a", "b");
    }

    @Test
    void shouldFindAnyFlippedBitOfAnObjectFile() throws IOException {
        Path root = folder.resolve("bits");
        try (StorageEngine engine = open(root, Disk.LOCAL)) {
            append(engine, "a");
            engine.objects()
                    .append(ObjectEvent.update("a")
                            .payload("[1]")
                            .left(3)
                            .at(T0)
                            .build());
        }
        StoreLayout layout = new StoreLayout(root);
        List<Path> files;
        try (Stream<Path> all = Files.walk(root.resolve("objects"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).contains(layout.objectSnapshot()).hasSizeGreaterThan(1);
        DayVerifier days = new DayVerifier(Disk.LOCAL, layout, new CandleFiles(Disk.LOCAL), MarketClock.NEW_YORK);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int bit = 0; bit < 8 * whole.length; bit += 7) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                List<VerifyReport.Finding> findings = new ArrayList<>(
                        new TimelineVerifier(Disk.LOCAL, layout).verify().findings());
                findings.addAll(days.verify().findings());
                assertThat(findings).as("%s, bit %d", file, bit).isNotEmpty();
            }
            Files.write(file, whole);
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    @Test
    void shouldRefuseEventsAfterClosing() {
        StorageEngine engine = open(folder.resolve("closed"), Disk.LOCAL);
        ObjectEvents objects = engine.objects();
        engine.close();
        engine.close();
        assertThatThrownBy(() -> objects.append(ObjectEvent.create("a", "level", "SPY", TF)
                        .level(5)
                        .at(T0)
                        .build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(objects.current()).isEmpty();
    }
}
