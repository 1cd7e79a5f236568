package dev.dayfile.internal.viewport;

import dev.dayfile.model.Candle;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be said of a timeframe as a whole: its symbols, the latest candle of each, its bounds and its gaps. */
public interface Overview {
    /**
     * The latest candle of every symbol, ascending by symbol.
     *
     * @param sinceMicros only candles that are not before
     */
    List<Candle> latest(Timeframe timeframe, long sinceMicros);

    /** The first and last ts of a symbol, or of all symbols when it is {@code null}; empty when there is no candle. */
    Optional<TimeBounds> bounds(Timeframe timeframe, String symbol);

    /**
     * Tells of the sessions of one symbol, or of every symbol that has a candle within the days when it is {@code null}.
     *
     * @param firstDay {@code null} for the day of each series' first candle
     * @param lastDay {@code null} for the day of each series' last candle
     * @param nowMicros what would end after this instant is not missing yet
     * @throws IllegalArgumentException when the days are in the wrong order or the timeframe is longer than a day
     */
    void gaps(
            String symbol,
            Timeframe timeframe,
            LocalDate firstDay,
            LocalDate lastDay,
            TradingCalendar calendar,
            long nowMicros,
            Consumer<SessionGaps> into);
}
