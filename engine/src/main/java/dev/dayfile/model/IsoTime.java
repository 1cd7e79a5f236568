package dev.dayfile.model;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ISO-8601 text of instants. What is written has one fixed width and is always UTC,
 * {@code 2025-10-22T13:30:01.290000+00:00}, so that comparing the texts is comparing the instants; what is read may
 * have any offset or none.
 */
public final class IsoTime {
    /** The length of every text that {@link #format} writes. */
    public static final int LENGTH = 32;

    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final int NANO_DIGITS = 9;

    /** The first instant that a store accepts, 1900-01-01T00:00Z, in microseconds since 1970. */
    public static final long MIN_MICROS = LocalDate.of(1900, 1, 1).toEpochDay() * MICROS_A_DAY;

    /** The first instant that a store no longer accepts, 2200-01-01T00:00Z, in microseconds since 1970. */
    public static final long MAX_MICROS = LocalDate.of(2200, 1, 1).toEpochDay() * MICROS_A_DAY;

    /** Years 0000 to 9999: what four digits can show. */
    private static final long FIRST_SHOWN_MICROS = LocalDate.of(0, 1, 1).toEpochDay() * MICROS_A_DAY;

    private static final long LAST_SHOWN_MICROS = LocalDate.of(10_000, 1, 1).toEpochDay() * MICROS_A_DAY - 1;

    /**
     * A date, then perhaps a time to the minute or finer, then perhaps an offset. Whether the digits are a real date and
     * time is left to {@code java.time}, which is strict about it: there is no 30th of February.
     */
    private static final Pattern GRAMMAR = Pattern.compile("\\d{4}-\\d\\d-\\d\\d"
            + "(?:[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)([Zz]|[+-]\\d\\d(?::?\\d\\d)?)?)?");

    private IsoTime() {}

    /**
     * Writes an instant in UTC with a fixed width.
     *
     * @param micros microseconds since 1970 UTC
     * @throws IllegalArgumentException when the year has not four digits, since the width could not be kept
     */
    public static String format(long micros) {
        byte[] text = new byte[LENGTH];
        format(micros, text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes an instant as {@value #LENGTH} ASCII bytes, allocating nothing.
     *
     * @param micros microseconds since 1970 UTC
     * @param target receives the bytes from {@code offset} on
     * @throws IllegalArgumentException when the year has not four digits, since the width could not be kept
     */
    public static void format(long micros, byte[] target, int offset) {
        Arguments.require(target, "target");
        if (micros < FIRST_SHOWN_MICROS || micros > LAST_SHOWN_MICROS) {
            throw new IllegalArgumentException("a time has a year of four digits [micros=" + micros + "]");
        }
        long day = Math.floorDiv(micros, MICROS_A_DAY);
        long rest = micros - day * MICROS_A_DAY;
        // Civil date from days, after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
        long z = day + 719_468;
        long era = Math.floorDiv(z, 146_097);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);

        int seconds = (int) (rest / 1_000_000);
        digits(target, offset, year, 4);
        target[offset + 4] = '-';
        digits(target, offset + 5, month, 2);
        target[offset + 7] = '-';
        digits(target, offset + 8, dayOfMonth, 2);
        target[offset + 10] = 'T';
        digits(target, offset + 11, seconds / 3_600, 2);
        target[offset + 13] = ':';
        digits(target, offset + 14, seconds / 60 % 60, 2);
        target[offset + 16] = ':';
        digits(target, offset + 17, seconds % 60, 2);
        target[offset + 19] = '.';
        digits(target, offset + 20, (int) (rest % 1_000_000), 6);
        target[offset + 26] = '+';
        target[offset + 27] = '0';
        target[offset + 28] = '0';
        target[offset + 29] = ':';
        target[offset + 30] = '0';
        target[offset + 31] = '0';
    }

    private static void digits(byte[] target, int offset, int value, int width) {
        int rest = value;
        for (int i = offset + width - 1; i >= offset; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads ISO text that has an offset ({@code Z}, {@code +00:00}, {@code -0500}); finer than a microsecond is cut off.
     * Text without an offset means market time and is read by {@link MarketClock#parse}.
     *
     * @return microseconds since 1970 UTC
     * @throws IllegalArgumentException when it is no ISO text, has no offset, or lies outside the accepted years
     */
    public static long parse(String text) {
        long own = parseOwn(text);
        if (own != Long.MIN_VALUE) {
            return own;
        }
        Reading reading = read(text);
        if (reading.offset == null) {
            throw new IllegalArgumentException(
                    "a time needs an offset here, such as Z [time=" + Symbols.printable(text) + "]");
        }
        return toMicros(reading.local.toInstant(reading.offset), text);
    }

    /**
     * Reads what {@link #format} writes, a hundred times as fast as any ISO text; {@link Long#MIN_VALUE} for any other.
     * The digits are only added up: that they are a real date and time is seen by writing them again.
     */
    private static long parseOwn(String text) {
        if (text == null || text.length() != LENGTH) {
            return Long.MIN_VALUE;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        // Days from civil date, after Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms", as in format.
        int yearFromMarch = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(yearFromMarch, 400);
        int yearOfEra = yearFromMarch - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + digits(text, 8, 2) - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        long day = era * 146_097L + dayOfEra - 719_468;
        long seconds = digits(text, 11, 2) * 3_600L + digits(text, 14, 2) * 60L + digits(text, 17, 2);
        long micros = day * MICROS_A_DAY + seconds * 1_000_000 + digits(text, 20, 6);
        return micros >= MIN_MICROS && micros < MAX_MICROS && format(micros).equals(text) ? micros : Long.MIN_VALUE;
    }

    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = 10 * value + (text.charAt(i) - '0');
        }
        return value;
    }

    /**
     * Microseconds since 1970 UTC of an instant; finer is cut off.
     *
     * @throws IllegalArgumentException when it lies outside the accepted years
     */
    public static long toMicros(Instant instant) {
        return toMicros(Arguments.require(instant, "instant"), instant);
    }

    static long toMicros(Instant instant, Object shown) {
        long seconds = instant.getEpochSecond();
        if (seconds < MIN_MICROS / 1_000_000 || seconds >= MAX_MICROS / 1_000_000) {
            throw new IllegalArgumentException("a time lies between the years 1900 and 2199 [time=" + shown + "]");
        }
        return toMicrosAnyYear(instant);
    }

    /** As {@link #toMicros(Instant)}, also just outside the accepted years: where their first and last day end. */
    static long toMicrosAnyYear(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /** The instant of a time in microseconds since 1970 UTC. */
    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** What a text says: a date and time, and an offset or {@code null}. A bare date is its midnight. */
    record Reading(LocalDateTime local, ZoneOffset offset) {}

    static Reading read(String text) {
        if (text == null) {
            throw new IllegalArgumentException("a time is ISO-8601 text [time=null]");
        }
        String iso = text.strip();
        Matcher m = GRAMMAR.matcher(iso);
        if (!m.matches()) {
            throw notIso(text, null);
        }
        try {
            // By hand, since the formatters of java.time take ten times as long; both refuse what is no date or time.
            LocalDate date = LocalDate.of(digits(iso, 0, 4), digits(iso, 5, 2), digits(iso, 8, 2));
            LocalTime time = m.start(1) < 0 ? LocalTime.MIDNIGHT : time(iso, m.start(1), m.end(1));
            ZoneOffset offset = m.start(2) < 0 ? null : ZoneOffset.of(m.group(2).toUpperCase(Locale.ROOT));
            return new Reading(date.atTime(time), offset);
        } catch (DateTimeException e) {
            throw notIso(text, e);
        }
    }

    /** The time of day from one place to another: to the minute, the second, or up to nine digits finer. */
    private static LocalTime time(String iso, int from, int to) {
        int fraction = from + "00:00:00.".length();
        int nanos = to <= fraction ? 0 : digits(iso, fraction, to - fraction);
        for (int i = to - fraction; i < NANO_DIGITS && nanos > 0; i++) {
            nanos *= 10;
        }
        return LocalTime.of(
                digits(iso, from, 2), digits(iso, from + 3, 2), to - from > 5 ? digits(iso, from + 6, 2) : 0, nanos);
    }

    private static IllegalArgumentException notIso(String text, DateTimeException cause) {
        return new IllegalArgumentException(
                "a time is ISO-8601 text such as 2025-10-22T13:30:00Z [time=" + Symbols.printable(text) + "]", cause);
    }
}
