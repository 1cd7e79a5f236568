package dev.dayfile;

import dev.dayfile.internal.viewport.Overview;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.ViewportQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The part of {@link StoreQueries} that is about a timeframe as a whole, in the words of the public interface. */
final class Overviews {
    private final Supplier<Overview> overview;

    /** @param overview asked for before each answer, and may refuse */
    Overviews(Supplier<Overview> overview) {
        this.overview = overview;
    }

    List<Candle> latest(Timeframe timeframe, Instant since) {
        Arguments.require(timeframe, "timeframe");
        return overview.get().latest(timeframe, since == null ? ViewportQuery.UNBOUNDED_FROM : IsoTime.toMicros(since));
    }

    Optional<TimeBounds> bounds(Timeframe timeframe) {
        return overview.get().bounds(Arguments.require(timeframe, "timeframe"), null);
    }

    Optional<TimeBounds> bounds(Timeframe timeframe, String symbol) {
        Arguments.require(timeframe, "timeframe");
        return overview.get().bounds(timeframe, Arguments.require(symbol, "symbol"));
    }

    List<SessionGaps> gaps(String symbol, Timeframe timeframe, LocalDate from, LocalDate to, TradingCalendar calendar) {
        List<SessionGaps> sessions = new ArrayList<>();
        gaps(Arguments.require(symbol, "symbol"), timeframe, from, to, calendar, sessions::add);
        return sessions;
    }

    void gaps(
            Timeframe timeframe,
            LocalDate from,
            LocalDate to,
            TradingCalendar calendar,
            Consumer<SessionGaps> sessions) {
        gaps(null, timeframe, from, to, calendar, sessions);
    }

    private void gaps(
            String symbol,
            Timeframe timeframe,
            LocalDate from,
            LocalDate to,
            TradingCalendar calendar,
            Consumer<SessionGaps> into) {
        Arguments.require(timeframe, "timeframe");
        Arguments.require(calendar, "calendar");
        Arguments.require(into, "sessions");
        long now = IsoTime.toMicros(Instant.now());
        overview.get().gaps(symbol, timeframe, from, to, calendar, now, into);
    }
}
