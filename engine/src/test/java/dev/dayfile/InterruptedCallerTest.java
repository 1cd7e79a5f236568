package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads of the user's that are interrupted, as by a pool that is shut down, while they use the store. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedCallerTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ViewportQuery ALL = ViewportQuery.of("SPY", TF).build();
    private static final int ROWS = 195;
    private static final int ROUNDS = 40;

    @TempDir
    Path root;

    @Test
    void shouldServeAThreadThatIsInterruptedAndLeaveItSo() {
        StorageEngine engine = interrupted(this::open);
        append(engine);
        assertThat(interrupted(() -> engine.compact(TF, DAY)).rowsOut()).isEqualTo(ROWS);
        assertThat(interrupted(() -> engine.importCandles(List.of(late(0)).iterator())))
                .hasSize(1);
        assertThat(interrupted(() -> engine.viewport(ALL)).candles().size()).isEqualTo(ROWS + 1);
        assertThat(interrupted(() -> engine.objects()
                        .append(ObjectEvent.create("z1", "zone", "SPY", TF)
                                .band(2, 1)
                                .at(OPEN)
                                .build())))
                .isEqualTo(1);
        interrupted(() -> {
            engine.refresh();
            return engine.latest(TF);
        });
        try (StorageReader reader = interrupted(() -> StorageReader.open(root))) {
            assertThat(interrupted(() -> reader.viewport(ALL)).candles().size()).isEqualTo(ROWS + 1);
        }
        assertThat(interrupted(() -> engine.retire(Duration.ZERO))).isEqualTo(1);
        interrupted(() -> {
            engine.close();
            return null;
        });
        assertThat(interrupted(() -> StorageVerifier.verify(root).findings())).isEmpty();
        assertThat(interrupted(() -> StorageVerifier.repair(root).findings())).isEmpty();
    }

    @Test
    void shouldFailWholeOrNotAtAllUnderABurstOfInterrupts() {
        Thread caller = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> interrupter = null;
        try (StorageEngine engine = open()) {
            append(engine);
            interrupter = TestThreads.run(() -> {
                while (!over.get()) {
                    caller.interrupt();
                    LockSupport.parkNanos(5_000);
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                Candle late = late(i);
                orInterrupted(() -> engine.importCandles(List.of(late).iterator()));
                orInterrupted(() -> engine.compact(TF, DAY));
                orInterrupted(() -> engine.viewport(ALL));
                orInterrupted(() -> {
                    try (StorageReader reader = StorageReader.open(root)) {
                        return reader.viewport(ALL);
                    }
                });
            }
            over.set(true);
            interrupter.join();
            Thread.interrupted();

            for (int i = 0; i < ROUNDS; i++) {
                engine.importCandles(List.of(late(i)).iterator());
            }
            engine.compact(TF, DAY);
            assertThat(engine.viewport(ALL).candles().size()).isEqualTo(ROWS + ROUNDS);
        } finally {
            over.set(true);
            if (interrupter != null) {
                interrupter.join();
            }
            Thread.interrupted();
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.viewport(ALL).candles().size()).isEqualTo(ROWS + ROUNDS);
        }
    }

    private static void orInterrupted(Supplier<?> call) {
        try {
            call.get();
        } catch (StorageException e) {
            assertThat(e.code()).isEqualTo(StorageException.Code.IO);
            assertThat(e).hasMessageContaining("interrupted in the middle");
        }
    }

    private static <T> T interrupted(Supplier<T> call) {
        Thread.currentThread().interrupt();
        try {
            T result = call.get();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return result;
        } finally {
            Thread.interrupted();
        }
    }

    private static Candle late(int i) {
        return new Candle("SPY", TF, OPEN + (ROWS + i) * 1_000_000L, 1, 2, 0.5, 1.5, Double.NaN, 0);
    }

    private static void append(StorageEngine engine) {
        CandleAppender spy = engine.candles("SPY", TF);
        long seq = 0;
        for (int i = 0; i < ROWS; i++) {
            seq = spy.append(OPEN + i * 120_000_000L, 1, 2, 0.5, 1.5, i);
        }
        assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
    }

    private StorageEngine open() {
        return StorageEngine.open(
                StorageConfig.builder(root).flushInterval(Duration.ofMillis(1)).build());
    }
}
