package dev.dayfile.internal.parquet;

import java.nio.charset.StandardCharsets;

/**
 * The one schema of every candle file, as the bytes that stand in a footer. Writing parts and opening files need no
 * more than this, so nothing of parquet-java is loaded for them; {@link CandleColumnTypes} says the same in its words,
 * and a test holds the two together.
 */
final class CandleSchema {
    static final int SYMBOL = 0;
    static final int TIMEFRAME = 1;
    static final int TS = 2;
    static final int TS_UTC = 3;
    static final int OPEN = 4;
    static final int HIGH = 5;
    static final int LOW = 6;
    static final int CLOSE = 7;
    static final int VOLUME = 8;
    static final int SEQ = 9;
    static final int BAR_INDEX = 10;
    static final int COLUMNS = 11;

    /** The schema's name, which readers ignore. */
    static final String NAME = "candle";

    // Physical types of parquet.thrift.
    static final int INT64 = 2;
    static final int DOUBLE = 5;
    static final int BYTE_ARRAY = 6;

    private static final String[] NAMES = {
        "symbol", "timeframe", "ts", "ts_utc", "open", "high", "low", "close", "volume", "seq", "bar_index"
    };
    private static final int[] TYPES = {
        BYTE_ARRAY, BYTE_ARRAY, BYTE_ARRAY, INT64, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, INT64, INT64
    };
    private static final byte[][] NAME_BYTES = new byte[COLUMNS][];

    /** What a file is sorted by: symbol, time, sequence. */
    private static final int[] SORTED_BY = {SYMBOL, TS_UTC, SEQ};

    /** Field {@code schema} of a footer: the list without its field header. */
    private static final byte[] SCHEMA;

    static {
        for (int c = 0; c < COLUMNS; c++) {
            NAME_BYTES[c] = NAMES[c].getBytes(StandardCharsets.US_ASCII);
        }
        ThriftWriter out = new ThriftWriter(512);
        out.list(1, ThriftWriter.STRUCT, COLUMNS + 1);
        out.beginElement();
        out.binary(4, NAME.getBytes(StandardCharsets.US_ASCII));
        out.i32(5, COLUMNS);
        out.end();
        for (int c = 0; c < COLUMNS; c++) {
            element(out, TYPES[c], optional(c), NAME_BYTES[c], c == TS_UTC);
        }
        SCHEMA = java.util.Arrays.copyOfRange(out.bytes, 1, out.size);
    }

    private CandleSchema() {}

    /** One column of a schema, for object files too. */
    static void element(ThriftWriter out, int type, boolean optional, byte[] name, boolean timestamp) {
        out.beginElement();
        out.i32(1, type);
        out.i32(3, optional ? 1 : 0);
        out.binary(4, name);
        if (type == BYTE_ARRAY) {
            out.i32(6, 0); // ConvertedType UTF8, for readers older than logical types
            out.begin(10);
            out.begin(1); // STRING
            out.end();
            out.end();
        } else if (timestamp) {
            out.i32(6, 10); // ConvertedType TIMESTAMP_MICROS
            out.begin(10);
            out.begin(8); // TIMESTAMP
            out.bool(1, true); // adjusted to UTC
            out.begin(2);
            out.begin(2); // MICROS
            out.end();
            out.end();
            out.end();
            out.end();
        }
        out.end();
    }

    static String name(int column) {
        return NAMES[column];
    }

    static byte[] nameBytes(int column) {
        return NAME_BYTES[column];
    }

    static int type(int column) {
        return TYPES[column];
    }

    /** Whether a value may be absent: volume, and the bar index, which parts never carry. */
    static boolean optional(int column) {
        return column == VOLUME || column == BAR_INDEX;
    }

    /** Writes a row group's field {@code sorting_columns}. */
    static void writeSortedBy(ThriftWriter out) {
        out.list(4, ThriftWriter.STRUCT, SORTED_BY.length);
        for (int column : SORTED_BY) {
            out.beginElement();
            out.i32(1, column);
            out.bool(2, false); // ascending
            out.bool(3, false); // no column of them has nulls
            out.end();
        }
    }

    static byte[] thrift() {
        return SCHEMA;
    }
}
