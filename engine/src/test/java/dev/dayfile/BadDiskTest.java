package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real thing, not a simulated one: a file system without room, one that is read-only, a process without file
 * descriptors. Rows wait in the ring, the ring fills and refuses, and when the cause is gone all goes on by itself.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadDiskTest {
    private static final Timeframe TF = Timeframe.parse("1s");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Pattern RECOVERED = Pattern.compile("recovered (\\d+) rows");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long POLL_NANOS = 1_000_000;
    private static final int RING = 1024;

    @TempDir
    Path temp;

    @Test
    void shouldWaitOutAFullDiskAndLoseNothing() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString()), "needs root and tmpfs");
        try {
            Path root = mount.resolve("store");
            Path filler = mount.resolve("filler");
            try (StorageEngine engine = open(root)) {
                int rows = appendOne(engine, 0);
                fill(filler);
                rows = appendUntilRefused(engine, rows);
                EngineStats stats = awaitFailure(engine);
                assertThat(stats.lastError()).contains("DISK_FULL", root.toString());
                assertThat(stats.ringFull()).isPositive();
                assertThat(stats.ringOccupied()).isEqualTo(RING);

                Files.delete(filler);
                assertRecovers(engine, rows);
            }
        } finally {
            unmount(mount);
        }
    }

    @Test
    void shouldOpenAfterADiskWasFullToTheEndOfTheProcess() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString()), "needs root and tmpfs");
        try {
            Path root = mount.resolve("store");
            Path filler = mount.resolve("filler");
            Path after = temp.resolve("after");
            int rows;
            try (StorageEngine engine = open(root)) {
                rows = appendOne(engine, 0);
                fill(filler);
                rows = appendUntilRefused(engine, rows);
                awaitFailure(engine);
                StoreCopy.of(root, after); // as a kill would leave it
                Files.delete(filler);
            }
            try (StorageEngine engine = open(after)) {
                assertThat(engine.stats().replayedRows()).isEqualTo(RING);
                assertRows(engine, rows);
            }
        } finally {
            unmount(mount);
        }
    }

    @Test
    void shouldWaitOutAReadOnlyDirectory() throws Exception {
        Path root = temp.resolve("store");
        Path data = root.resolve("data");
        try (StorageEngine engine = open(root)) {
            int rows = appendOne(engine, 0);
            // Root may write whatever the mode says, so for root it takes a mount.
            boolean mounted = run("mount", "--bind", data.toString(), data.toString())
                    && run("mount", "-o", "remount,bind,ro", data.toString());
            Path day = data.resolve("1s/2025-10-22");
            assumeTrue(
                    mounted || day.toFile().setWritable(false) && !Files.isWritable(day), "needs a file mode or root");
            try {
                rows = appendUntilRefused(engine, rows);
                EngineStats stats = awaitFailure(engine);
                assertThat(stats.lastError()).containsAnyOf("PERMISSION", "Read-only file system");
                assertThat(stats.visibleSeq()).isEqualTo(1);
                assertRows(engine, rows); // a bot reads its own appends all the while
            } finally {
                assertThat(
                                mounted
                                        ? run("umount", data.toString())
                                        : day.toFile().setWritable(true))
                        .isTrue();
            }
            assertRecovers(engine, rows);
        }
    }

    @Test
    void shouldWaitOutAProcessWithoutFileDescriptors() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/sh")), "needs a shell that sets limits");
        Process child = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 256 && exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutDescriptors.class.getName(),
                        temp.resolve("store").toString())
                .redirectErrorStream(true)
                .start();
        String output;
        try {
            output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(output).isZero();
        } finally {
            child.destroyForcibly();
        }
        assertThat(output).contains("Too many open files").containsPattern(RECOVERED);
        int rows = Integer.parseInt(
                RECOVERED.matcher(output).results().findFirst().orElseThrow().group(1));
        assertThat(rows).isGreaterThan(RING);
        try (StorageEngine engine = open(temp.resolve("store"))) {
            assertRows(engine, rows);
        }
    }

    /** Takes every descriptor that its process may have, appends, and gives them back. */
    static final class WithoutDescriptors {
        private WithoutDescriptors() {}

        public static void main(String[] args) throws Exception {
            try (StorageEngine engine = open(Path.of(args[0]))) {
                int rows = appendOne(engine, 0);
                assertRows(engine, rows); // loads the classes that could not be loaded below
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().equals("dayfile-warm-up")) {
                        thread.join(); // which loads what the engine needs from here on
                    }
                }
                List<FileInputStream> taken = new ArrayList<>();
                try {
                    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
                    while (engine.stats().flushFailures() < 2) {
                        takeAll(taken); // again: another thread may have given one back, with which a flush succeeds
                        rows = appendUntilRefused(engine, rows);
                        if (System.nanoTime() - deadlineNanos > 0) {
                            throw new IllegalStateException("no flush has failed");
                        }
                        pause();
                    }
                } finally {
                    for (FileInputStream one : taken) {
                        one.close();
                    }
                }
                System.out.println(engine.stats().lastError());
                assertRecovers(engine, rows);
                System.out.println("recovered " + rows + " rows");
            }
        }

        private static void takeAll(List<FileInputStream> taken) {
            try {
                while (true) {
                    taken.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // that was the last one
            }
        }
    }

    /** Where cores are scarce, spinning holds up what is waited for. */
    private static void pause() {
        LockSupport.parkNanos(POLL_NANOS);
    }

    private static StorageEngine open(Path root) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(RING)
                .flushInterval(Duration.ofMillis(1))
                .build());
    }

    /** One row that is durable, so that folders and classes are there. */
    private static int appendOne(StorageEngine engine, int rows) {
        assertThat(engine.awaitDurable(tryAppend(engine, rows), PATIENCE)).isTrue();
        while (engine.stats().ringOccupied() > 0) {
            pause();
        }
        return rows + 1;
    }

    private static int appendUntilRefused(StorageEngine engine, int from) {
        int rows = from;
        while (tryAppend(engine, rows) > 0) {
            rows++;
        }
        return rows;
    }

    private static long tryAppend(StorageEngine engine, int row) {
        return engine.candles("SPY", TF).tryAppend(OPEN + row * TF.micros(), row, row + 1, row, row, row);
    }

    private static EngineStats awaitFailure(StorageEngine engine) {
        while (engine.stats().flushFailures() < 2) {
            pause();
        }
        return engine.stats();
    }

    /** All goes on without a restart, and nothing is lost or doubled. */
    private static void assertRecovers(StorageEngine engine, int rows) {
        assertThat(engine.awaitDurable(engine.stats().appendedSeq(), PATIENCE)).isTrue();
        assertRows(engine, rows);
        assertThat(engine.compact(TF, LocalDate.of(2025, 10, 22)))
                .satisfies(report -> assertThat(report.rowsOut()).isEqualTo(rows))
                .satisfies(report -> assertThat(report.doublesDropped()).isZero());
    }

    private static void assertRows(StorageEngine engine, int rows) {
        CandleSeries candles =
                engine.viewport(ViewportQuery.of("SPY", TF).build()).candles();
        assertThat(candles.size()).isEqualTo(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(candles.tsMicros(i)).isEqualTo(OPEN + i * TF.micros());
            assertThat(candles.open(i)).isEqualTo(i);
        }
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[512];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // that was the last block
        }
    }

    /** Lazily: the ring stays mapped until the collector unmaps it. */
    private static void unmount(Path mount) throws Exception {
        assertThat(run("umount", "-l", mount.toString())).isTrue();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false; // there is no such command here
        }
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
