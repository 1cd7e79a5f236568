package dev.dayfile.model;

/**
 * One finalized candle. Its key is (symbol, timeframe, ts); among candles with one key the greatest {@code seq} wins.
 *
 * @param symbol see {@link Symbols}
 * @param timeframe the span of the candle
 * @param tsMicros when the candle opens, in microseconds since 1970 UTC
 * @param open first price
 * @param high greatest price, not below {@code low}
 * @param low least price
 * @param close last price
 * @param volume traded volume, not negative; {@code NaN} when the feed has none
 * @param seq the sequence that the store gave at append; 0 for a candle that was never in a store
 */
public record Candle(
        String symbol,
        Timeframe timeframe,
        long tsMicros,
        double open,
        double high,
        double low,
        double close,
        double volume,
        long seq) {

    public Candle {
        Symbols.requireValid(symbol);
        Arguments.require(timeframe, "timeframe");
        requireValid(tsMicros, open, high, low, close, volume);
    }

    /**
     * The rule for a candle's values, checked before anything is stored. Allocates nothing when they are good.
     *
     * <p>Prices are finite (negative ones have traded) and high is not below low; an open or close outside of them is
     * what some feeds send and is kept. Volume is {@code NaN} or finite and not negative.
     *
     * @throws IllegalArgumentException naming the field and its value
     */
    public static void requireValid(long tsMicros, double open, double high, double low, double close, double volume) {
        if (tsMicros < IsoTime.MIN_MICROS || tsMicros >= IsoTime.MAX_MICROS) {
            throw refused("ts lies between the years 1900 and 2199, in microseconds since 1970", "ts", tsMicros);
        }
        if (!Double.isFinite(open)) {
            throw refused("a price is a finite number", "open", open);
        }
        if (!Double.isFinite(high)) {
            throw refused("a price is a finite number", "high", high);
        }
        if (!Double.isFinite(low)) {
            throw refused("a price is a finite number", "low", low);
        }
        if (!Double.isFinite(close)) {
            throw refused("a price is a finite number", "close", close);
        }
        if (high < low) {
            throw new IllegalArgumentException("high is below low [high=" + high + ", low=" + low + "]");
        }
        if (volume < 0 || Double.isInfinite(volume)) {
            throw refused("volume is a number not below zero, or NaN when absent", "volume", volume);
        }
    }

    private static IllegalArgumentException refused(String rule, String field, Object value) {
        return new IllegalArgumentException(rule + " [" + field + "=" + value + "]");
    }
}
