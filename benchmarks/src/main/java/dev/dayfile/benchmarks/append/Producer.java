package dev.dayfile.benchmarks.append;

/** Takes candles from one thread. */
interface Producer {
    /** Takes a candle of {@link Rows#SYMBOL} and {@link Rows#TIMEFRAME}. This call is what is timed. */
    void append(long tsMicros, double open, double high, double low, double close, double volume) throws Exception;
}
