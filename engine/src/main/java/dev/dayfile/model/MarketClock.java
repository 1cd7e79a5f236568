package dev.dayfile.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

/**
 * The market's zone and the hour at which its trading day rolls: all that decides which day an instant belongs to and
 * what a time without an offset means.
 *
 * <p>With a roll at midnight a day is the calendar date in the zone. With a roll at noon or later (futures, 17:00) what
 * comes at or after the roll belongs to the <em>next</em> date; with an earlier roll (04:00) what comes before the roll
 * belongs to the <em>previous</em> date.
 *
 * @param zone the market's zone
 * @param roll the local time at which the trading day changes
 */
public record MarketClock(ZoneId zone, LocalTime roll) {
    /** New York, rolling at midnight. */
    public static final MarketClock NEW_YORK = new MarketClock(ZoneId.of("America/New_York"), LocalTime.MIDNIGHT);

    public MarketClock {
        Arguments.require(zone, "zone");
        Arguments.require(roll, "roll");
    }

    /** The trading day of an instant given in microseconds since 1970 UTC. */
    public LocalDate dayOf(long micros) {
        LocalDateTime local = LocalDateTime.ofInstant(IsoTime.toInstant(micros), zone);
        LocalDate date = local.toLocalDate();
        boolean beforeRoll = local.toLocalTime().isBefore(roll);
        LocalDate day = beforeRoll ? dayBeforeRoll(date) : dayBeforeRoll(date).plusDays(1);
        // Where clocks are set back over the roll, the local time of the second pass says the day before once more.
        return micros >= endMicros(day) ? day.plusDays(1) : day;
    }

    /** The trading day that is under way on a date before the roll. */
    private LocalDate dayBeforeRoll(LocalDate date) {
        return rollsForward() ? date : date.minusDays(1);
    }

    private boolean rollsForward() {
        return !roll.isBefore(LocalTime.NOON);
    }

    /**
     * The first instant of a trading day in microseconds since 1970 UTC: when the local clock first shows the roll or, if
     * the clocks are set forward over it, a later time. The day ends where the next one starts.
     */
    public long startMicros(LocalDate day) {
        Arguments.require(day, "day");
        LocalDateTime local = (rollsForward() ? day.minusDays(1) : day).atTime(roll);
        ZoneOffsetTransition gap = zone.getRules().getTransition(local);
        Instant start = gap != null && gap.isGap()
                ? gap.getInstant()
                : local.atZone(zone).toInstant();
        return IsoTime.toMicrosAnyYear(start);
    }

    /** The first instant after a trading day in microseconds since 1970 UTC. */
    public long endMicros(LocalDate day) {
        Arguments.require(day, "day");
        return startMicros(day.plusDays(1));
    }

    /**
     * Reads ISO text; without an offset it is market time. A time that the autumn change repeats means its first pass;
     * one that the spring change leaves out means the same distance after the gap's start.
     *
     * @return microseconds since 1970 UTC
     * @throws IllegalArgumentException when it is no ISO text
     */
    public long parse(String text) {
        IsoTime.Reading reading = IsoTime.read(text);
        ZoneOffset offset = reading.offset();
        return offset != null
                ? IsoTime.toMicros(reading.local().toInstant(offset), text)
                : IsoTime.toMicros(reading.local().atZone(zone).toInstant(), text);
    }

    /**
     * Reads the upper bound of a window as {@link #parse} does, except that a time that the autumn change repeats means
     * its second pass: a window given in market time then covers both.
     *
     * @return microseconds since 1970 UTC
     * @throws IllegalArgumentException when it is no ISO text
     */
    public long parseUpperBound(String text) {
        IsoTime.Reading reading = IsoTime.read(text);
        if (reading.offset() != null) {
            return parse(text);
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(reading.local());
        return offsets.size() < 2
                ? parse(text)
                : IsoTime.toMicros(reading.local().toInstant(offsets.get(offsets.size() - 1)), text);
    }
}
