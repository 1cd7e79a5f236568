package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines on one root, which the lock is there to prevent: whatever makes it fall, no acknowledged row is lost. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreTakenTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OTHERS = "pid 2\nowner - 2 - - 123abc\n";
    private static final int ROWS = 10;

    @TempDir
    Path root;

    @Test
    void shouldNotOpenBesideAnEngineWhoseProcessHasReadItsFiles() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/ns/pid")), "elsewhere the system's lock alone decides");
        Process bot = ChildJvm.start(ChildJvm.SMALL, BackedUpBot.class, root);
        try {
            assertThat(bot.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("backed up");
            StorageException refused = catchThrowableOfType(StorageException.class, () -> open(Duration.ofMillis(1)));
            assertThat(refused.code()).isEqualTo(StorageException.Code.LOCKED);
            assertThat(refused).hasMessageContaining(Long.toString(bot.pid()));
            assertThatThrownBy(() -> StorageVerifier.repair(root)).hasMessageContaining(Long.toString(bot.pid()));
            assertThat(StorageVerifier.verify(root).findings()).isEmpty();
            bot.getOutputStream().write('\n');
            bot.getOutputStream().flush();
            assertThat(bot.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("appended");
        } finally {
            bot.destroyForcibly();
            assertThat(bot.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        try (StorageEngine next = open(Duration.ofMillis(1))) {
            assertThat(next.stats().replayedRows()).isEqualTo(ROWS);
            assertRows(next, ROWS);
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    @Test
    void shouldRefuseAppendsOnceAnotherEngineHasTakenTheStore() throws Exception {
        StorageEngine engine = open(Duration.ofMillis(1));
        assertThat(engine.awaitDurable(append(engine, 0), PATIENCE)).isTrue();
        long event = engine.objects().append(create("z0"));
        assertThat(engine.objects().awaitVisible(event, PATIENCE)).isTrue();
        Path copy = root.resolve("ring-then");
        Files.copy(root.resolve(".dayfile/candles.ring"), copy);
        Files.writeString(root.resolve(".dayfile/LOCK"), OTHERS);

        assertRefusedSoon(() -> append(engine, ROWS));
        assertRefusedSoon(() -> engine.objects().append(create("z" + System.nanoTime())));
        assertThat(engine.stats().lastError()).contains("LOCK");
        assertThatThrownBy(() -> engine.compact(TF, DAY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another engine has taken the store");
        long appended = engine.stats().appendedSeq();
        assertThat(engine.awaitVisible(appended, PATIENCE))
                .as("what was acknowledged is written to parts")
                .isTrue();
        assertThat(persistedAndState(root.resolve(".dayfile/candles.ring")))
                .as("and the ring's header is left to the other")
                .isEqualTo(persistedAndState(copy));
        engine.close();
        assertThat(persistedAndState(root.resolve(".dayfile/candles.ring"))).isEqualTo(persistedAndState(copy));
        assertThat(Files.readString(root.resolve(".dayfile/LOCK"))).isEqualTo(OTHERS);

        try (StorageEngine next = open(Duration.ofMillis(1))) {
            next.viewport(ViewportQuery.of("SPY", TF).build());
            assertThat(next.stats().replayedRows()).isZero();
            assertThat(next.awaitVisible(append(next, 1), PATIENCE)).isTrue();
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    @Test
    void shouldWriteWhatItHasAcknowledgedBeforeItNoticed() throws Exception {
        StorageEngine engine = open(Duration.ofMillis(300));
        for (int i = 0; i < ROWS; i++) {
            append(engine, i);
        }
        Files.delete(root.resolve(".dayfile/LOCK"));
        assertThat(engine.awaitVisible(engine.stats().appendedSeq(), PATIENCE)).isTrue();
        assertRefusedSoon(() -> append(engine, ROWS));
        engine.close();
        try (StorageReader reader = StorageReader.open(root)) {
            CandleSeries stored =
                    reader.viewport(ViewportQuery.of("SPY", TF).build()).candles();
            assertThat(stored.size()).isGreaterThanOrEqualTo(ROWS);
        }
    }

    private interface Append {
        void run();
    }

    /** The writer looks each second and at each flush. */
    private static void assertRefusedSoon(Append append) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            try {
                append.run();
            } catch (StorageException e) {
                assertThat(e.code()).isEqualTo(StorageException.Code.LOCKED);
                return;
            }
            Thread.sleep(5);
        }
        throw new AssertionError("never refused");
    }

    private static byte[] persistedAndState(Path ring) throws IOException {
        byte[] all = Files.readAllBytes(ring);
        byte[] header = new byte[200];
        System.arraycopy(all, 0, header, 0, header.length);
        return header;
    }

    private static void assertRows(StorageEngine engine, int rows) {
        CandleSeries stored =
                engine.viewport(ViewportQuery.of("SPY", TF).build()).candles();
        assertThat(stored.size()).isEqualTo(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(stored.volume(i)).isEqualTo(i);
        }
    }

    private static long append(StorageEngine engine, int i) {
        return engine.candles("SPY", TF).append(OPEN + i * 120_000_000L, 2, 3, 1, 2, i);
    }

    private static ObjectEvent create(String id) {
        return ObjectEvent.create(id, "zone", "SPY", TF).band(2, 1).at(OPEN).build();
    }

    private StorageEngine open(Duration flushInterval) {
        return open(root, flushInterval);
    }

    private static StorageEngine open(Path root, Duration flushInterval) {
        return StorageEngine.open(
                StorageConfig.builder(root).flushInterval(flushInterval).build());
    }

    /** A bot that copies its own store, waits for a word, appends and waits to be killed. */
    static final class BackedUpBot {
        private BackedUpBot() {}

        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]);
            StorageEngine engine = open(root, Duration.ofSeconds(30));
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.readAllBytes(file);
                }
            }
            System.out.println("backed up");
            System.in.read();
            for (int i = 0; i < ROWS; i++) {
                append(engine, i);
            }
            System.out.println("appended");
            Thread.sleep(60_000);
        }
    }
}
