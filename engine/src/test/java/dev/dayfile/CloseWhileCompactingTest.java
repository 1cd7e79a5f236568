package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The root is let go only when no compaction works in it any more, and a compaction is not waited for to its end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseWhileCompactingTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTS = 3;

    @TempDir
    Path temp;

    /** Stands still in the writing of a dayfile until it is let go. */
    private static final class StuckDisk extends ForwardingDisk {
        final CountDownLatch stuck = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);

        StuckDisk() {
            super(Disk.LOCAL);
        }

        @Override
        public WritableFile create(Path file) throws IOException {
            WritableFile created = super.create(file);
            boolean ofDayfile = file.getFileName().toString().contains(DAY + ".parquet");
            return !ofDayfile
                    ? created
                    : new ForwardingDisk.Writable(created) {
                        @Override
                        public void write(ByteBuffer source) throws IOException {
                            stuck.countDown();
                            try {
                                letGo.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            super.write(source);
                        }
                    };
        }
    }

    @Test
    void shouldEndACompactionAndHoldTheLockUntilItHasEnded() throws Exception {
        Path root = temp.resolve("store");
        StuckDisk disk = new StuckDisk();
        StorageEngine engine = StorageEngine.open(config(root), disk);
        for (int i = 0; i < PARTS; i++) {
            long seq = engine.candles("SPY", TF).append(OPEN + i * TF.micros(), 1, 2, 1, 2, 3);
            assertThat(engine.awaitDurable(seq, PATIENCE)).isTrue();
        }
        List<Path> before = files(root.resolve("data"));
        assertThat(before).hasSize(PARTS);

        FutureTask<CompactionReport> compaction = new FutureTask<>(() -> engine.compact(TF, DAY));
        new Thread(compaction).start();
        disk.stuck.await();
        Thread closing = new Thread(engine::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // for the compaction
        }
        assertThatThrownBy(() -> StorageEngine.open(config(root)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(StorageException.Code.LOCKED));

        disk.letGo.countDown();
        closing.join();
        assertThatThrownBy(compaction::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the engine is closing");
        assertThat(files(root.resolve("data"))).as("nothing half done").isEqualTo(before);
        assertThat(files(root)).noneMatch(file -> file.toString().endsWith(".tmp"));

        try (StorageEngine again = StorageEngine.open(config(root))) {
            assertThat(again.compact(TF, DAY).rowsOut()).isEqualTo(PARTS);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static StorageConfig config(Path root) {
        return StorageConfig.builder(root).flushInterval(Duration.ofMillis(1)).build();
    }
}
