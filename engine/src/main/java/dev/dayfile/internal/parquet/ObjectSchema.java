package dev.dayfile.internal.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The two schemas of object files: events of the timeline, and the snapshot's one row an object. A row is an array with
 * a text, a long, a double or {@code null} for each column.
 */
final class ObjectSchema {
    /** What a column holds. */
    enum Kind {
        TEXT,
        LONG,
        TIME,
        DOUBLE;

        int type() {
            return switch (this) {
                case TEXT -> CandleSchema.BYTE_ARRAY;
                case LONG, TIME -> CandleSchema.INT64;
                case DOUBLE -> CandleSchema.DOUBLE;
            };
        }
    }

    /** A column. */
    record Column(String name, Kind kind, boolean optional) {
        byte[] nameBytes() {
            return name.getBytes(StandardCharsets.US_ASCII);
        }
    }

    static final ObjectSchema TIMELINE = new ObjectSchema(
            "object_event",
            "seq",
            List.of(
                    new Column("seq", Kind.LONG, false),
                    new Column("step", Kind.LONG, true),
                    new Column("ts", Kind.TEXT, false),
                    new Column("ts_utc", Kind.TIME, false),
                    new Column("action", Kind.TEXT, false),
                    new Column("reason", Kind.TEXT, true),
                    new Column("object_id", Kind.TEXT, false),
                    new Column("type", Kind.TEXT, false),
                    new Column("symbol", Kind.TEXT, false),
                    new Column("timeframe", Kind.TEXT, false),
                    new Column("status", Kind.TEXT, true),
                    new Column("left", Kind.LONG, true),
                    new Column("t_start", Kind.TIME, true),
                    new Column("t_end", Kind.TIME, true),
                    new Column("y", Kind.DOUBLE, true),
                    new Column("top", Kind.DOUBLE, true),
                    new Column("bottom", Kind.DOUBLE, true),
                    new Column("payload", Kind.TEXT, true),
                    new Column("cleared", Kind.TEXT, true)));

    static final ObjectSchema SNAPSHOT = new ObjectSchema(
            "object",
            "id",
            List.of(
                    new Column("id", Kind.TEXT, false),
                    new Column("type", Kind.TEXT, false),
                    new Column("symbol", Kind.TEXT, false),
                    new Column("timeframe", Kind.TEXT, false),
                    new Column("status", Kind.TEXT, false),
                    new Column("left", Kind.LONG, true),
                    new Column("t_start", Kind.TIME, true),
                    new Column("t_end", Kind.TIME, true),
                    new Column("y", Kind.DOUBLE, true),
                    new Column("top", Kind.DOUBLE, true),
                    new Column("bottom", Kind.DOUBLE, true),
                    new Column("payload", Kind.TEXT, true),
                    new Column("seq", Kind.LONG, false),
                    new Column("created_ts", Kind.TEXT, false),
                    new Column("updated_ts", Kind.TEXT, false),
                    new Column("created_step", Kind.LONG, true),
                    new Column("updated_step", Kind.LONG, true)));

    private final List<Column> columns;
    private final int sortedBy;
    private final byte[] thrift;
    private final byte[] columnOrders;

    private ObjectSchema(String name, String sortedBy, List<Column> columns) {
        this.columns = columns;
        this.sortedBy = columns.stream().map(Column::name).toList().indexOf(sortedBy);
        ThriftWriter out = new ThriftWriter(512);
        out.list(1, ThriftWriter.STRUCT, columns.size() + 1);
        out.beginElement();
        out.binary(4, name.getBytes(StandardCharsets.US_ASCII));
        out.i32(5, columns.size());
        out.end();
        for (Column c : columns) {
            CandleSchema.element(out, c.kind().type(), c.optional(), c.nameBytes(), c.kind() == Kind.TIME);
        }
        thrift = Arrays.copyOfRange(out.bytes, 1, out.size);
        columnOrders = PartWriter.columnOrders(columns.size());
    }

    List<Column> columns() {
        return columns;
    }

    /** The column by which rows ascend. */
    int sortedBy() {
        return sortedBy;
    }

    byte[] thrift() {
        return thrift;
    }

    byte[] columnOrders() {
        return columnOrders;
    }
}
