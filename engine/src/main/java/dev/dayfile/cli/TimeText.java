package dev.dayfile.cli;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as feeds write them: ISO with or without an offset, dates without dashes, numbers since 1970.
 *
 * <p>A number's unit is told by its size: the years 1980 to 2199 in seconds, milliseconds, microseconds and nanoseconds
 * do not overlap, nor do they meet digits that are a date, such as {@code 202510220930}. Other numbers are refused.
 */
final class TimeText {
    private static final Pattern NUMBER = Pattern.compile("\\d{5,19}(\\.\\d{1,9})?");
    private static final Pattern COMPACT_DATE = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(?:[T ]\\s*(\\S.*))?");
    private static final Pattern SHORT_TIME = Pattern.compile("(\\d):?(\\d\\d.*)");
    private static final Pattern COMPACT_TIME = Pattern.compile("(\\d\\d)(\\d\\d)(\\d\\d)?");
    private static final long LEAST_SECONDS =
            LocalDate.of(1980, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    private static final long SECONDS_END = IsoTime.MAX_MICROS / 1_000_000;

    private final MarketClock clock;

    /** @param clock says what a time without an offset means */
    TimeText(MarketClock clock) {
        this.clock = clock;
    }

    /** Microseconds since 1970 UTC of a date and a time that stand in two columns. */
    long micros(String date, String time) {
        return micros(date.strip() + ' ' + time(time.strip()));
    }

    /** Microseconds since 1970 UTC of a text. */
    long micros(String text) {
        String stripped = text.strip();
        if (stripped.length() > 4 && stripped.charAt(4) == '-') {
            return clock.parse(stripped); // neither a number nor a date without dashes, and what most feeds write
        }
        Matcher compact = COMPACT_DATE.matcher(stripped);
        if (compact.matches()) {
            String rest = compact.group(4) == null ? "" : 'T' + time(compact.group(4));
            return clock.parse(compact.group(1) + '-' + compact.group(2) + '-' + compact.group(3) + rest);
        }
        return NUMBER.matcher(stripped).matches() ? number(stripped) : clock.parse(stripped);
    }

    private static long number(String text) {
        BigDecimal value = new BigDecimal(text);
        for (int digits = 0; digits <= 9; digits += 3) {
            BigDecimal seconds = value.movePointLeft(digits);
            if (seconds.compareTo(BigDecimal.valueOf(LEAST_SECONDS)) >= 0
                    && seconds.compareTo(BigDecimal.valueOf(SECONDS_END)) < 0) {
                return seconds.movePointRight(6).longValue();
            }
        }
        throw new IllegalArgumentException(
                "a time that is a number counts seconds, milli-, micro- or nanoseconds since 1970 and lies"
                        + " between the years 1980 and 2199 [ts=" + text + "]");
    }

    /** A time of day in the form that ISO wants: {@code 930} and {@code 9:30} become {@code 09:30}. */
    private static String time(String text) {
        Matcher oneDigit = SHORT_TIME.matcher(text);
        boolean odd = oneDigit.matches() && (text.charAt(1) == ':' || text.length() % 2 == 1 && text.matches("\\d+"));
        String padded = odd ? '0' + text : text;
        Matcher digits = COMPACT_TIME.matcher(padded);
        if (!digits.matches()) {
            return padded;
        }
        return digits.group(1) + ':' + digits.group(2) + (digits.group(3) == null ? "" : ':' + digits.group(3));
    }
}
