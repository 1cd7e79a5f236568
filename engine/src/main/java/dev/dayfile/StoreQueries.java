package dev.dayfile;

import dev.dayfile.model.Arguments;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Changes;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a store answers wherever it is asked: the engine answers from memory, with every row whose append has returned;
 * the reader from files, with every row that is visible, or that was appended where it has the live tail. A chart written
 * for the one works with the other. Both may be asked by several threads at once.
 */
public interface StoreQueries {
    /** The market's clock of the store. */
    MarketClock clock();

    /** The sessions of the trading hours that the store was created with. */
    TradingCalendar calendar();

    /** The timeframes that have files, from fine to coarse. */
    List<Timeframe> timeframes();

    /**
     * The candles and objects of a window; bounds without an offset are market time.
     *
     * @throws CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when files cannot be read
     * @throws IllegalStateException when it is closed
     */
    Viewport viewport(ViewportQuery query);

    /**
     * The candles of several windows, one viewport a query and in the same order: several symbols in one call.
     *
     * @throws CorruptFileException as {@link #viewport(ViewportQuery)}
     */
    default List<Viewport> viewports(List<ViewportQuery> queries) {
        List<Viewport> answers =
                new ArrayList<>(Arguments.require(queries, "queries").size());
        for (ViewportQuery query : queries) {
            answers.add(viewport(query));
        }
        return answers;
    }

    /**
     * The latest candle of every symbol of a timeframe, however long ago it was, ascending by symbol.
     *
     * <p>The engine's first call reads the newest day, and of every other day the symbols, or the whole day where there
     * is a symbol that no later one has; later calls touch no file until files change.
     *
     * @throws CorruptFileException when a file is damaged and the policy is to fail; otherwise the file is left out
     */
    default List<Candle> latest(Timeframe timeframe) {
        return latest(timeframe, null);
    }

    /**
     * As {@link #latest(Timeframe)}, of candles that are not before an instant; days before it are not even looked at.
     *
     * @param since {@code null} for no bound
     */
    List<Candle> latest(Timeframe timeframe, Instant since);

    /**
     * When a timeframe has its first and its last candle; empty when it has none.
     *
     * @throws CorruptFileException as {@link #latest}
     */
    Optional<TimeBounds> bounds(Timeframe timeframe);

    /** When a symbol has its first and its last candle of a timeframe; empty when it has none. */
    Optional<TimeBounds> bounds(Timeframe timeframe, String symbol);

    /**
     * What the sessions from one day to another, both included, have of a symbol's candles. The gaps of them all, one
     * after the other, are what a backfill has to fetch.
     *
     * @param from {@code null} for the day of the first candle
     * @param to {@code null} for the day of the last candle
     * @param calendar which sessions there are, such as {@link #calendar()}
     * @return one entry a session, ascending; a candle that has not ended yet is not missing
     * @throws IllegalArgumentException when the days are in the wrong order, or the timeframe is longer than a day
     * @throws CorruptFileException as {@link #latest}
     */
    List<SessionGaps> gaps(String symbol, Timeframe timeframe, LocalDate from, LocalDate to, TradingCalendar calendar);

    /** As {@link #gaps(String, Timeframe, LocalDate, LocalDate, TradingCalendar)}, of every symbol with candles then. */
    void gaps(
            Timeframe timeframe,
            LocalDate from,
            LocalDate to,
            TradingCalendar calendar,
            Consumer<SessionGaps> sessions);

    /**
     * What became visible after the query's position: a subscription for whoever asks now and then, such as a chart server
     * whose clients poll. It is all in memory, so ask from a position that is not too far back. Without a position the
     * answer is empty but for the position from which the next question begins.
     *
     * @throws dev.dayfile.model.StorageException when the ring or files cannot be read; with code {@code MISSING} when a
     *     reader finds no ring
     * @throws CorruptFileException when the ring that a reader looks at is damaged or of another version; damaged files
     *     are left out and named
     * @throws IllegalStateException when it is closed
     */
    Changes changes(FollowQuery query);

    /** Damaged files that the last answer that is no viewport has left out; a viewport names its own. */
    List<Path> leftOut();
}
