package dev.dayfile.internal.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;

/**
 * The days on which US equities do not trade, or trade half the day, by the rules of NYSE (Rule 7.2 and the yearly
 * calendar of hours). Rules rather than a table, so that a calendar needs no update every year; no holiday library
 * either, since those of the JVM bring an XML binding of a dozen jars for eleven rules. A test holds the rules against
 * such a library and against NYSE's published calendars.
 *
 * <p>Known exceptions since 2001 (days of mourning, the hurricane of 2012) are listed. One that is announced after this
 * was written is not: then a session is expected that did not happen. Holidays are right from 1998 on, half days from
 * 2013 on, when the present rule for July 3 began.
 *
 * <p>What these rules say of a day is part of the numbers that stand in dayfiles (see {@link BarNumbers}). So a change of
 * them, one more exception too, must not reach the numbering of {@link dev.dayfile.model.TradingHours#US_EQUITIES}; a
 * test holds the numbers of some days.
 */
final class NyseHolidays {
    private static final Set<LocalDate> UNSCHEDULED = Set.of(
            LocalDate.of(2001, 9, 11),
            LocalDate.of(2001, 9, 12),
            LocalDate.of(2001, 9, 13),
            LocalDate.of(2001, 9, 14),
            LocalDate.of(2004, 6, 11),
            LocalDate.of(2007, 1, 2),
            LocalDate.of(2012, 10, 29),
            LocalDate.of(2012, 10, 30),
            LocalDate.of(2018, 12, 5),
            LocalDate.of(2025, 1, 9));

    private static final int JUNETEENTH_SINCE = 2022;

    private NyseHolidays() {}

    /** Whether the exchange is closed all day: a weekend or a holiday. */
    static boolean closed(LocalDate day) {
        return isWeekend(day) || isHoliday(day) || UNSCHEDULED.contains(day);
    }

    /** Whether trading ends at 13:00. The day must be one on which the exchange is open. */
    static boolean halfDay(LocalDate day) {
        return switch (day.getMonth()) {
            case JULY -> day.getDayOfMonth() == 3;
            case NOVEMBER -> day.equals(thanksgiving(day.getYear()).plusDays(1));
            case DECEMBER -> day.getDayOfMonth() == 24;
            default -> false;
        };
    }

    private static boolean isHoliday(LocalDate day) {
        int year = day.getYear();
        return switch (day.getMonth()) {
            case JANUARY -> day.equals(newYear(year)) || day.equals(nth(3, DayOfWeek.MONDAY, Month.JANUARY, year));
            case FEBRUARY -> day.equals(nth(3, DayOfWeek.MONDAY, Month.FEBRUARY, year));
            case MARCH, APRIL -> day.equals(easterSunday(year).minusDays(2));
            case MAY ->
                day.equals(LocalDate.of(year, Month.MAY, 1).with(TemporalAdjusters.lastInMonth(DayOfWeek.MONDAY)));
            case JUNE -> year >= JUNETEENTH_SINCE && day.equals(observed(LocalDate.of(year, Month.JUNE, 19)));
            case JULY -> day.equals(observed(LocalDate.of(year, Month.JULY, 4)));
            case SEPTEMBER -> day.equals(nth(1, DayOfWeek.MONDAY, Month.SEPTEMBER, year));
            case NOVEMBER -> day.equals(thanksgiving(year));
            case DECEMBER -> day.equals(observed(LocalDate.of(year, Month.DECEMBER, 25)));
            default -> false;
        };
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    /** New Year moves from a Sunday to the Monday, but never to the year before: on a Saturday it is not made up for. */
    private static LocalDate newYear(int year) {
        LocalDate date = LocalDate.of(year, Month.JANUARY, 1);
        return date.getDayOfWeek() == DayOfWeek.SUNDAY ? date.plusDays(1) : date;
    }

    private static LocalDate observed(LocalDate date) {
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> date.minusDays(1);
            case SUNDAY -> date.plusDays(1);
            default -> date;
        };
    }

    private static LocalDate thanksgiving(int year) {
        return nth(4, DayOfWeek.THURSDAY, Month.NOVEMBER, year);
    }

    private static LocalDate nth(int n, DayOfWeek weekday, Month month, int year) {
        return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(n, weekday));
    }

    /** Easter of the Gregorian calendar, by the method of Meeus, Jones and Butcher. */
    private static LocalDate easterSunday(int year) {
        int a = year % 19;
        int century = year / 100;
        int yearOfCentury = year % 100;
        int correction = (century + 8) / 25;
        int epact = (19 * a + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
        int weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7;
        int shift = (a + 11 * epact + 22 * weekday) / 451;
        int monthAndDay = epact + weekday - 7 * shift + 114;
        return LocalDate.of(year, monthAndDay / 31, monthAndDay % 31 + 1);
    }
}
