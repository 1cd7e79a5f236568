package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
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

    /** Blocks so short that a handful of rows makes several. */
    private final LiveCandles live = new LiveCandles(5);

    @Property(tries = 300)
    void shouldKeepTheLastRevisionOfEachKeyInOrder(
            @ForAll @IntRange(min = 1, max = 40) int blockRows,
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 1, max = 20) List<@IntRange(min = 0, max = 30) Integer>> batches) {
        TreeMap<Long, Long> model = new TreeMap<>();
        LiveCandles candles = new LiveCandles(blockRows);
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
            assertRows(now, Long.MIN_VALUE, Long.MAX_VALUE, model);
            long from = stamps.get(0);
            long to = stamps.get(stamps.size() - 1);
            assertRows(now, from, to, from > to ? new TreeMap<>() : model.subMap(from, true, to, true));
            assertBlocks(now, blockRows);
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
            assertRows(now, Long.MIN_VALUE, Long.MAX_VALUE, models.get(of));
            assertBlocks(now, 5);
        }
    }

    @Test
    void shouldNotLetAnOlderSequenceReplaceANewerOne() {
        add(SPY, 10, 7);
        add(SPY, 10, 3);
        assertThat(LiveRowsCopy.of(live.find(TF, DAY, SPY)).seq()).containsExactly(7);
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

        assertThat(LiveRowsCopy.between(rows, 20, 40).tsMicros()).containsExactly(20, 30, 40);
        assertThat(LiveRowsCopy.between(rows, 41, 49).tsMicros()).isEmpty();
        assertThat(LiveRowsCopy.between(rows, 40, 20).tsMicros()).isEmpty();
        assertThat(LiveRowsCopy.of(series).tsMicros()).hasSize(5);
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

    /** The arrays of rows that are there stay; a late row makes a block of its own anew, and no other. */
    @Test
    void shouldGrowAndTakeLateRowsWithoutMovingTheOtherRows() {
        for (int ts = 10; ts <= 150; ts += 10) {
            add(SPY, ts, ts);
        }
        LiveSeries series = live.find(TF, DAY, SPY);
        LiveSeries.Rows before = series.rows();
        assertThat(blocks(before)).hasSize(3);
        add(SPY, 160, 160);
        LiveSeries.Rows grown = series.rows();
        assertThat(blocks(grown)).hasSize(4).startsWith(blocks(before).toArray(CandleSeries.Columns[]::new));
        add(SPY, 75, 161);
        List<CandleSeries.Columns> late = blocks(series.rows());
        assertThat(late).hasSize(5);
        assertThat(List.of(late.get(0), late.get(3), late.get(4)))
                .as("the second of four is two now")
                .containsExactly(
                        blocks(grown).get(0),
                        blocks(grown).get(2),
                        blocks(grown).get(3));
        assertThat(LiveRowsCopy.between(grown, 60, 80).tsMicros())
                .as("who holds the rows from before keeps them")
                .containsExactly(60, 70, 80);
        add(SPY, 170, 170);
        assertThat(grown.size()).isEqualTo(16);
        assertThat(LiveRowsCopy.of(series).tsMicros()).hasSize(18);
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
                CandleSeries.Columns columns = LiveRowsCopy.between(rows, Long.MIN_VALUE, Long.MAX_VALUE);
                size = columns.tsMicros().length;
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

    private static void assertRows(LiveSeries.Rows rows, long from, long to, SortedMap<Long, Long> model) {
        CandleSeries.Columns found = LiveRowsCopy.between(rows, from, to);
        int i = 0;
        assertThat(found.tsMicros()).hasSize(model.size());
        for (var expected : model.entrySet()) {
            assertThat(found.tsMicros()[i]).isEqualTo(expected.getKey());
            assertThat(found.seq()[i]).isEqualTo(expected.getValue());
            assertThat(found.close()[i]).isEqualTo(close(expected.getKey(), expected.getValue()));
            i++;
        }
    }

    /** Only the last block has spare room, and none has too many rows. */
    private static void assertBlocks(LiveSeries.Rows rows, int blockRows) {
        List<CandleSeries.Columns> blocks = blocks(rows);
        int size = rows.size();
        for (int block = 0; block < blocks.size(); block++) {
            int n = rows.end(block, size) - rows.start(block);
            assertThat(n).isBetween(1, blockRows);
            int room = blocks.get(block).tsMicros().length;
            assertThat(room).isBetween(n, block == blocks.size() - 1 ? blockRows : n);
            assertThat(rows.blockOf(rows.start(block))).isEqualTo(block);
            assertThat(rows.blockOf(rows.start(block) + n - 1)).isEqualTo(block);
        }
    }

    private static List<CandleSeries.Columns> blocks(LiveSeries.Rows rows) {
        List<CandleSeries.Columns> blocks = new ArrayList<>();
        for (int block = 0; block <= rows.blockOf(rows.size() - 1); block++) {
            blocks.add(rows.columns(block));
        }
        return blocks;
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
