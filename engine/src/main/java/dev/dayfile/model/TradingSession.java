package dev.dayfile.model;

import java.time.LocalDate;

/**
 * One day's regular trading, from the opening to the closing bell.
 *
 * @param day the trading day
 * @param openMicros the opening bell in microseconds since 1970 UTC
 * @param closeMicros the closing bell in microseconds since 1970 UTC; no candle of the session opens at or after it
 */
public record TradingSession(LocalDate day, long openMicros, long closeMicros) {
    public TradingSession {
        Arguments.require(day, "day");
        if (openMicros >= closeMicros) {
            throw new IllegalArgumentException("a session closes after it opens [day=" + day + ", open=" + openMicros
                    + ", close=" + closeMicros + "]");
        }
    }

    /** How long the session lasts, in microseconds. */
    public long lengthMicros() {
        return closeMicros - openMicros;
    }

    /** How many candles of a timeframe a session without gaps has, the first one opening at the bell. */
    public long candles(Timeframe timeframe) {
        Arguments.require(timeframe, "timeframe");
        return (lengthMicros() + timeframe.micros() - 1) / timeframe.micros();
    }
}
