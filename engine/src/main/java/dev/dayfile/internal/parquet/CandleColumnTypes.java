package dev.dayfile.internal.parquet;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * {@link CandleSchema} in the words of parquet-java. The order of doubles is named, since parquet-java's default since
 * 1.18 is IEEE 754's total order, which most readers do not know yet: they would leave the statistics alone.
 */
final class CandleColumnTypes {
    static final MessageType SCHEMA = Types.buildMessage()
            .required(BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("symbol")
            .required(BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("timeframe")
            .required(BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("ts")
            .required(INT64)
            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
            .named("ts_utc")
            .required(DOUBLE)
            .columnOrder(ColumnOrder.typeDefined())
            .named("open")
            .required(DOUBLE)
            .columnOrder(ColumnOrder.typeDefined())
            .named("high")
            .required(DOUBLE)
            .columnOrder(ColumnOrder.typeDefined())
            .named("low")
            .required(DOUBLE)
            .columnOrder(ColumnOrder.typeDefined())
            .named("close")
            .optional(DOUBLE)
            .columnOrder(ColumnOrder.typeDefined())
            .named("volume")
            .required(INT64)
            .named("seq")
            .optional(INT64)
            .named("bar_index")
            .named(CandleSchema.NAME);

    private static final ColumnDescriptor[] COLUMNS =
            SCHEMA.getColumns().toArray(new ColumnDescriptor[CandleSchema.COLUMNS]);

    private CandleColumnTypes() {}

    static ColumnDescriptor column(int column) {
        return COLUMNS[column];
    }
}
