package dev.dayfile.benchmarks.append;

import java.io.IOException;
import java.sql.SQLException;

/** Something open that takes candles, from one thread. What its append promises differs; {@link Contenders} says how. */
public interface Contender extends AutoCloseable {
    /** Takes a candle of {@link Rows#SYMBOL} and {@link Rows#TIMEFRAME}. This call is what is timed. */
    void append(long tsMicros, double open, double high, double low, double close, double volume) throws Exception;

    /** Returns once everything appended is where this contender will keep it. */
    void drain() throws Exception;

    /** Reads everything back, as another reader would; nothing is appended after it. */
    Stored readBack() throws Exception;

    @Override
    void close() throws IOException, SQLException;
}
