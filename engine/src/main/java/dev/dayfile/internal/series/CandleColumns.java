package dev.dayfile.internal.series;

import java.util.Arrays;

/**
 * Rows of one timeframe as columns, of any symbols and in any order until {@link #sort()}. The arrays grow and are kept
 * by {@link #clear()}, so a reused instance allocates nothing. Fields are open to the engine's own rooms because every
 * one of them walks the columns in its inner loop; only the first {@link #size} elements count.
 */
public final class CandleColumns {
    public SymbolKey[] symbol;
    public long[] tsMicros;
    public double[] open;
    public double[] high;
    public double[] low;
    public double[] close;
    /** {@code NaN} where the feed had none. */
    public double[] volume;

    public long[] seq;
    public int size;

    private int[] order = new int[0];
    private int[] mergeScratch = new int[0];

    /** Empty columns with room for 256 rows. */
    public CandleColumns() {
        this(256);
    }

    /** Empty columns with room for {@code capacity} rows. */
    public CandleColumns(int capacity) {
        symbol = new SymbolKey[capacity];
        tsMicros = new long[capacity];
        open = new double[capacity];
        high = new double[capacity];
        low = new double[capacity];
        close = new double[capacity];
        volume = new double[capacity];
        seq = new long[capacity];
    }

    /** Forgets the rows and keeps the arrays. */
    public void clear() {
        size = 0;
    }

    /** Adds a row at the end. */
    public void add(
            SymbolKey symbol,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume,
            long seq) {
        ensureCapacity(size + 1);
        int i = size++;
        this.symbol[i] = symbol;
        this.tsMicros[i] = tsMicros;
        this.open[i] = open;
        this.high[i] = high;
        this.low[i] = low;
        this.close[i] = close;
        this.volume[i] = volume;
        this.seq[i] = seq;
    }

    /** Adds row {@code i} of other columns. */
    public void addFrom(CandleColumns other, int i) {
        add(
                other.symbol[i],
                other.tsMicros[i],
                other.open[i],
                other.high[i],
                other.low[i],
                other.close[i],
                other.volume[i],
                other.seq[i]);
    }

    /** Overwrites row {@code to} with row {@code i} of other columns. */
    public void set(int to, CandleColumns other, int i) {
        symbol[to] = other.symbol[i];
        tsMicros[to] = other.tsMicros[i];
        open[to] = other.open[i];
        high[to] = other.high[i];
        low[to] = other.low[i];
        close[to] = other.close[i];
        volume[to] = other.volume[i];
        seq[to] = other.seq[i];
    }

    /** Makes room for {@code capacity} rows, at least doubling when it grows. */
    public void ensureCapacity(int capacity) {
        if (capacity <= tsMicros.length) {
            return;
        }
        int grown = Math.max(capacity, Math.max(16, tsMicros.length * 2));
        symbol = Arrays.copyOf(symbol, grown);
        tsMicros = Arrays.copyOf(tsMicros, grown);
        open = Arrays.copyOf(open, grown);
        high = Arrays.copyOf(high, grown);
        low = Arrays.copyOf(low, grown);
        close = Arrays.copyOf(close, grown);
        volume = Arrays.copyOf(volume, grown);
        seq = Arrays.copyOf(seq, grown);
    }

    /** Compares rows by symbol, ts and seq: the order of every file. */
    public static int compareRows(CandleColumns a, int i, CandleColumns b, int j) {
        int byKey = compareKeys(a, i, b, j);
        return byKey != 0 ? byKey : Long.compare(a.seq[i], b.seq[j]);
    }

    /** Compares the keys of rows: symbol, then ts. */
    public static int compareKeys(CandleColumns a, int i, CandleColumns b, int j) {
        int bySymbol = a.symbol[i].compareTo(b.symbol[j]);
        return bySymbol != 0 ? bySymbol : Long.compare(a.tsMicros[i], b.tsMicros[j]);
    }

    /** Sorts the rows by symbol, ts and seq; stable, and free when they are in order already. */
    public void sort() {
        if (isSorted()) {
            return;
        }
        if (order.length < size) {
            order = new int[tsMicros.length];
            mergeScratch = new int[tsMicros.length];
        }
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        mergeSort(0, size);
        applyOrder();
    }

    private boolean isSorted() {
        for (int i = 1; i < size; i++) {
            if (compareRows(this, i - 1, this, i) > 0) {
                return false;
            }
        }
        return true;
    }

    private void mergeSort(int from, int to) {
        if (to - from < 8) {
            insertionSort(from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(from, middle);
        mergeSort(middle, to);
        if (compareRows(this, order[middle - 1], this, order[middle]) <= 0) {
            return;
        }
        System.arraycopy(order, from, mergeScratch, from, middle - from);
        int left = from;
        int right = middle;
        for (int k = from; left < middle; k++) {
            boolean takeLeft = right >= to || compareRows(this, mergeScratch[left], this, order[right]) <= 0;
            order[k] = takeLeft ? mergeScratch[left++] : order[right++];
        }
    }

    private void insertionSort(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int row = order[i];
            int k = i - 1;
            while (k >= from && compareRows(this, order[k], this, row) > 0) {
                order[k + 1] = order[k];
                k--;
            }
            order[k + 1] = row;
        }
    }

    /** Moves the rows to their places by following the permutation's cycles, one row held aside a cycle. */
    private void applyOrder() {
        for (int start = 0; start < size; start++) {
            if (order[start] == start) {
                continue;
            }
            SymbolKey heldSymbol = symbol[start];
            long heldTs = tsMicros[start];
            double heldOpen = open[start];
            double heldHigh = high[start];
            double heldLow = low[start];
            double heldClose = close[start];
            double heldVolume = volume[start];
            long heldSeq = seq[start];
            int to = start;
            for (int from = order[to]; from != start; from = order[to]) {
                copyRow(from, to);
                order[to] = to;
                to = from;
            }
            symbol[to] = heldSymbol;
            tsMicros[to] = heldTs;
            open[to] = heldOpen;
            high[to] = heldHigh;
            low[to] = heldLow;
            close[to] = heldClose;
            volume[to] = heldVolume;
            seq[to] = heldSeq;
            order[to] = to;
        }
    }

    /**
     * Keeps of each key the row with the greatest sequence. The rows must be sorted.
     *
     * @return how many rows were dropped
     */
    public int dropDoubles() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            boolean replacedByNext = i + 1 < size && compareKeys(this, i, this, i + 1) == 0;
            if (!replacedByNext) {
                copyRow(i, kept++);
            }
        }
        int dropped = size - kept;
        size = kept;
        return dropped;
    }

    private void copyRow(int from, int to) {
        if (from == to) {
            return;
        }
        symbol[to] = symbol[from];
        tsMicros[to] = tsMicros[from];
        open[to] = open[from];
        high[to] = high[from];
        low[to] = low[from];
        close[to] = close[from];
        volume[to] = volume[from];
        seq[to] = seq[from];
    }
}
