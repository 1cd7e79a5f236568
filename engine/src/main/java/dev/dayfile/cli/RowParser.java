package dev.dayfile.cli;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Makes a candle of the texts of one row's fields, whatever format they came in. */
final class RowParser {
    private static final int MOST_EXPONENT_DIGITS = 3;

    private final ImportDefaults defaults;
    private final TimeText times;

    /** @param clock says what a time without an offset means when {@code defaults} names no zone */
    RowParser(ImportDefaults defaults, MarketClock clock) {
        this.defaults = defaults;
        this.times = new TimeText(defaults.zone() == null ? clock : new MarketClock(defaults.zone(), clock.roll()));
    }

    ImportDefaults defaults() {
        return defaults;
    }

    /**
     * Makes the candle.
     *
     * @param values text by field; a field that is absent, empty or null has no entry
     * @throws IllegalArgumentException naming the field and the value that is wrong
     */
    Candle candle(Map<Field, String> values) {
        String symbol = values.getOrDefault(Field.SYMBOL, defaults.symbol());
        if (symbol == null) {
            throw missing(Field.SYMBOL);
        }
        return new Candle(
                symbol,
                timeframe(values),
                micros(values),
                number(values, Field.OPEN),
                number(values, Field.HIGH),
                number(values, Field.LOW),
                number(values, Field.CLOSE),
                volume(values),
                0);
    }

    private Timeframe timeframe(Map<Field, String> values) {
        String text = values.get(Field.TIMEFRAME);
        if (text != null) {
            return Timeframe.parse(text);
        }
        if (defaults.timeframe() == null) {
            throw missing(Field.TIMEFRAME);
        }
        return defaults.timeframe();
    }

    private long micros(Map<Field, String> values) {
        String ts = values.get(Field.TS);
        String date = values.get(Field.DATE);
        String time = values.get(Field.TIME);
        if (ts != null) {
            return times.micros(ts);
        }
        if (date != null && time != null) {
            return times.micros(date, time);
        }
        if (date == null && time == null) {
            throw missing(Field.TS);
        }
        return times.micros(date == null ? time : date);
    }

    private static double volume(Map<Field, String> values) {
        String text = values.get(Field.VOLUME);
        if (text == null || text.toLowerCase(Locale.ROOT).equals("nan")) {
            return Double.NaN; // data frames write an absent number so
        }
        return number(values, Field.VOLUME);
    }

    private static double number(Map<Field, String> values, Field field) {
        String text = values.get(field);
        if (text == null) {
            throw missing(field);
        }
        if (!isNumber(text)) {
            throw new IllegalArgumentException("not a number [" + field.label() + "=" + shown(text) + "]");
        }
        return Double.parseDouble(text);
    }

    /**
     * Whether a text is a decimal number, perhaps with an exponent. Java's own parser also takes hexadecimal and type
     * suffixes, which no feed means; and a regular expression takes as long as the parser does.
     */
    static boolean isNumber(String text) {
        int at = afterSign(text, 0);
        int whole = afterDigits(text, at);
        int digits = whole - at;
        at = whole;
        if (at < text.length() && text.charAt(at) == '.') {
            int end = afterDigits(text, at + 1);
            digits += end - at - 1;
            at = end;
        }
        if (digits > 0 && at < text.length() && (text.charAt(at) | ' ') == 'e') {
            int exponent = afterSign(text, at + 1);
            at = afterDigits(text, exponent);
            digits = at - exponent <= MOST_EXPONENT_DIGITS ? at - exponent : 0;
        }
        return digits > 0 && at == text.length();
    }

    private static int afterSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
    }

    private static int afterDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static IllegalArgumentException missing(Field field) {
        return new IllegalArgumentException("a field is missing [field=" + field.label() + "]");
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** Puts a text where it belongs unless it says nothing. */
    static void put(EnumMap<Field, String> values, Field field, String text) {
        String stripped = text.strip();
        if (!stripped.isEmpty() && !stripped.equalsIgnoreCase("null")) {
            values.put(field, stripped);
        }
    }
}
