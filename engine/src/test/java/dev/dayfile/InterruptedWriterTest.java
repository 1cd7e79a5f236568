package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever interrupts a whole group of threads, as containers and build plugins do, ends no writer. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedWriterTest {
    private static final Timeframe TF = Timeframe.parse("1s");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BURST_PAUSE_NANOS = 300_000;
    private static final int ROWS = 2_000;
    private static final int EVENTS = 100;

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(WriterIdle.class)
    void shouldWriteEverythingThroughBurstsOfInterrupts(WriterIdle idle) throws Exception {
        ThreadGroup group = new ThreadGroup("interrupted");
        try (StorageEngine engine = openIn(group, idle)) {
            AtomicLong bursts = new AtomicLong();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> interrupter = TestThreads.run(() -> {
                while (!over.get()) {
                    for (int i = 0; i < 5; i++) {
                        group.interrupt();
                    }
                    bursts.incrementAndGet();
                    LockSupport.parkNanos(BURST_PAUSE_NANOS);
                }
            });
            CandleAppender appender = engine.candles("SPY", TF);
            long last = 0;
            long lastEvent = 0;
            for (int i = 0; i < ROWS; i++) {
                last = appender.append(OPEN + i * 1_000_000L, 2, 3, 1, 2, i);
                if (i % (ROWS / EVENTS) == 0) {
                    lastEvent = engine.objects().append(create("z" + i));
                }
                if (i % 100 == 0) {
                    assertThat(engine.awaitDurable(last, PATIENCE)).isTrue();
                }
            }
            assertThat(engine.awaitDurable(last, PATIENCE)).isTrue();
            assertThat(engine.objects().awaitDurable(lastEvent, PATIENCE)).isTrue();
            over.set(true);
            interrupter.join();
            assertThat(bursts.get()).isPositive();
            assertThat(engine.stats().flushFailures()).isZero();
        }
        assertStored();
    }

    @Test
    void shouldFlushOnAfterInterruptsInAFlushThatFails() throws Exception {
        ThreadGroup group = new ThreadGroup("interrupted");
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        try (StorageEngine engine = openIn(group, WriterIdle.SLEEPING, disk)) {
            assertThat(engine.awaitDurable(append(engine, 0), PATIENCE)).isTrue();
            disk.failEvery(FaultyDisk.Call.FORCE, () -> new IOException("Input/output error"));
            for (int i = 1; i < ROWS; i++) {
                append(engine, i);
            }
            while (engine.stats().flushFailures() == 0) {
                group.interrupt();
                LockSupport.parkNanos(BURST_PAUSE_NANOS);
            }
            for (int i = 0; i < ROWS; i += ROWS / EVENTS) {
                engine.objects().append(create("z" + i));
            }
            group.interrupt();
            disk.heal();
            group.interrupt();
            assertThat(engine.awaitDurable(engine.stats().appendedSeq(), PATIENCE))
                    .isTrue();
        }
        assertStored();
    }

    private static long append(StorageEngine engine, int i) {
        return engine.candles("SPY", TF).append(OPEN + i * 1_000_000L, 2, 3, 1, 2, i);
    }

    private static ObjectEvent create(String id) {
        return ObjectEvent.create(id, "zone", "SPY", TF).band(2, 1).at(OPEN).build();
    }

    /** The engine's threads are of the group of the thread that opens it. */
    private StorageEngine openIn(ThreadGroup group, WriterIdle idle) throws Exception {
        return openIn(group, idle, Disk.LOCAL);
    }

    private StorageEngine openIn(ThreadGroup group, WriterIdle idle, Disk disk) throws Exception {
        StorageConfig config = StorageConfig.builder(root)
                .writerIdle(idle)
                .flushInterval(Duration.ofMillis(1))
                .build();
        CompletableFuture<StorageEngine> opened = new CompletableFuture<>();
        Thread opening = new Thread(group, () -> {
            try {
                opened.complete(StorageEngine.open(config, disk));
            } catch (Throwable t) {
                opened.completeExceptionally(t);
            }
        });
        opening.start();
        opening.join();
        StorageEngine engine = opened.get();
        Thread[] threads = new Thread[50];
        assertThat(Arrays.asList(threads).subList(0, group.enumerate(threads)))
                .extracting(Thread::getName)
                .containsAll(List.of("dayfile-writer", "dayfile-events"));
        return engine;
    }

    private void assertStored() {
        try (StorageReader reader = StorageReader.open(root)) {
            Viewport all = reader.viewport(ViewportQuery.of("SPY", TF).build());
            assertThat(all.candles().size()).isEqualTo(ROWS);
            for (int i = 0; i < ROWS; i++) {
                assertThat(all.candles().volume(i)).isEqualTo(i);
            }
            assertThat(all.objects()).hasSize(EVENTS);
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }
}
