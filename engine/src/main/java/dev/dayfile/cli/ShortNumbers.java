package dev.dayfile.cli;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;

/** Volumes on an axis: {@code 250k}, {@code 1.5M}. */
final class ShortNumbers extends NumberFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StringBuffer format(double number, StringBuffer into, FieldPosition position) {
        double size = Math.abs(number);
        if (size >= 1e9) {
            return into.append(digits(number / 1e9)).append('B');
        }
        if (size >= 1e6) {
            return into.append(digits(number / 1e6)).append('M');
        }
        return size >= 1e3 ? into.append(digits(number / 1e3)).append('k') : into.append(digits(number));
    }

    private static String digits(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%.1f", number);
    }

    @Override
    public StringBuffer format(long number, StringBuffer into, FieldPosition position) {
        return format((double) number, into, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        throw new UnsupportedOperationException("an axis only writes");
    }
}
