package dev.dayfile.internal.layout;

import dev.dayfile.model.IsoTime;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** Apart, so that a process that only writes names need not compile it. */
    private static final class Grammar {
        static final Pattern PATTERN = Pattern.compile(
                "part-(\\d{4})(\\d\\d)(\\d\\d)_(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.(\\d{6}))?-([0-9a-f]{8})\\.parquet");
    }

    /** Reads a file name; empty when it is not a part's. */
    public static Optional<PartName> parse(String fileName) {
        Matcher m = Grammar.PATTERN.matcher(fileName);
        if (!m.matches()) {
            return Optional.empty();
        }
        String fraction = m.group(7) == null ? "000000" : m.group(7);
        String iso = m.group(1)
                + '-'
                + m.group(2)
                + '-'
                + m.group(3)
                + 'T'
                + m.group(4)
                + ':'
                + m.group(5)
                + ':'
                + m.group(6)
                + '.'
                + fraction
                + 'Z';
        try {
            return Optional.of(new PartName(IsoTime.parse(iso), Integer.parseUnsignedInt(m.group(8), 16)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // digits in the right places that are no time, such as month 13
        }
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

    /** Orders as the names do: by time, then by the hex digits. */
    @Override
    public int compareTo(PartName other) {
        int byTime = Long.compare(firstTsMicros, other.firstTsMicros);
        return byTime != 0 ? byTime : Integer.compareUnsigned(crc32c, other.crc32c);
    }
}
