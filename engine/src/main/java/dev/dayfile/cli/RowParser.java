package dev.dayfile.cli;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes a candle of the texts of one row's fields, whatever format they came in. */
final class RowParser {
    /** Java's own parser also takes hexadecimal and type suffixes, which no feed means. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

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
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a number [" + field.label() + "=" + shown(text) + "]");
        }
        return Double.parseDouble(text);
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
