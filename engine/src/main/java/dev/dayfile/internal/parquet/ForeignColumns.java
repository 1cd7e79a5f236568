package dev.dayfile.internal.parquet;

import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Which columns of a stranger's file are the candle's; {@code null} is none. They are found by the names that feeds give
 * them, in any letter case: the names that text is imported by ({@code cli.Field}), so that one vendor's CSV and Parquet
 * are alike.
 */
record ForeignColumns(
        PrimitiveType symbol,
        PrimitiveType timeframe,
        PrimitiveType ts,
        PrimitiveType open,
        PrimitiveType high,
        PrimitiveType low,
        PrimitiveType close,
        PrimitiveType volume) {

    private static final List<String> SYMBOL = List.of("symbol", "ticker", "sym", "instrument");
    private static final List<String> TIMEFRAME = List.of("timeframe", "tf", "interval", "resolution");
    private static final List<String> TS = List.of(
            "ts", "ts_utc", "timestamp", "datetime", "date_time", "timestamp_utc", "unix_timestamp", "epoch", "t");
    private static final List<String> DATE = List.of("date", "day");
    private static final List<String> TIME = List.of("time");
    private static final List<String> OPEN = List.of("open", "o");
    private static final List<String> HIGH = List.of("high", "h");
    private static final List<String> LOW = List.of("low", "l");
    private static final List<String> CLOSE = List.of("close", "c");
    private static final List<String> VOLUME = List.of("volume", "vol", "v");

    /** @throws IllegalArgumentException naming what is missing or of an unreadable type */
    static ForeignColumns find(MessageType schema) {
        return new ForeignColumns(
                text(find(schema, SYMBOL)),
                text(find(schema, TIMEFRAME)),
                require(time(schema), TS),
                require(find(schema, OPEN), OPEN),
                require(find(schema, HIGH), HIGH),
                require(find(schema, LOW), LOW),
                require(find(schema, CLOSE), CLOSE),
                find(schema, VOLUME));
    }

    private static PrimitiveType time(MessageType schema) {
        PrimitiveType ts = find(schema, TS);
        PrimitiveType iso = find(schema, List.of("ts_iso"));
        if (iso != null && (ts == null || isBareNumber(ts))) {
            return iso; // a text says its unit and zone, a bare number leaves them to be guessed
        }
        if (ts != null) {
            return ts;
        }
        PrimitiveType date = find(schema, DATE);
        PrimitiveType time = find(schema, TIME);
        if (date != null && time != null) {
            // Of the date alone every candle of a day would have the same key.
            throw new IllegalArgumentException("date and time in two columns are not read from Parquet [columns="
                    + date.getName() + ", " + time.getName() + "]");
        }
        return date == null ? time : date;
    }

    private static boolean isBareNumber(PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                && !(type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation);
    }

    /** The column with the first of these names that there is, one written exactly so before one in other letters. */
    private static PrimitiveType find(MessageType schema, List<String> names) {
        for (String name : names) {
            Type found = null;
            for (Type field : schema.getFields()) {
                if (field.getName().equals(name)
                        || found == null && plain(field).equals(name)) {
                    found = field;
                }
            }
            if (found != null) {
                return single(found, names);
            }
        }
        return null;
    }

    private static String plain(Type field) {
        return field.getName()
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace(' ', '_')
                .replace('-', '_');
    }

    private static PrimitiveType single(Type column, List<String> names) {
        if (!column.isPrimitive() || column.isRepetition(Repetition.REPEATED)) {
            throw new IllegalArgumentException("a candle's column holds one value a row [column=" + names.get(0) + "]");
        }
        return column.asPrimitiveType();
    }

    private static PrimitiveType require(PrimitiveType type, List<String> names) {
        if (type == null) {
            throw new IllegalArgumentException(
                    "the file has no candles: a column is missing [column=" + names.get(0) + "]");
        }
        return type;
    }

    private static PrimitiveType text(PrimitiveType type) {
        if (type != null && type.getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
            throw new IllegalArgumentException(
                    "a column is not text [column=" + type.getName() + ", type=" + type.getPrimitiveTypeName() + "]");
        }
        return type;
    }

    /** The schema of these columns alone. */
    MessageType projection(MessageType schema) {
        List<Type> wanted = new java.util.ArrayList<>();
        for (Type field : schema.getFields()) {
            if (field == symbol
                    || field == timeframe
                    || field == ts
                    || field == open
                    || field == high
                    || field == low
                    || field == close
                    || field == volume) {
                wanted.add(field);
            }
        }
        return new MessageType(schema.getName(), wanted);
    }
}
