package dev.dayfile.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers and times as people and scripts like to read them, the same in every locale. */
final class Texts {
    private Texts() {}

    /** The shortest digits that read back as the same number, without exponent: {@code 1133011}, {@code 171.3}. */
    static String plain(double value) {
        return decimal(value).toPlainString();
    }

    /** As {@link #plain}, for writers of JSON. */
    static BigDecimal decimal(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    /** A price with two digits after the point, or as many more as it needs. */
    static String price(double value) {
        BigDecimal exact = decimal(value);
        return exact.setScale(Math.max(2, exact.scale())).toPlainString();
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** {@code "1 row"}, {@code "2 rows"}. */
    static String count(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    static String bytes(long bytes) {
        if (bytes < 10_000) {
            return count(bytes) + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double shown = bytes / 1000.0;
        int unit = 0;
        while (shown >= 1000 && unit < units.length - 1) {
            shown /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", shown, units[unit]);
    }

    static String elapsed(Duration duration) {
        double micros = duration.toNanos() / 1000.0;
        if (micros < 1000) {
            return String.format(Locale.ROOT, "%.0f us", micros);
        }
        double millis = micros / 1000;
        return millis < 1000
                ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    /** A text as a field of a CSV line: quoted where it must be. */
    static String csv(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
