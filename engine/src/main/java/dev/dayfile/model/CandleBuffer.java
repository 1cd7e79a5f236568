package dev.dayfile.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link CandleSeries} that its owner fills and reuses: its arrays grow when they must and never shrink, so that
 * filling it again with no more candles than before allocates nothing. Not safe for use by several threads.
 */
public final class CandleBuffer implements CandleSeries {
    private long[] tsMicros;
    private double[] open;
    private double[] high;
    private double[] low;
    private double[] close;
    private double[] volume;
    private long[] seq;
    private int size;

    /** An empty buffer with room for 256 candles. */
    public CandleBuffer() {
        this(256);
    }

    /**
     * An empty buffer with room for {@code capacity} candles.
     *
     * @throws IllegalArgumentException when the capacity is negative
     */
    public CandleBuffer(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a capacity is not negative [capacity=" + capacity + "]");
        }
        tsMicros = new long[capacity];
        open = new double[capacity];
        high = new double[capacity];
        low = new double[capacity];
        close = new double[capacity];
        volume = new double[capacity];
        seq = new long[capacity];
    }

    /** Empties the buffer and keeps its arrays. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a candle at the end; keeping the order is the caller's business.
     *
     * @param tsMicros when the candle opens, in microseconds since 1970 UTC
     * @param volume {@code NaN} when the feed had none
     */
    public void add(long tsMicros, double open, double high, double low, double close, double volume, long seq) {
        ensureCapacity(size + 1);
        this.tsMicros[size] = tsMicros;
        this.open[size] = open;
        this.high[size] = high;
        this.low[size] = low;
        this.close[size] = close;
        this.volume[size] = volume;
        this.seq[size] = seq;
        size++;
    }

    /**
     * Adds the candles {@code from} (inclusive) to {@code to} (exclusive) of columns that lie side by side.
     *
     * @throws IndexOutOfBoundsException when the columns do not have that range; the buffer is as it was
     */
    public void addAll(CandleSeries.Columns columns, int from, int to) {
        Arguments.require(columns, "columns");
        Objects.checkFromToIndex(from, to, columns.tsMicros().length);
        int n = to - from;
        ensureCapacity(size + n);
        System.arraycopy(columns.tsMicros(), from, tsMicros, size, n);
        System.arraycopy(columns.open(), from, open, size, n);
        System.arraycopy(columns.high(), from, high, size, n);
        System.arraycopy(columns.low(), from, low, size, n);
        System.arraycopy(columns.close(), from, close, size, n);
        System.arraycopy(columns.volume(), from, volume, size, n);
        System.arraycopy(columns.seq(), from, seq, size, n);
        size += n;
    }

    /**
     * Drops the first {@code n} candles.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public void dropFirst(int n) {
        Objects.checkFromIndexSize(0, n, size);
        int rest = size - n;
        System.arraycopy(tsMicros, n, tsMicros, 0, rest);
        System.arraycopy(open, n, open, 0, rest);
        System.arraycopy(high, n, high, 0, rest);
        System.arraycopy(low, n, low, 0, rest);
        System.arraycopy(close, n, close, 0, rest);
        System.arraycopy(volume, n, volume, 0, rest);
        System.arraycopy(seq, n, seq, 0, rest);
        size = rest;
    }

    /** Makes room for {@code capacity} candles, at least doubling when it grows. */
    public void ensureCapacity(int capacity) {
        if (capacity <= tsMicros.length) {
            return;
        }
        int grown = Math.max(capacity, tsMicros.length * 2);
        // All of them or none: memory may run out, and who catches that goes on with the same buffer.
        long[] grownTsMicros = Arrays.copyOf(tsMicros, grown);
        double[] grownOpen = Arrays.copyOf(open, grown);
        double[] grownHigh = Arrays.copyOf(high, grown);
        double[] grownLow = Arrays.copyOf(low, grown);
        double[] grownClose = Arrays.copyOf(close, grown);
        double[] grownVolume = Arrays.copyOf(volume, grown);
        seq = Arrays.copyOf(seq, grown);
        tsMicros = grownTsMicros;
        open = grownOpen;
        high = grownHigh;
        low = grownLow;
        close = grownClose;
        volume = grownVolume;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long tsMicros(int i) {
        return tsMicros[Objects.checkIndex(i, size)];
    }

    @Override
    public double open(int i) {
        return open[Objects.checkIndex(i, size)];
    }

    @Override
    public double high(int i) {
        return high[Objects.checkIndex(i, size)];
    }

    @Override
    public double low(int i) {
        return low[Objects.checkIndex(i, size)];
    }

    @Override
    public double close(int i) {
        return close[Objects.checkIndex(i, size)];
    }

    @Override
    public double volume(int i) {
        return volume[Objects.checkIndex(i, size)];
    }

    @Override
    public long seq(int i) {
        return seq[Objects.checkIndex(i, size)];
    }

    @Override
    public CandleSeries.Columns toArrays() {
        return new CandleSeries.Columns(
                Arrays.copyOf(tsMicros, size),
                Arrays.copyOf(open, size),
                Arrays.copyOf(high, size),
                Arrays.copyOf(low, size),
                Arrays.copyOf(close, size),
                Arrays.copyOf(volume, size),
                Arrays.copyOf(seq, size));
    }
}
