package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LiveCandlesTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final SymbolKey SPY = SymbolKey.of("SPY");
    private static final SymbolKey QQQ = SymbolKey.of("QQQ");

    private final LiveCandles live = new LiveCandles();

    @Property(tries = 300)
    void shouldKeepTheLastRevisionOfEachKeyInOrder(
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 1, max = 20) List<@IntRange(min = 0, max = 30) Integer>> batches) {
        TreeMap<Long, Long> model = new TreeMap<>();
        LiveCandles candles = new LiveCandles();
        long seq = 0;
        for (List<Integer> stamps : batches) {
            CandleColumns rows = new CandleColumns(1);
            for (int ts : stamps) {
                seq++;
                add(rows, SPY, ts, seq);
                model.put((long) ts, seq);
            }
            rows.sort();
            candles.add(TF, DAY, rows);

            LiveSeries.Rows now = candles.find(TF, DAY, SPY).rows();
            assertThat(now.size()).isEqualTo(model.size());
            int i = 0;
            for (var expected : model.entrySet()) {
                assertThat(now.columns().tsMicros()[i]).isEqualTo(expected.getKey());
                assertThat(now.columns().seq()[i]).isEqualTo(expected.getValue());
                assertThat(now.columns().close()[i]).isEqualTo(close(expected.getKey(), expected.getValue()));
                i++;
            }
        }
    }

    /** As an indexer adds them: long runs of several symbols, mostly in order, with repeats, corrections and late rows. */
    @Test
    void shouldKeepEachSymbolsLastRevisionsWhateverComesTogether() {
        Random random = new Random(11);
        List<SymbolKey> symbols = List.of(SPY, QQQ, SymbolKey.of("A"));
        List<TreeMap<Long, Long>> models = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        CandleColumns rows = new CandleColumns(1);
        long seq = 0;
        for (int batch = 0; batch < 200; batch++) {
            rows.clear();
            int n = random.nextInt(100);
            for (int i = 0; i < n; i++) {
                seq++;
                long ts = random.nextInt(20) == 0 ? random.nextInt((int) seq) : seq / 4; // most twice or so
                int of = random.nextInt(3);
                add(rows, symbols.get(of), ts, seq);
                models.get(of).put(ts, seq);
            }
            rows.sort();
            live.add(TF, DAY, rows);
        }
        for (int of = 0; of < 3; of++) {
            LiveSeries.Rows now = live.find(TF, DAY, symbols.get(of)).rows();
            int size = now.size();
            TreeMap<Long, Long> held = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                held.put(now.columns().tsMicros()[i], now.columns().seq()[i]);
                assertThat(now.columns().close()[i])
                        .isEqualTo(
                                close(now.columns().tsMicros()[i], now.columns().seq()[i]));
            }
            assertThat(held).isEqualTo(models.get(of)).hasSize(size);
        }
    }

    @Test
    void shouldNotLetAnOlderSequenceReplaceANewerOne() {
        add(SPY, 10, 7);
        add(SPY, 10, 3);
        assertThat(live.find(TF, DAY, SPY).rows().columns().seq()[0]).isEqualTo(7);
        assertThat(live.find(TF, DAY, SPY).rows().size()).isEqualTo(1);
    }

    @Test
    void shouldFindBoundsAndCopyAWindowWithBothEnds() {
        for (int ts = 10; ts <= 50; ts += 10) {
            add(SPY, ts, ts);
        }
        LiveSeries series = live.find(TF, DAY, SPY);
        LiveSeries.Rows rows = series.rows();
        assertThat(rows.lowerBound(20, rows.size())).isEqualTo(1);
        assertThat(rows.lowerBound(21, rows.size())).isEqualTo(2);
        assertThat(rows.upperBound(20, rows.size())).isEqualTo(2);
        assertThat(rows.upperBound(Long.MAX_VALUE, rows.size())).isEqualTo(5);

        CandleBuffer buffer = new CandleBuffer(1);
        assertThat(series.copyInto(buffer, 20, 40)).isEqualTo(3);
        assertThat(buffer.toArrays().tsMicros()).containsExactly(20, 30, 40);
        assertThat(series.copyInto(buffer, 41, 49)).isZero();
        assertThat(series.copyInto(buffer, 40, 20)).isZero();
        assertThat(series.copyInto(buffer, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(5);
    }

    @Test
    void shouldDropOnlySeriesThatADayfileCoversWholly() {
        add(SPY, 10, 1);
        add(QQQ, 10, 2);
        add(SPY, 20, 3);
        live.drop(TF, DAY, 2);
        assertThat(live.find(TF, DAY, QQQ)).isNull();
        assertThat(live.find(TF, DAY, SPY).rows().size()).isEqualTo(2);
        live.drop(TF, DAY, 3);
        assertThat(live.find(TF, DAY, SPY)).isNull();
        assertThat(live.days(TF)).isEmpty();
        live.drop(TF, DAY, 4);
    }

    @Test
    void shouldCountACorrectionWhenDropping() {
        add(SPY, 10, 5);
        add(SPY, 10, 9); // replaces the only row
        live.drop(TF, DAY, 5);
        assertThat(live.find(TF, DAY, SPY)).isNotNull();
    }

    @Test
    void shouldListWhatHasRows() {
        add(SPY, 10, 1);
        assertThat(live.timeframes()).containsExactly(TF);
        assertThat(live.days(TF)).containsExactly(DAY);
        assertThat(live.symbols(TF, DAY)).containsExactly(SPY);
        assertThat(live.symbols(TF, DAY.plusDays(1))).isEmpty();
        assertThat(live.days(Timeframe.parse("5m"))).isEmpty();
        assertThat(live.find(Timeframe.parse("5m"), DAY, SPY)).isNull();
    }

    @Test
    void shouldNeverShowReadersAHalfMadeSeries() throws Exception {
        add(SPY, 0, 1);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        Callable<Integer> reader = () -> {
            int reads = 0;
            while (!done.get()) {
                LiveSeries series = live.find(TF, DAY, SPY);
                if (series == null) {
                    continue; // dropped, and the next row is not there yet
                }
                LiveSeries.Rows rows = series.rows();
                int size = rows.size();
                assertThat(size).isPositive();
                CandleSeries.Columns columns = rows.columns();
                for (int i = 0; i < size; i++) {
                    if (i > 0 && columns.tsMicros()[i - 1] >= columns.tsMicros()[i]
                            || columns.close()[i] != close(columns.tsMicros()[i], columns.seq()[i])) {
                        throw new AssertionError("row " + i + " of " + size + ": ts=" + columns.tsMicros()[i] + " seq="
                                + columns.seq()[i] + " close=" + columns.close()[i]);
                    }
                }
                reads++;
            }
            return reads;
        };
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            running.add(readers.submit(reader));
        }
        Random random = new Random(42);
        for (long seq = 2; seq < 20_000; seq++) {
            boolean late = random.nextInt(4) == 0;
            add(SPY, late ? random.nextInt((int) seq) : seq, seq);
            if (seq % 997 == 0) {
                live.drop(TF, DAY, seq);
                add(SPY, seq, seq);
            }
        }
        done.set(true);
        for (Future<Integer> future : running) {
            assertThat(future.get()).isPositive();
        }
        readers.shutdown();
    }

    private void add(SymbolKey symbol, long ts, long seq) {
        CandleColumns rows = new CandleColumns(1);
        add(rows, symbol, ts, seq);
        live.add(TF, DAY, rows);
    }

    private static void add(CandleColumns rows, SymbolKey symbol, long ts, long seq) {
        rows.add(symbol, ts, 1, 2, 0.5, close(ts, seq), Double.NaN, seq);
    }

    private static double close(long ts, long seq) {
        return ts * 1e6 + seq;
    }
}
