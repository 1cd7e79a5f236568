package dev.dayfile.model;

/**
 * When a timeframe, or one symbol of it, has its first and its last candle.
 *
 * @param firstMicros ts of the first candle, in microseconds since 1970 UTC
 * @param lastMicros ts of the last candle, in microseconds since 1970 UTC
 */
public record TimeBounds(long firstMicros, long lastMicros) {
    public TimeBounds {
        if (firstMicros > lastMicros) {
            throw new IllegalArgumentException(
                    "the first candle is not after the last [first=" + firstMicros + ", last=" + lastMicros + "]");
        }
    }
}
