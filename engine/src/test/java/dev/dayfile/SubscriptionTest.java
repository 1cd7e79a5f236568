package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a follower hears: everything that becomes visible, once, in order, however slow it is and whatever it throws. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubscriptionTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final Timeframe TF15 = Timeframe.parse("15m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    /** Keeps what it is told; the lists are read after a wait for their size. */
    static class Notes implements FollowListener {
        final List<Candle> candles = new ArrayList<>();
        final List<ObjectEvent> events = new ArrayList<>();
        final List<Path> leftOut = new ArrayList<>();
        volatile StorePosition caughtUp;

        @Override
        public synchronized void candle(Candle candle) {
            candles.add(candle);
        }

        @Override
        public synchronized void objectEvent(ObjectEvent event) {
            events.add(event);
        }

        @Override
        public void caughtUp(StorePosition position) {
            assertThat(caughtUp).isNull();
            caughtUp = position;
        }

        @Override
        public synchronized void leftOut(Path damaged) {
            leftOut.add(damaged);
        }

        synchronized int told() {
            return candles.size() + events.size();
        }

        synchronized List<Long> seqs() {
            return candles.stream().map(Candle::seq).toList();
        }
    }

    @Test
    void shouldTellEachCandleOfItsSymbolAndTimeframeInOrder() {
        Notes notes = new Notes();
        List<Long> seqs = new ArrayList<>();
        try (StorageEngine engine = open(1024)) {
            engine.candles("SPY", TF).append(OPEN, 9, 9, 9, 9, 9);
            engine.awaitVisible(1, PATIENCE);
            Subscription subscription = engine.subscribe("SPY", TF, notes);
            CandleAppender spy = engine.candles("SPY", TF);
            seqs.add(spy.append(OPEN + 2 * TF.micros(), 1, 2, 1, 2, 3));
            engine.candles("QQQ", TF).append(OPEN, 1, 2, 1, 2, 3);
            engine.candles("SPY", TF15).append(OPEN, 1, 2, 1, 2, 3);
            seqs.add(spy.append(OPEN + TF.micros(), 1, 2, 1, 2, Double.NaN)); // late
            seqs.add(spy.append(OPEN + 2 * TF.micros(), 1, 3, 1, 2, 4)); // corrected
            await(() -> notes.told() == 3);
            await(() -> subscription.position().candleSeq() == 6);
            assertThat(subscription.told()).isEqualTo(3);
            assertThat(subscription.lastError()).isNull();
            assertThat(notes.caughtUp).isEqualTo(new StorePosition(1, 0));
        }
        assertThat(notes.seqs()).isEqualTo(seqs);
        assertThat(notes.candles.get(1))
                .isEqualTo(new Candle("SPY", TF, OPEN + TF.micros(), 1, 2, 1, 2, Double.NaN, seqs.get(1)));
    }

    @Test
    void shouldTellObjectEventsOfItsTimeframes() {
        Notes own = new Notes();
        Notes both = new Notes();
        Notes all = new Notes();
        try (StorageEngine engine = open(1024)) {
            engine.subscribe("SPY", TF, own);
            engine.subscribe(
                    FollowQuery.of("SPY", TF).objectTimeframes(TF, TF15).build(), both);
            engine.subscribe(FollowQuery.everything().build(), all);
            ObjectEvents objects = engine.objects();
            objects.append(ObjectEvent.create("a", "zone", "SPY", TF)
                    .band(2, 1)
                    .at(OPEN)
                    .build());
            objects.append(
                    ObjectEvent.create("b", "level", "SPY", TF15).at(OPEN).build());
            objects.append(ObjectEvent.create("c", "level", "QQQ", TF).at(OPEN).build());
            objects.append(ObjectEvent.update("a").status("tested").at(OPEN).build());
            objects.append(ObjectEvent.close("b").at(OPEN).build());
        }
        assertThat(own.events.stream().map(ObjectEvent::seq)).containsExactly(1L, 4L);
        assertThat(both.events.stream().map(ObjectEvent::seq)).containsExactly(1L, 2L, 4L, 5L);
        assertThat(all.events.stream().map(ObjectEvent::seq)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(own.events.get(1).status()).isEqualTo("tested");
    }

    /** A chart takes a viewport and follows it, again and again, while two threads append and correct. */
    @Test
    void shouldFollowAViewportWithoutAHoleOrADouble() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> appending = new ArrayList<>();
        ViewportQuery all = ViewportQuery.of("SPY", TF).build();
        List<Notes> charts = new ArrayList<>();
        List<Viewport> shown = new ArrayList<>();
        Viewport end;
        try (StorageEngine engine = open(1 << 14)) {
            for (int t = 0; t < 2; t++) {
                Random random = new Random(42 + t);
                Thread thread = new Thread(() -> {
                    CandleAppender spy = engine.candles("SPY", TF);
                    CandleAppender other = engine.candles("QQQ", TF);
                    while (!stop.get()) {
                        // over two days, so that a window is made of several series
                        (random.nextInt(3) == 0 ? other : spy)
                                .append(OPEN + random.nextInt(900) * TF.micros(), 1, 2, 1, 2, random.nextInt(9));
                    }
                });
                thread.start();
                appending.add(thread);
            }
            for (int chart = 0; chart < 20; chart++) {
                Viewport viewport = engine.viewport(all);
                Notes notes = new Notes();
                shown.add(viewport);
                charts.add(notes);
                engine.subscribe(FollowQuery.of("SPY", TF).after(viewport).build(), notes);
            }
            stop.set(true);
            for (Thread thread : appending) {
                thread.join();
            }
            end = engine.viewport(all);
        }
        TreeMap<Long, Long> expected = bySeq(end.candles());
        for (int chart = 0; chart < charts.size(); chart++) {
            TreeMap<Long, Long> state = bySeq(shown.get(chart).candles());
            List<Long> seqs = charts.get(chart).seqs();
            assertThat(seqs).isSorted().doesNotHaveDuplicates();
            for (Candle candle : charts.get(chart).candles) {
                Long known = state.put(candle.tsMicros(), candle.seq());
                assertThat(known == null || known < candle.seq())
                        .as("chart %d is told what it shows already: %s, known %s", chart, candle, known)
                        .isTrue();
            }
            assertThat(state).as("chart %d, seed 42", chart).isEqualTo(expected);
        }
    }

    /** Who follows a viewport is not told of events up to its position, so all of them must show in it. */
    @Test
    void shouldShowEveryEventUpToThePositionOfAViewport() throws Exception {
        int events = 50_000;
        ViewportQuery all = ViewportQuery.of("SPY", TF).build();
        try (StorageEngine engine = open(1024)) {
            engine.objects()
                    .append(ObjectEvent.create("z", "level", "SPY", TF).at(OPEN).build());
            Thread appending = new Thread(() -> {
                for (int i = 2; i <= events; i++) {
                    engine.objects()
                            .append(ObjectEvent.update("z").at(OPEN).level(i).build());
                }
            });
            appending.start();
            Viewport viewport;
            do {
                viewport = engine.viewport(all);
                assertThat(viewport.objects()).singleElement();
                assertThat(viewport.objects().get(0).seq())
                        .isGreaterThanOrEqualTo(viewport.position().eventSeq());
            } while (viewport.position().eventSeq() < events);
            appending.join();
        }
    }

    private static TreeMap<Long, Long> bySeq(CandleSeries candles) {
        TreeMap<Long, Long> seqs = new TreeMap<>();
        for (int i = 0; i < candles.size(); i++) {
            seqs.put(candles.tsMicros(i), candles.seq(i));
        }
        return seqs;
    }

    @Test
    void shouldServeASlowListenerFromFilesAndSlowNobodyElse() throws Exception {
        int rows = 5 * 1024; // the ring goes round five times
        CountDownLatch letGo = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        Notes slow = new Notes() {
            @Override
            public void candle(Candle candle) {
                stuck.countDown();
                awaitLatch(letGo);
                super.candle(candle);
            }
        };
        Notes quick = new Notes();
        try (StorageEngine engine = open(1024)) {
            engine.subscribe(FollowQuery.everySymbol(TF).build(), slow);
            engine.subscribe("SPY", TF, quick);
            CandleAppender spy = engine.candles("SPY", TF);
            spy.append(OPEN, 1, 2, 1, 2, 3);
            stuck.await();
            for (int i = 1; i < rows; i++) {
                (i % 2 == 0 ? spy : engine.candles("QQQ", TF)).append(OPEN + i, 1, 2, 1, 2, i);
            }
            await(() -> quick.told() == rows / 2);
            assertThat(slow.told()).isZero();
            letGo.countDown();
            await(() -> slow.told() == rows);
            long live = spy.append(OPEN + rows, 1, 2, 1, 2, 3);
            await(() -> slow.told() == rows + 1);
            assertThat(slow.seqs()).hasSize(rows + 1).isSorted().doesNotHaveDuplicates();
            assertThat(slow.seqs()).endsWith(live);
            assertThat(engine.stats().lastError()).isNull();
        }
    }

    @Test
    void shouldReplayFromPartsDayfilesAndTheRing() {
        try (StorageEngine engine = open(1024)) {
            CandleAppender spy = engine.candles("SPY", TF);
            spy.append(OPEN, 1, 2, 1, 2, 3);
            spy.append(OPEN + TF.micros(), 1, 2, 1, 2, 3);
            spy.append(OPEN, 1, 4, 1, 2, 3); // 3, corrects 1
            engine.awaitVisible(3, PATIENCE);
            engine.compact(TF, DAY);
            engine.retire(Duration.ZERO);
            engine.objects()
                    .append(ObjectEvent.create("a", "zone", "SPY", TF).at(OPEN).build());
        }
        Notes replayed = new Notes();
        Notes resumed = new Notes();
        try (StorageEngine engine = open(1024)) { // its ring still has the rows, and the next one shall not
            for (int i = 4; i <= 1500; i++) {
                engine.candles("QQQ", TF).append(OPEN + i, 1, 2, 1, 2, 3);
            }
            engine.candles("SPY", TF).append(OPEN + 7 * TF.micros(), 1, 2, 1, 2, 3); // 1501
            engine.awaitVisible(1501, PATIENCE);
            engine.subscribe(
                    FollowQuery.of("SPY", TF).after(StorePosition.START).build(), replayed);
            engine.subscribe(
                    FollowQuery.of("SPY", TF).after(new StorePosition(2, 1)).build(), resumed);
            await(() -> replayed.caughtUp != null && resumed.caughtUp != null);
            assertThat(replayed.caughtUp).isEqualTo(new StorePosition(1501, 1));
            engine.candles("SPY", TF).append(OPEN + 8 * TF.micros(), 1, 2, 1, 2, 3);
        }
        assertThat(replayed.seqs())
                .as("the dayfile has the newest revision only")
                .containsExactly(2L, 3L, 1501L, 1502L);
        assertThat(replayed.events.stream().map(ObjectEvent::seq)).containsExactly(1L);
        assertThat(resumed.seqs()).containsExactly(3L, 1501L, 1502L);
        assertThat(resumed.events).isEmpty();
    }

    @Test
    void shouldCountWhatAListenerThrowsAndGoOn() {
        Notes notes = new Notes() {
            @Override
            public void candle(Candle candle) {
                super.candle(candle);
                throw new IllegalStateException("a follower's fault");
            }
        };
        try (StorageEngine engine = open(1024)) {
            Subscription subscription = engine.subscribe("SPY", TF, notes);
            for (int i = 0; i < 3; i++) {
                engine.candles("SPY", TF).append(OPEN + i, 1, 2, 1, 2, 3);
            }
            await(() -> subscription.failures() == 3);
            assertThat(notes.seqs()).containsExactly(1L, 2L, 3L);
            assertThat(subscription.lastError()).contains("a follower's fault");
            assertThat(engine.stats().lastError()).contains("a follower's fault");
            assertThat(engine.stats().flushFailures()).isZero();
        }
    }

    @Test
    void shouldLetAListenerCloseItsSubscriptionOrTheEngine() {
        AtomicReference<Subscription> subscription = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        Notes once = new Notes() {
            @Override
            public void candle(Candle candle) {
                super.candle(candle);
                awaitLatch(known);
                subscription.get().close();
            }
        };
        StorageEngine engine = open(1024);
        CountDownLatch closed = new CountDownLatch(1);
        engine.subscribe("QQQ", TF, candle -> {
            engine.close();
            closed.countDown();
        });
        subscription.set(engine.subscribe("SPY", TF, once));
        known.countDown();
        for (int i = 0; i < 3; i++) {
            engine.candles("SPY", TF).append(OPEN + i, 1, 2, 1, 2, 3);
        }
        await(() -> subscription.get().isClosed());
        engine.candles("QQQ", TF).append(OPEN, 1, 2, 1, 2, 3);
        awaitLatch(closed);
        assertThat(once.seqs()).containsExactly(1L);
        assertThat(subscription.get().position().candleSeq()).isEqualTo(1);
        assertThatThrownBy(() -> engine.subscribe("SPY", TF, once)).isInstanceOf(IllegalStateException.class);
        engine.close();
    }

    @Test
    void shouldNotCallAListenerAfterItsSubscriptionWasClosed() {
        Notes notes = new Notes();
        try (StorageEngine engine = open(1024)) {
            Subscription subscription = engine.subscribe("SPY", TF, notes);
            engine.candles("SPY", TF).append(OPEN, 1, 2, 1, 2, 3);
            await(() -> notes.told() == 1);
            subscription.close();
            subscription.close();
            long last = engine.candles("SPY", TF).append(OPEN + 1, 1, 2, 1, 2, 3);
            engine.awaitVisible(last, PATIENCE);
        }
        assertThat(notes.seqs()).containsExactly(1L);
    }

    @Test
    void shouldTellTheRestWhenTheEngineIsClosed() {
        Notes notes = new Notes();
        int rows = 3_000;
        try (StorageEngine engine = open(4096)) {
            engine.subscribe("SPY", TF, notes);
            for (int i = 0; i < rows; i++) {
                engine.candles("SPY", TF).append(OPEN + i, 1, 2, 1, 2, 3);
            }
        }
        assertThat(notes.seqs()).hasSize(rows).isSorted();
    }

    @Test
    void shouldLeaveOutADamagedFileAndSaySo() throws IOException {
        try (StorageEngine engine = open(1024)) {
            for (int i = 0; i < 2; i++) {
                long seq = engine.candles("SPY", TF).append(OPEN + i, 1, 2, 1, 2, 3);
                engine.awaitVisible(seq, PATIENCE);
            }
            for (int i = 0; i < 1100; i++) {
                engine.candles("QQQ", TF15).append(OPEN + i, 1, 2, 1, 2, 3);
            }
        }
        Path damaged;
        try (Stream<Path> files = Files.list(root.resolve("data/2m/2025-10-22"))) {
            damaged = files.sorted().toList().get(0);
        }
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[40] ^= 1;
        Files.write(damaged, bytes);
        Notes notes = new Notes();
        try (StorageEngine engine = open(1024)) {
            Subscription subscription = engine.subscribe(
                    FollowQuery.of("SPY", TF).after(StorePosition.START).build(), notes);
            await(() -> notes.caughtUp != null);
            assertThat(subscription.lastError()).contains(damaged.toString());
        }
        assertThat(notes.seqs()).hasSize(1);
        assertThat(notes.leftOut).containsExactly(damaged);
    }

    @Test
    void shouldCostAnAppendNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rows = 20_000;
        try (StorageEngine engine = open(1 << 16)) {
            for (int i = 0; i < 3; i++) {
                engine.subscribe("SPY", TF, candle -> {});
                engine.subscribe(FollowQuery.everything().build(), candle -> {});
            }
            CandleAppender spy = engine.candles("SPY", TF);
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10 && least > 0; round++) {
                long start = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < rows; i++) {
                    spy.append(OPEN + round * 1_000_000L + i, 1, 2, 0.5, 1, i);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
                while (engine.stats().ringOccupied() > 0) {
                    Thread.onSpinWait();
                }
            }
            assertThat(least).as("bytes of %d appends", rows).isZero();
        }
    }

    @Test
    void shouldRefuseWhatCannotBeFollowed() {
        try (StorageEngine engine = open(1024)) {
            Viewport viewport =
                    engine.viewport(ViewportQuery.of("SPY", TF).last(1).build());
            assertThatThrownBy(() -> FollowQuery.everything().after(viewport))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one symbol");
            assertThatThrownBy(() -> FollowQuery.of("SPY", TF).after(StorePosition.UNKNOWN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not known");
            assertThatThrownBy(() -> engine.subscribe("SPY", TF, null)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private StorageEngine open(int ringSlots) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(ringSlots)
                .flushInterval(Duration.ofMillis(5))
                .build());
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted");
            }
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
