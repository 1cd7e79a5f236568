package dev.dayfile.internal.series;

import dev.dayfile.model.CandleSeries;
import java.util.Arrays;

/**
 * Rows of one timeframe as columns, of any symbols and in any order until {@link #sort()}. The arrays grow and are kept
 * by {@link #clear()}, so a reused instance allocates nothing. Fields are open to the engine's own rooms because every
 * one of them walks the columns in its inner loop; only the first {@link #size} elements count.
 */
public final class CandleColumns {
    private static final SymbolKey[] NO_SYMBOLS = {};
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};

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

    // For sorting only; made when rows are first found out of order.
    private RowSort sorter;
    private SymbolKey[] spareSymbols = NO_SYMBOLS;
    private long[] spareLongs = NO_LONGS;
    private double[] spareDoubles = NO_DOUBLES;

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

    /** The arrays as they are now, without the symbols: longer than the rows, and these ones until they grow. */
    CandleSeries.Columns columns() {
        return new CandleSeries.Columns(tsMicros, open, high, low, close, volume, seq);
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

    /** Adds rows {@code from} (inclusive) to {@code to} (exclusive) of other columns. */
    public void addRange(CandleColumns other, int from, int to) {
        int n = to - from;
        ensureCapacity(size + n);
        System.arraycopy(other.symbol, from, symbol, size, n);
        System.arraycopy(other.tsMicros, from, tsMicros, size, n);
        System.arraycopy(other.open, from, open, size, n);
        System.arraycopy(other.high, from, high, size, n);
        System.arraycopy(other.low, from, low, size, n);
        System.arraycopy(other.close, from, close, size, n);
        System.arraycopy(other.volume, from, volume, size, n);
        System.arraycopy(other.seq, from, seq, size, n);
        size += n;
    }

    /** Adds all rows of other columns. */
    public void addAll(CandleColumns other) {
        addRange(other, 0, other.size);
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
        // All of them or none: memory may run out, and who catches that goes on with the same columns.
        SymbolKey[] grownSymbol = Arrays.copyOf(symbol, grown);
        long[] grownTsMicros = Arrays.copyOf(tsMicros, grown);
        double[] grownOpen = Arrays.copyOf(open, grown);
        double[] grownHigh = Arrays.copyOf(high, grown);
        double[] grownLow = Arrays.copyOf(low, grown);
        double[] grownClose = Arrays.copyOf(close, grown);
        double[] grownVolume = Arrays.copyOf(volume, grown);
        seq = Arrays.copyOf(seq, grown);
        symbol = grownSymbol;
        tsMicros = grownTsMicros;
        open = grownOpen;
        high = grownHigh;
        low = grownLow;
        close = grownClose;
        volume = grownVolume;
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
        if (sorter == null) {
            sorter = new RowSort();
        }
        int[] order = sorter.orderOf(this);
        if (spareLongs.length != tsMicros.length) {
            spareDoubles = new double[tsMicros.length];
            spareSymbols = new SymbolKey[tsMicros.length];
            spareLongs = new long[tsMicros.length]; // the last one, since it says whether they are there
        }
        symbol = inOrder(symbol, order);
        tsMicros = inOrder(tsMicros, order);
        open = inOrder(open, order);
        high = inOrder(high, order);
        low = inOrder(low, order);
        close = inOrder(close, order);
        volume = inOrder(volume, order);
        seq = inOrder(seq, order);
    }

    /**
     * The rows' numbers in the order that {@link #sort()} would bring them into; no row is moved.
     *
     * @return an array of its own, with as many numbers as there are rows and perhaps room behind them
     */
    public int[] order() {
        return new RowSort().orderOf(this);
    }

    /** Whether the rows are in the order that {@link #sort()} would bring them into. */
    public boolean isSorted() {
        for (int at = 1; at < size; at = Stride.end(at, size)) {
            if (!isStrideSorted(at, Stride.end(at, size))) {
                return false;
            }
        }
        return true;
    }

    private boolean isStrideSorted(int from, int to) {
        for (int i = from; i < to; i++) {
            if (compareRows(this, i - 1, this, i) > 0) {
                return false;
            }
        }
        return true;
    }

    // A column is copied into the spare array in its new order, and its old array is the spare one of the next column.

    private SymbolKey[] inOrder(SymbolKey[] column, int[] order) {
        SymbolKey[] sorted = spareSymbols;
        for (int i = 0; i < size; i++) {
            sorted[i] = column[order[i]];
        }
        spareSymbols = column;
        return sorted;
    }

    private long[] inOrder(long[] column, int[] order) {
        long[] sorted = spareLongs;
        for (int i = 0; i < size; i++) {
            sorted[i] = column[order[i]];
        }
        spareLongs = column;
        return sorted;
    }

    private double[] inOrder(double[] column, int[] order) {
        double[] sorted = spareDoubles;
        for (int i = 0; i < size; i++) {
            sorted[i] = column[order[i]];
        }
        spareDoubles = column;
        return sorted;
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
