package dev.dayfile.model;

import java.util.Locale;

/**
 * The span of one candle: a count and a unit, such as {@code 2m}, {@code 15m}, {@code 1h}, {@code 1d} or {@code 90s}.
 *
 * <p>Its text is its identity, since the text names the folder on disk: {@code 60m} and {@code 1h} are two timeframes.
 * Text is read case-insensitively and always written in lower case.
 *
 * @param count how many units, 1 to {@value #MAX_COUNT}
 * @param unit one of {@code s}, {@code m}, {@code h}, {@code d}
 */
public record Timeframe(int count, char unit) implements Comparable<Timeframe> {
    /** The greatest count; enough for {@code 9999s}, and keeps every text within five characters. */
    public static final int MAX_COUNT = 9999;

    private static final String GRAMMAR = "a timeframe is <n><s|m|h|d> with n from 1 to " + MAX_COUNT + ", such as 2m";

    public Timeframe {
        if (count < 1 || count > MAX_COUNT || "smhd".indexOf(unit) < 0) {
            throw new IllegalArgumentException(GRAMMAR + " [timeframe=" + count + unit + "]");
        }
    }

    /**
     * Reads a timeframe in any letter case.
     *
     * @throws IllegalArgumentException when the text is outside the grammar; leading zeros and signs are
     */
    public static Timeframe parse(String text) {
        if (text == null) {
            throw new IllegalArgumentException(GRAMMAR + " [timeframe=null]");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int digits = lower.length() - 1;
        boolean wellFormed =
                digits >= 1 && digits <= 4 && lower.charAt(0) != '0' && "smhd".indexOf(lower.charAt(digits)) >= 0;
        int count = 0;
        for (int i = 0; wellFormed && i < digits; i++) {
            char c = lower.charAt(i);
            wellFormed = c >= '0' && c <= '9';
            count = count * 10 + (c - '0');
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(GRAMMAR + " [timeframe=" + Symbols.printable(text) + "]");
        }
        return new Timeframe(count, lower.charAt(digits));
    }

    /** The length of one candle in microseconds; a day counts as 24 hours. */
    public long micros() {
        long unitMicros =
                switch (unit) {
                    case 's' -> 1_000_000L;
                    case 'm' -> 60_000_000L;
                    case 'h' -> 3_600_000_000L;
                    default -> 86_400_000_000L;
                };
        return count * unitMicros;
    }

    /** Orders by length, then by text, so that lists of timeframes read from fine to coarse. */
    @Override
    public int compareTo(Timeframe other) {
        if (equals(other)) {
            return 0;
        }
        int byLength = Long.compare(micros(), other.micros());
        return byLength != 0 ? byLength : toString().compareTo(other.toString());
    }

    // Written out, since those of a record are made by method handles when they are first called: 40 ms of the first
    // flush of a process.

    @Override
    public boolean equals(Object o) {
        return this == o || o instanceof Timeframe other && count == other.count && unit == other.unit;
    }

    @Override
    public int hashCode() {
        return 31 * count + unit;
    }

    /** The canonical text, in lower case: the name of the folder under {@code data/}. */
    @Override
    public String toString() {
        return Integer.toString(count) + unit;
    }
}
