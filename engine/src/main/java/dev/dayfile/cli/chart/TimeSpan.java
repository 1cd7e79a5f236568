package dev.dayfile.cli.chart;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * A round span of market time that the labels of an axis can stand apart: some minutes of a day, a day, a week, months.
 * Spans come in groups, those within a day in days and longer ones in years, and the first of a group says which.
 */
final class TimeSpan {
    static final TimeSpan MINUTE = withinDays(60, "HH:mm");
    static final List<TimeSpan> COARSE_TO_FINE = all();

    private static final int MONTHS_A_YEAR = 12;
    private static final int DAYS_A_WEEK = 7;

    /** Day 0, in 1970, was a Thursday. */
    private static final int DAYS_FROM_MONDAY = 3;

    private final ToLongFunction<LocalDateTime> number;
    private final ToLongFunction<LocalDateTime> group;
    private final DateTimeFormatter first;
    private final DateTimeFormatter others;

    private TimeSpan(
            ToLongFunction<LocalDateTime> number, ToLongFunction<LocalDateTime> group, String first, String others) {
        this.number = number;
        this.group = group;
        this.first = DateTimeFormatter.ofPattern(first, Locale.ENGLISH);
        this.others = DateTimeFormatter.ofPattern(others, Locale.ENGLISH);
    }

    private static List<TimeSpan> all() {
        List<TimeSpan> spans = new ArrayList<>();
        for (int years : new int[] {20, 5, 1}) {
            spans.add(new TimeSpan(time -> time.getYear() / years, LocalDateTime::getYear, "yyyy", "yyyy"));
        }
        for (int months : new int[] {3, 1}) {
            spans.add(new TimeSpan(
                    time -> (long) MONTHS_A_YEAR * time.getYear() + (time.getMonthValue() - 1) / months,
                    LocalDateTime::getYear,
                    "MMM yyyy",
                    "MMM"));
        }
        for (int days : new int[] {DAYS_A_WEEK, 1}) {
            spans.add(new TimeSpan(
                    time -> Math.floorDiv(day(time) + DAYS_FROM_MONDAY, days),
                    LocalDateTime::getYear,
                    "d MMM yyyy",
                    "d MMM"));
        }
        for (int minutes : new int[] {720, 240, 120, 60, 30, 15, 10, 5, 1}) {
            spans.add(withinDays(60 * minutes, "HH:mm"));
        }
        for (int seconds : new int[] {30, 10, 5, 1}) {
            spans.add(withinDays(seconds, "HH:mm:ss"));
        }
        return List.copyOf(spans);
    }

    private static TimeSpan withinDays(int seconds, String pattern) {
        return new TimeSpan(
                time -> Math.floorDiv(time.toEpochSecond(ZoneOffset.UTC), seconds),
                TimeSpan::day,
                "d MMM " + pattern,
                pattern);
    }

    private static long day(LocalDateTime time) {
        return time.toLocalDate().toEpochDay();
    }

    /** Which of all spans of this kind holds a time. */
    long number(LocalDateTime time) {
        return number.applyAsLong(time);
    }

    long group(LocalDateTime time) {
        return group.applyAsLong(time);
    }

    /** @param leads whether it is the first of its group */
    String text(LocalDateTime time, boolean leads) {
        return (leads ? first : others).format(time);
    }
}
