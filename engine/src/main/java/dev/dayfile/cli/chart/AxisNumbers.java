package dev.dayfile.cli.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;

/** Numbers at an axis, the same in every locale. */
final class AxisNumbers extends NumberFormat {
    private static final long serialVersionUID = 1L;
    private static final double LONGEST_PRICE = 1e12;
    private static final int MOST_DECIMALS = 12;
    private static final double NO_DECIMALS = 100;
    private static final int LEAST_DECIMALS = 2;
    private static final int DIGITS_OF_A_PRICE = 6;
    private static final String[] THOUSANDS = {"", "k", "M", "B", "T"};

    private final int decimals;

    private AxisNumbers(int decimals) {
        this.decimals = decimals;
    }

    /** Prices with as many digits after the point as their distance needs: {@code 670.50}, {@code 0.000125}. */
    static AxisNumbers pricesBy(double distance) {
        int needed = (int) Math.ceil(-Math.log10(distance) - 1e-9);
        return new AxisNumbers(distance >= NO_DECIMALS ? 0 : Math.max(LEAST_DECIMALS, needed));
    }

    /** Volumes: {@code 250k}, {@code 1.5M}, {@code 0.002}. */
    static AxisNumbers volumes() {
        return new AxisNumbers(-1);
    }

    /** A price that stands alone: two digits after the point, or as many more as it has within six digits. */
    static String price(double price) {
        int whole = price == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(price))) + 1;
        int decimals = Math.max(LEAST_DECIMALS, DIGITS_OF_A_PRICE - whole);
        if (Math.abs(price) >= LONGEST_PRICE || decimals > MOST_DECIMALS) {
            return scientific(price);
        }
        BigDecimal rounded = new BigDecimal(String.format(Locale.ROOT, "%." + decimals + "f", price));
        BigDecimal shortest = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return shortest.setScale(Math.max(LEAST_DECIMALS, shortest.scale())).toPlainString();
    }

    private static String scientific(double number) {
        return String.format(Locale.ROOT, "%.3g", number);
    }

    @Override
    public StringBuffer format(double number, StringBuffer into, FieldPosition position) {
        return into.append(decimals < 0 ? volume(number) : priceAtAxis(number));
    }

    private String priceAtAxis(double price) {
        return Math.abs(price) >= LONGEST_PRICE || decimals > MOST_DECIMALS
                ? scientific(price)
                : String.format(Locale.ROOT, "%,." + decimals + "f", price);
    }

    private static String volume(double volume) {
        int thousands = 0;
        double shown = volume;
        while (Math.abs(shown) >= 1000 && thousands < THOUSANDS.length - 1) {
            shown /= 1000;
            thousands++;
        }
        if (Math.abs(shown) >= 1000 || Math.abs(shown) < 1e-6 && shown != 0) {
            return scientific(volume);
        }
        BigDecimal digits = new BigDecimal(shown, new MathContext(4)).stripTrailingZeros();
        return (digits.signum() == 0 ? "0" : digits.toPlainString()) + THOUSANDS[thousands];
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
