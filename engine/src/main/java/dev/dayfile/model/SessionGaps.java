package dev.dayfile.model;

import java.util.List;

/**
 * How complete one symbol's session is.
 *
 * <p>A session has one place for a candle every timeframe, the first at the opening bell. A candle fills the place that
 * its ts is nearest to, so a stamp some seconds off the grid is no gap.
 *
 * @param symbol the symbol
 * @param timeframe the timeframe
 * @param session the session
 * @param expected places whose time is over; those of a session that is still going on count as they end
 * @param present places of these that have a candle
 * @param late candles that were appended after a later candle of the same session: they came late, or were corrected
 *     after it
 * @param gaps the stretches without candles, ascending
 */
public record SessionGaps(
        String symbol,
        Timeframe timeframe,
        TradingSession session,
        long expected,
        long present,
        long late,
        List<Gap> gaps) {
    public SessionGaps {
        Arguments.require(symbol, "symbol");
        Arguments.require(timeframe, "timeframe");
        Arguments.require(session, "session");
        gaps = List.copyOf(gaps);
    }

    /** How many candles are missing. */
    public long missing() {
        return expected - present;
    }
}
