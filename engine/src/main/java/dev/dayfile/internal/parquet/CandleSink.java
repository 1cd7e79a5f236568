package dev.dayfile.internal.parquet;

import dev.dayfile.model.Timeframe;

/** Takes the candles of a file, row by row. Whether a candle's values make sense is for the sink to judge. */
@FunctionalInterface
public interface CandleSink {
    /**
     * One row.
     *
     * @param tsMicros when the candle opens, in microseconds since 1970 UTC
     * @param open a price; {@code NaN} where the file has none, as for the other prices
     * @param volume {@code NaN} where the file has none
     */
    void accept(
            String symbol,
            Timeframe timeframe,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume);

    /**
     * One row that names no candle: its symbol, timeframe or time is missing or cannot be read. Unless overridden it
     * ends the reading.
     *
     * @param row counted from 0
     * @param reason names the field and its value
     */
    default void refuse(long row, String reason) {
        throw new IllegalArgumentException(reason + " [row=" + row + "]");
    }
}
