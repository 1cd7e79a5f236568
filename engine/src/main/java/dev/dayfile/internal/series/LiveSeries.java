package dev.dayfile.internal.series;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The candles of one symbol, timeframe and day that this process has appended: ascending by ts, of each key the row
 * with the greatest sequence. One writer at a time ({@link LiveCandles} sees to it), any number of readers without a
 * lock.
 *
 * <p>Rows behind the last one are written into spare room and then counted in with release order; a late or corrected
 * candle makes new arrays. So the rows below a size that a reader has read never change:
 *
 * <pre>{@code
 * LiveSeries.Rows rows = series.rows();
 * int size = rows.size();                          // once; the series may grow meanwhile
 * int from = rows.lowerBound(t0, size);
 * int to = rows.lowerBound(t1 + 1, size);
 * buffer.addAll(rows.columns(), from, to);
 * }</pre>
 */
public final class LiveSeries {
    private static final int FIRST_CAPACITY = 16;

    private volatile Rows rows = new Rows(FIRST_CAPACITY);
    private long lastSeq;

    LiveSeries() {}

    /** The rows as they are now; its size must be read once and kept. Allocates nothing. */
    public Rows rows() {
        return rows;
    }

    /**
     * Adds the candles with ts in [fromMicros, toMicros] to a buffer, all of one moment.
     *
     * @return how many there were
     */
    public int copyInto(CandleBuffer target, long fromMicros, long toMicros) {
        Rows now = rows;
        int size = now.size();
        int from = now.lowerBound(fromMicros, size);
        int to = now.upperBound(toMicros, size);
        if (to <= from) {
            return 0;
        }
        target.addAll(now.columns, from, to);
        return to - from;
    }

    /** The greatest sequence ever added; for the writer. */
    long lastSeq() {
        return lastSeq;
    }

    /** Adds rows {@code from} (inclusive) to {@code to} (exclusive), all of this symbol and sorted by ts and seq. */
    void merge(CandleColumns source, int from, int to) {
        Rows now = rows;
        int size = now.size();
        long greatest = lastSeq;
        for (int i = from; i < to; i++) {
            greatest = Math.max(greatest, source.seq[i]);
        }
        lastSeq = greatest;
        if (size == 0 || source.tsMicros[from] > now.columns.tsMicros()[size - 1]) {
            append(now, source, from, to);
        } else {
            rewrite(now, source, from, to);
        }
    }

    private void append(Rows now, CandleColumns source, int from, int to) {
        int size = now.size();
        Rows target = now;
        if (size + (to - from) > now.columns.tsMicros().length) {
            target = now.copy(Math.max(size + (to - from), 2 * size), size);
        }
        for (int i = from; i < to; ) {
            int run = i + 1;
            while (run < to && source.tsMicros[run] != source.tsMicros[run - 1]) {
                run++;
            }
            // The last row of a run gives way to the next run's first, which has its ts and a greater sequence.
            int kept = run < to ? run - 1 - i : run - i;
            target.set(size, source, i, kept);
            size += kept;
            i = run;
        }
        target.setSize(size);
        if (target != now) {
            rows = target;
        }
    }

    /** Merges into new arrays, so that readers of the old ones keep a whole series. */
    private void rewrite(Rows now, CandleColumns source, int from, int to) {
        int size = now.size();
        long[] tsMicros = now.columns.tsMicros();
        Rows merged = new Rows(Math.max(now.columns.tsMicros().length, size + (to - from)));
        int kept = 0;
        int left = 0;
        int right = from;
        while (left < size || right < to) {
            boolean takeLeft = right >= to || left < size && tsMicros[left] < source.tsMicros[right];
            if (takeLeft) {
                int run = left;
                long end = right >= to ? Long.MAX_VALUE : source.tsMicros[right];
                while (run < size && tsMicros[run] < end) {
                    run++;
                }
                merged.copyFrom(now, left, kept, run - left);
                kept += run - left;
                left = run;
                continue;
            }
            while (right + 1 < to && source.tsMicros[right + 1] == source.tsMicros[right]) {
                right++;
            }
            boolean sameKey = left < size && tsMicros[left] == source.tsMicros[right];
            if (sameKey && now.columns.seq()[left] > source.seq[right]) {
                merged.copyFrom(now, left, kept++, 1);
            } else {
                merged.set(kept++, source, right);
            }
            left += sameKey ? 1 : 0;
            right++;
        }
        merged.setSize(kept);
        rows = merged;
    }

    /** Columns of which the first {@link #size()} rows count. */
    public static final class Rows {
        private static final VarHandle SIZE;

        static {
            try {
                SIZE = MethodHandles.lookup().findVarHandle(Rows.class, "size", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final CandleSeries.Columns columns;
        private int size;

        private Rows(int capacity) {
            this(new CandleSeries.Columns(
                    new long[capacity],
                    new double[capacity],
                    new double[capacity],
                    new double[capacity],
                    new double[capacity],
                    new double[capacity],
                    new long[capacity]));
        }

        private Rows(CandleSeries.Columns columns) {
            this.columns = columns;
        }

        /** How many rows there are by now. It may grow: read it once for everything that must agree. */
        public int size() {
            return (int) SIZE.getAcquire(this);
        }

        /** The arrays themselves, longer than the series: nobody writes to them, nobody reads past a size. */
        public CandleSeries.Columns columns() {
            return columns;
        }

        /** The first of {@code size} rows whose ts is not before the time, or {@code size}. */
        public int lowerBound(long tsMicros, int size) {
            long[] ts = columns.tsMicros();
            if (size == 0 || ts[0] >= tsMicros) {
                return 0; // the usual lower bound: the window starts before the day
            }
            if (ts[size - 1] < tsMicros) {
                return size; // the usual upper bound
            }
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ts[middle] < tsMicros) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The first of {@code size} rows whose ts is after the time, or {@code size}. */
        public int upperBound(long tsMicros, int size) {
            return tsMicros == Long.MAX_VALUE ? size : lowerBound(tsMicros + 1, size);
        }

        private void setSize(int size) {
            SIZE.setRelease(this, size);
        }

        private void set(int at, CandleColumns source, int i) {
            columns.tsMicros()[at] = source.tsMicros[i];
            columns.open()[at] = source.open[i];
            columns.high()[at] = source.high[i];
            columns.low()[at] = source.low[i];
            columns.close()[at] = source.close[i];
            columns.volume()[at] = source.volume[i];
            columns.seq()[at] = source.seq[i];
        }

        /** Sets {@code n} rows, one after the other. */
        private void set(int at, CandleColumns source, int from, int n) {
            System.arraycopy(source.tsMicros, from, columns.tsMicros(), at, n);
            System.arraycopy(source.open, from, columns.open(), at, n);
            System.arraycopy(source.high, from, columns.high(), at, n);
            System.arraycopy(source.low, from, columns.low(), at, n);
            System.arraycopy(source.close, from, columns.close(), at, n);
            System.arraycopy(source.volume, from, columns.volume(), at, n);
            System.arraycopy(source.seq, from, columns.seq(), at, n);
        }

        private void copyFrom(Rows other, int from, int to, int n) {
            System.arraycopy(other.columns.tsMicros(), from, columns.tsMicros(), to, n);
            System.arraycopy(other.columns.open(), from, columns.open(), to, n);
            System.arraycopy(other.columns.high(), from, columns.high(), to, n);
            System.arraycopy(other.columns.low(), from, columns.low(), to, n);
            System.arraycopy(other.columns.close(), from, columns.close(), to, n);
            System.arraycopy(other.columns.volume(), from, columns.volume(), to, n);
            System.arraycopy(other.columns.seq(), from, columns.seq(), to, n);
        }

        private Rows copy(int capacity, int size) {
            Rows copy = new Rows(new CandleSeries.Columns(
                    Arrays.copyOf(columns.tsMicros(), capacity),
                    Arrays.copyOf(columns.open(), capacity),
                    Arrays.copyOf(columns.high(), capacity),
                    Arrays.copyOf(columns.low(), capacity),
                    Arrays.copyOf(columns.close(), capacity),
                    Arrays.copyOf(columns.volume(), capacity),
                    Arrays.copyOf(columns.seq(), capacity)));
            copy.setSize(size);
            return copy;
        }
    }
}
