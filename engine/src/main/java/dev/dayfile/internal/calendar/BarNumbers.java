package dev.dayfile.internal.calendar;

import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers the candles of a store over all days ({@code bar_index}). A number is a place on the sessions' grid, counted
 * by the calendar alone from a fixed day on, never from the rows that happen to be there: so it is the same whenever and
 * in whatever order days are compacted, a gap in the data is a gap in the numbers, and the last candle of a session is
 * followed by the first of the next.
 *
 * <p>Safe for use by several threads.
 */
public final class BarNumbers {
    /** Numbers nothing. */
    public static final BarNumbers NONE = new BarNumbers(day -> Optional.empty(), Set.of());

    /** The first candle of the first session from this day on has number 0; those before have negative numbers. */
    private static final int EPOCH_YEAR = 2000;

    private final TradingCalendar calendar;
    private final Set<Timeframe> timeframes;
    private final Map<YearKey, Long> candlesOfYear = new ConcurrentHashMap<>();

    /** @param timeframes which of them are numbered */
    public BarNumbers(TradingCalendar calendar, Set<Timeframe> timeframes) {
        this.calendar = calendar;
        this.timeframes = Set.copyOf(timeframes);
    }

    private record YearKey(Timeframe timeframe, int year) {}

    /** The numbers of one day. */
    public DayGrid day(Timeframe timeframe, LocalDate day) {
        if (!timeframes.contains(timeframe)) {
            return DayGrid.NONE;
        }
        Optional<TradingSession> session = calendar.sessionOf(day);
        return session.isEmpty()
                ? DayGrid.NONE
                : new DayGrid(
                        session.get().openMicros(),
                        session.get().closeMicros(),
                        timeframe.micros(),
                        candlesBefore(timeframe, day));
    }

    /** How many candles the sessions from the epoch to the day have, the day left out; negative before the epoch. */
    private long candlesBefore(Timeframe timeframe, LocalDate day) {
        long candles = 0;
        for (int year = EPOCH_YEAR; year < day.getYear(); year++) {
            candles += candlesOf(timeframe, year);
        }
        for (int year = day.getYear(); year < EPOCH_YEAR; year++) {
            candles -= candlesOf(timeframe, year);
        }
        return candles + candlesBetween(timeframe, day.withDayOfYear(1), day);
    }

    private long candlesOf(Timeframe timeframe, int year) {
        return candlesOfYear.computeIfAbsent(
                new YearKey(timeframe, year),
                key -> candlesBetween(timeframe, LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1)));
    }

    private long candlesBetween(Timeframe timeframe, LocalDate from, LocalDate to) {
        long candles = 0;
        for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
            Optional<TradingSession> session = calendar.sessionOf(day);
            candles += session.isEmpty() ? 0 : session.get().candles(timeframe);
        }
        return candles;
    }
}
