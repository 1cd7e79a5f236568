package dev.dayfile.internal.series;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The hot columns, read without a lock while a row comes in: behind the last one, before it, in the place of one, as the
 * first of all, where the arrays must grow and where another block must come. By hand, from the jar of this module:
 *
 * <pre>java -cp stress-tests/target/stress-tests.jar org.openjdk.jcstress.Main -m quick -t Live</pre>
 */
public final class LiveSeriesStress {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final SymbolKey SPY = SymbolKey.of("SPY");

    /** An answer that no order of reads and writes explains. */
    private static final int WRONG = -1;

    private static final CandleSeries.Columns NO_FILES = new CandleBuffer(0).toArrays();

    private LiveSeriesStress() {}

    private static void add(LiveCandles live, long ts, long seq) {
        CandleColumns rows = new CandleColumns();
        rows.add(SPY, ts, seq, seq, seq, seq, seq, seq);
        live.add(TF, DAY, rows);
    }

    private static LiveCandles with(int rows) {
        return with(rows, 64);
    }

    private static LiveCandles with(int rows, int blockRows) {
        LiveCandles live = new LiveCandles(blockRows);
        for (int i = 1; i <= rows; i++) {
            add(live, i * 10L, i);
        }
        return live;
    }

    /** How many rows a reader sees, or {@link #WRONG}: they must ascend, and be of one write each. */
    private static int read(LiveCandles live, CandleBuffer seen) {
        LiveSeries series = live.find(TF, DAY, SPY);
        if (series == null) {
            return 0;
        }
        LiveSeries.Rows now = series.rows();
        CandleMerge.into(seen, NO_FILES, 0, 0, now, 0, now.size());
        int rows = seen.size();
        for (int i = 0; i < rows; i++) {
            double seq = seen.seq(i);
            boolean torn = seen.open(i) != seq || seen.close(i) != seq || seen.volume(i) != seq;
            if (torn || i > 0 && seen.tsMicros(i) <= seen.tsMicros(i - 1)) {
                return WRONG;
            }
        }
        return rows == 0 ? WRONG : rows;
    }

    /** A series that is found has its row. */
    @JCStressTest
    @State
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the row, whole")
    @Outcome(expect = FORBIDDEN, desc = "a series without rows, or a torn row")
    public static class LiveFirstRow {
        private final LiveCandles live = new LiveCandles();

        @Actor
        public void write() {
            add(live, 10, 1);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** A row behind the last one goes into the spare room of arrays that readers hold. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "without it")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "with it, whole")
    @Outcome(expect = FORBIDDEN, desc = "a row that is torn, missing or out of order")
    public static class LiveNextRow {
        private final LiveCandles live = with(2);

        @Actor
        public void write() {
            add(live, 30, 3);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** The seventeenth row makes the arrays grow. */
    @JCStressTest
    @State
    @Outcome(id = "16", expect = ACCEPTABLE, desc = "without it")
    @Outcome(id = "17", expect = ACCEPTABLE, desc = "with it, whole")
    @Outcome(expect = FORBIDDEN, desc = "a row that is torn, missing or out of order")
    public static class LiveGrowth {
        private final LiveCandles live = with(16);

        @Actor
        public void write() {
            add(live, 170, 17);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** The fifth row of blocks of four makes a second block. */
    @JCStressTest
    @State
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "without it")
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "with it, whole")
    @Outcome(expect = FORBIDDEN, desc = "a row that is torn, missing or out of order")
    public static class LiveNextBlock {
        private final LiveCandles live = with(4, 4);

        @Actor
        public void write() {
            add(live, 50, 5);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** A late row makes two blocks of the first one, and the next row goes into the last, which both series share. */
    @JCStressTest
    @State
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "without them")
    @Outcome(id = "6", expect = ACCEPTABLE, desc = "with the late row")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "with both, whole and in their places")
    @Outcome(expect = FORBIDDEN, desc = "a row that is torn, missing or out of order")
    public static class LiveLateRowBetweenBlocks {
        private final LiveCandles live = with(5, 4);

        @Actor
        public void write() {
            add(live, 15, 6);
            add(live, 60, 7);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** A late row makes new arrays; who holds the old ones keeps a whole series. */
    @JCStressTest
    @State
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "without it")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "with it, in its place")
    @Outcome(expect = FORBIDDEN, desc = "a row that is torn, missing or out of order")
    public static class LiveLateRow {
        private final LiveCandles live = with(3);

        @Actor
        public void write() {
            add(live, 15, 4);
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = LiveSeriesStress.read(live, new CandleBuffer());
        }
    }

    /** A correction takes a row's place in one step. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the row as it was")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "the row as it is now")
    @Outcome(expect = FORBIDDEN, desc = "a mixture, or another number of rows")
    public static class LiveCorrection {
        private final LiveCandles live = with(3);

        @Actor
        public void write() {
            add(live, 20, 4);
        }

        @Actor
        public void read(I_Result r) {
            CandleBuffer seen = new CandleBuffer();
            r.r1 = LiveSeriesStress.read(live, seen) == 3 ? (int) seen.seq(1) : WRONG;
        }
    }
}
