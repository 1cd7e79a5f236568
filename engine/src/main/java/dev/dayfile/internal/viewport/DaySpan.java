package dev.dayfile.internal.viewport;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * A trading day and the instants that can belong to it, as plain numbers, so that a query is matched against days
 * without the arithmetic of dates.
 *
 * <p>The span may be wider than the day, never narrower: where clocks change near the roll, a day's instants need not be
 * contiguous (with a roll at 01:30, the repeated 01:10 of an autumn night falls back into the day before), and both
 * edges are moved out by the size of the change. Spans of neighbours may therefore overlap.
 *
 * @param day the trading day
 * @param startMicros its first instant, in microseconds since 1970 UTC
 * @param endMicros the first instant after it, in microseconds since 1970 UTC
 * @param fromMicros no instant of the day is before, in microseconds since 1970 UTC
 * @param toMicros no instant of the day is after, in microseconds since 1970 UTC
 */
record DaySpan(LocalDate day, long startMicros, long endMicros, long fromMicros, long toMicros)
        implements Comparable<DaySpan> {
    private static final LocalDate FIRST = LocalDate.of(1899, 12, 30);
    private static final LocalDate LAST = LocalDate.of(2200, 1, 2);

    /** The span of a day; empty for a date that no instant a store accepts can belong to. */
    static Optional<DaySpan> of(MarketClock clock, LocalDate day) {
        if (day.isBefore(FIRST) || day.isAfter(LAST)) {
            return Optional.empty();
        }
        long from = startMicros(clock, day);
        long until = startMicros(clock, day.plusDays(1));
        return Optional.of(new DaySpan(
                day,
                from,
                until,
                from - clockChangeMicros(clock.zone().getRules(), from),
                until - 1 + clockChangeMicros(clock.zone().getRules(), until)));
    }

    private static long startMicros(MarketClock clock, LocalDate day) {
        try {
            return clock.startMicros(day);
        } catch (IllegalArgumentException e) {
            // the roll of the very first or last day lies outside of the accepted years
            return day.getYear() < 2000 ? IsoTime.MIN_MICROS : IsoTime.MAX_MICROS;
        }
    }

    /** By how much clocks change within two days of an instant. */
    private static long clockChangeMicros(ZoneRules rules, long micros) {
        Instant instant = IsoTime.toInstant(micros);
        ZoneOffsetTransition change = rules.nextTransition(instant.minus(2, ChronoUnit.DAYS));
        boolean near = change != null && change.getInstant().isBefore(instant.plus(2, ChronoUnit.DAYS));
        return near ? change.getDuration().abs().toSeconds() * 1_000_000 : 0;
    }

    /** Whether an instant of the window can belong to the day. */
    boolean touches(long windowFromMicros, long windowToMicros) {
        return fromMicros <= windowToMicros && toMicros >= windowFromMicros;
    }

    @Override
    public int compareTo(DaySpan other) {
        return day.compareTo(other.day);
    }
}
