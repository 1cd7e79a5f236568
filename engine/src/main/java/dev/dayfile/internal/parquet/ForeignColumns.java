package dev.dayfile.internal.parquet;

import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/** Which columns of a stranger's file are the candle's, found by name in any letter case; {@code null} is none. */
record ForeignColumns(
        PrimitiveType symbol,
        PrimitiveType timeframe,
        PrimitiveType ts,
        PrimitiveType open,
        PrimitiveType high,
        PrimitiveType low,
        PrimitiveType close,
        PrimitiveType volume) {

    private static final List<String> TIME_NAMES = List.of("ts", "timestamp", "datetime", "time");

    /** @throws IllegalArgumentException naming what is missing or of an unreadable type */
    static ForeignColumns find(MessageType schema) {
        PrimitiveType ts = null;
        for (int i = 0; ts == null && i < TIME_NAMES.size(); i++) {
            ts = find(schema, TIME_NAMES.get(i));
        }
        PrimitiveType iso = find(schema, "ts_iso");
        if (iso != null && (ts == null || isBareNumber(ts))) {
            ts = iso; // a text says its unit and zone, a bare number leaves them to be guessed
        }
        return new ForeignColumns(
                text(find(schema, "symbol")),
                text(find(schema, "timeframe")),
                require(ts, "ts"),
                require(find(schema, "open"), "open"),
                require(find(schema, "high"), "high"),
                require(find(schema, "low"), "low"),
                require(find(schema, "close"), "close"),
                find(schema, "volume"));
    }

    private static boolean isBareNumber(PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                && !(type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation);
    }

    private static PrimitiveType find(MessageType schema, String name) {
        Type found = null;
        for (Type field : schema.getFields()) {
            if (field.getName().equals(name)) {
                found = field;
                break;
            }
            if (found == null && field.getName().toLowerCase(Locale.ROOT).equals(name)) {
                found = field;
            }
        }
        if (found == null) {
            return null;
        }
        if (!found.isPrimitive() || found.isRepetition(Repetition.REPEATED)) {
            throw new IllegalArgumentException("a candle's column holds one value a row [column=" + name + "]");
        }
        return found.asPrimitiveType();
    }

    private static PrimitiveType require(PrimitiveType type, String name) {
        if (type == null) {
            throw new IllegalArgumentException("the file has no candles: a column is missing [column=" + name + "]");
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
