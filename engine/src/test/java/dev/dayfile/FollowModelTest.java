package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever happens to a store, appends, corrections, compaction, retirement, closing and opening, a follower that began
 * anywhere ends with what the store has, and was told each row once and in order: in the engine's process and in another.
 */
class FollowModelTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final List<String> SYMBOLS = List.of("SPY", "QQQ", "IWM");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A chart: what it was shown, and every candle put in its place. */
    private static final class Chart implements FollowListener {
        final String symbol;
        final TreeMap<Long, Long> state;
        final String began;
        Subscription subscription;
        long lastSeq;
        String fault;

        Chart(String symbol, TreeMap<Long, Long> shown, String began) {
            this.symbol = symbol;
            this.state = shown;
            this.began = began;
        }

        @Override
        public synchronized void candle(Candle candle) {
            Long known = state.put(candle.tsMicros(), candle.seq());
            if (!candle.symbol().equals(symbol) || candle.seq() <= lastSeq || known != null && known >= candle.seq()) {
                fault = candle + " after " + lastSeq + ", known " + known;
            }
            lastSeq = candle.seq();
        }

        synchronized TreeMap<Long, Long> state() {
            return new TreeMap<>(state);
        }
    }

    private static TreeMap<Long, Long> seqs(CandleSeries candles) {
        TreeMap<Long, Long> seqs = new TreeMap<>();
        for (int i = 0; i < candles.size(); i++) {
            seqs.put(candles.tsMicros(i), candles.seq(i));
        }
        return seqs;
    }

    private static StorageEngine open(Path root) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(Duration.ofMillis(1))
                .force(false)
                .build());
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void shouldEndWithWhatTheStoreHas(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path root = Files.createTempDirectory("dayfile-follow");
        List<Chart> charts = new ArrayList<>();
        List<Chart> elsewhere = new ArrayList<>();
        StorageEngine engine = open(root);
        long last = 0;
        try (StorageReader reader = StorageReader.open(root);
                StorageReader live = StorageReader.builder(root).liveTail(true).open()) {
            List<Subscription> foreign = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        for (int n = random.nextInt(400); n >= 0; n--) {
                            long ts = OPEN + random.nextInt(600) * TF.micros(); // two days, often the same again
                            last = engine.candles(SYMBOLS.get(random.nextInt(3)), TF)
                                    .append(ts, 1, 2, 1, 2, random.nextInt(9));
                        }
                    }
                    case 3 -> engine.awaitVisible(last, PATIENCE);
                    case 4 -> {
                        engine.compact(TF, DAY.plusDays(random.nextInt(2)));
                        if (random.nextBoolean()) {
                            engine.retire(Duration.ZERO);
                        }
                    }
                    case 5 -> {
                        closeAndCheck(engine, charts, seed);
                        engine = open(root);
                    }
                    case 6 -> {
                        String symbol = SYMBOLS.get(random.nextInt(3));
                        if (random.nextBoolean()) {
                            Viewport shown =
                                    engine.viewport(ViewportQuery.of(symbol, TF).build());
                            Chart chart = new Chart(symbol, seqs(shown.candles()), "a viewport, step " + step);
                            chart.subscription = engine.subscribe(
                                    FollowQuery.of(symbol, TF).after(shown).build(), chart);
                            charts.add(chart);
                        } else {
                            Chart first = new Chart(symbol, new TreeMap<>(), "the start, step " + step);
                            Subscription half = engine.subscribe(
                                    FollowQuery.of(symbol, TF)
                                            .after(StorePosition.START)
                                            .build(),
                                    first);
                            half.close();
                            Chart second = new Chart(symbol, first.state(), "where another ended, step " + step);
                            second.lastSeq = first.lastSeq;
                            second.subscription = engine.subscribe(
                                    FollowQuery.of(symbol, TF)
                                            .after(half.position())
                                            .build(),
                                    second);
                            charts.add(second);
                        }
                    }
                    default -> {
                        String symbol = SYMBOLS.get(random.nextInt(3));
                        StorageReader other = random.nextBoolean() ? reader : live;
                        Viewport shown =
                                other.viewport(ViewportQuery.of(symbol, TF).build());
                        Chart chart = new Chart(symbol, seqs(shown.candles()), "a reader's viewport, step " + step);
                        chart.subscription = other.follow(
                                FollowQuery.of(symbol, TF).after(shown).build(), chart);
                        foreign.add(chart.subscription);
                        elsewhere.add(chart);
                    }
                }
            }
            long end = last;
            engine.awaitVisible(end, PATIENCE);
            for (Subscription subscription : foreign) {
                SubscriptionTest.await(() -> subscription.position().candleSeq() >= end);
                assertThat(subscription.lastError()).isNull();
            }
            charts.addAll(elsewhere); // they have heard everything by now
            closeAndCheck(engine, charts, seed);
        } finally {
            engine.close();
            StoreCopy.delete(root);
        }
    }

    /** Closing tells the rest; the store then has what it had before. */
    private static void closeAndCheck(StorageEngine engine, List<Chart> charts, long seed) {
        List<TreeMap<Long, Long>> expected = new ArrayList<>();
        for (String symbol : SYMBOLS) {
            expected.add(
                    seqs(engine.viewport(ViewportQuery.of(symbol, TF).build()).candles()));
        }
        engine.close();
        for (Chart chart : charts) {
            assertThat(chart.subscription.lastError()).isNull();
            assertThat(chart.fault)
                    .as("began with %s, seed %d", chart.began, seed)
                    .isNull();
            assertThat(chart.state())
                    .as("began with %s, seed %d", chart.began, seed)
                    .isEqualTo(expected.get(SYMBOLS.indexOf(chart.symbol)));
        }
        charts.clear();
    }
}
