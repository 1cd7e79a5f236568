package dev.dayfile.internal.layout;

import dev.dayfile.model.IsoTime;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a part, {@code part-<YYYYMMDD_HHMMSS.ffffff>-<8 hex>.parquet}.
 *
 * <p>A name without fractions is read too: the specification's first implementation wrote such.
 *
 * @param firstTsMicros time of the part's first row, in microseconds since 1970 UTC
 * @param crc32c CRC32C of the file's bytes; in parts of other writers the digits mean something else
 */
public record PartName(long firstTsMicros, int crc32c) implements Comparable<PartName> {
    private static final String FORM = "part-YYYYMMDD_HHMMSS.ffffff-xxxxxxxx.parquet";
    private static final byte[] PREFIX = ascii("part-");
    private static final byte[] SUFFIX = ascii(".parquet");
    private static final int FRACTION_AT = PREFIX.length + "20251022_133001".length();
    private static final int TAIL = "-c24f98a7".length() + SUFFIX.length;

    /** The length of every name that is written. */
    public static final int LENGTH = FORM.length();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a file name; empty when it is not a part's. */
    public static Optional<PartName> parse(String fileName) {
        // By hand: a day of one-row parts has hundreds of names, and a pattern costs more than opening the file.
        int length = fileName.length();
        if (length != LENGTH && length != FRACTION_AT + TAIL) {
            return Optional.empty();
        }
        byte[] name = fileName.getBytes(StandardCharsets.ISO_8859_1); // a question mark for what is not in it
        boolean fraction = length == LENGTH;
        if (fraction && name[FRACTION_AT] != '.'
                || name[PREFIX.length + 8] != '_'
                || name[length - TAIL] != '-'
                || !Arrays.equals(name, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
                || !Arrays.equals(name, length - SUFFIX.length, length, SUFFIX, 0, SUFFIX.length)) {
            return Optional.empty();
        }
        int date = PREFIX.length;
        int year = digits(name, date, 4);
        int month = digits(name, date + 4, 2);
        int day = digits(name, date + 6, 2);
        int hour = digits(name, date + 9, 2);
        int minute = digits(name, date + 11, 2);
        int second = digits(name, date + 13, 2);
        int micros = fraction ? digits(name, FRACTION_AT + 1, 6) : 0;
        long crc32c = hex(name, length - TAIL + 1);
        boolean possible = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60
                && micros >= 0
                && crc32c >= 0;
        if (!possible || day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
            return Optional.empty(); // digits in the right places that are no time, such as month 13, too
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second;
        long tsMicros = seconds * 1_000_000 + micros;
        return tsMicros < IsoTime.MIN_MICROS || tsMicros >= IsoTime.MAX_MICROS
                ? Optional.empty()
                : Optional.of(new PartName(tsMicros, (int) crc32c));
    }

    /** The number that some characters are, or -1 when one is no digit. */
    private static int digits(byte[] text, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The number that eight lower-case hex digits are, or -1 when one is none. */
    private static long hex(byte[] text, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            byte c = text[i];
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The file name. */
    @Override
    public String toString() {
        byte[] iso = new byte[IsoTime.LENGTH]; // 2025-10-22T13:30:01.290000+00:00
        IsoTime.format(firstTsMicros, iso, 0);
        byte[] name = FORM.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(iso, 0, name, 5, 4);
        System.arraycopy(iso, 5, name, 9, 2);
        System.arraycopy(iso, 8, name, 11, 2);
        System.arraycopy(iso, 11, name, 14, 2);
        System.arraycopy(iso, 14, name, 16, 2);
        System.arraycopy(iso, 17, name, 18, 9);
        for (int i = 0; i < 8; i++) {
            name[28 + i] = (byte) Character.forDigit(crc32c >>> 28 - 4 * i & 0xF, 16);
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    // Written out, since those of a record are made by method handles when they are first called: 15 ms of the first
    // compaction of a process.

    @Override
    public boolean equals(Object o) {
        return o instanceof PartName other && firstTsMicros == other.firstTsMicros && crc32c == other.crc32c;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(firstTsMicros) + crc32c;
    }

    /** Orders as the names do: by time, then by the hex digits. */
    @Override
    public int compareTo(PartName other) {
        int byTime = Long.compare(firstTsMicros, other.firstTsMicros);
        return byTime != 0 ? byTime : Integer.compareUnsigned(crc32c, other.crc32c);
    }
}
