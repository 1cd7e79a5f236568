package dev.dayfile.model;

import java.time.LocalDate;

/**
 * A stretch of one session without candles: what a backfill has to fetch.
 *
 * @param symbol whose candles are missing
 * @param timeframe of which timeframe
 * @param day the session's trading day
 * @param fromMicros when the first missing candle opens, in microseconds since 1970 UTC
 * @param toMicros when the last missing candle ends, exclusive, in microseconds since 1970 UTC: one timeframe after it
 *     opens, or at the closing bell if that comes first
 * @param candles how many are missing, at least one
 */
public record Gap(String symbol, Timeframe timeframe, LocalDate day, long fromMicros, long toMicros, long candles) {
    public Gap {
        Arguments.require(symbol, "symbol");
        Arguments.require(timeframe, "timeframe");
        Arguments.require(day, "day");
    }
}
