package dev.dayfile.model;

/**
 * The candles of one symbol and timeframe as columns, ascending by ts, each ts once.
 *
 * <p>An index runs from 0 to {@code size() - 1}; any other throws {@link IndexOutOfBoundsException}.
 */
public interface CandleSeries {
    /** How many candles there are. */
    int size();

    /** When candle {@code i} opens, in microseconds since 1970 UTC. */
    long tsMicros(int i);

    /** The first price of candle {@code i}. */
    double open(int i);

    /** The greatest price of candle {@code i}. */
    double high(int i);

    /** The least price of candle {@code i}. */
    double low(int i);

    /** The last price of candle {@code i}. */
    double close(int i);

    /** The volume of candle {@code i}, or {@code NaN} when the feed had none. */
    double volume(int i);

    /** The sequence of the append that wrote candle {@code i}; a later correction has a greater one. */
    long seq(int i);

    /** A copy of all columns as exact-length arrays, which the caller owns. */
    default Columns toArrays() {
        int n = size();
        Columns columns = new Columns(
                new long[n], new double[n], new double[n], new double[n], new double[n], new double[n], new long[n]);
        for (int i = 0; i < n; i++) {
            columns.tsMicros[i] = tsMicros(i);
            columns.open[i] = open(i);
            columns.high[i] = high(i);
            columns.low[i] = low(i);
            columns.close[i] = close(i);
            columns.volume[i] = volume(i);
            columns.seq[i] = seq(i);
        }
        return columns;
    }

    /** The columns side by side; every array has the length of the series. */
    record Columns(
            long[] tsMicros, double[] open, double[] high, double[] low, double[] close, double[] volume, long[] seq) {}
}
