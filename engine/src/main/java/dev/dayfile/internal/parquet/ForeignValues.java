package dev.dayfile.internal.parquet;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Turns the values of strangers' columns, whatever their types, into a candle's. */
final class ForeignValues {
    private static final int MAX_TEXT_BYTES = 256;
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private ForeignValues() {}

    /** How a time is read. */
    interface Times {
        /** @throws IllegalArgumentException when the value is no time */
        long micros(ColumnReader column);
    }

    /** How a number is read. */
    interface Numbers {
        double read(ColumnReader column);
    }

    /** @throws IllegalArgumentException when the type can be no time */
    static Times times(PrimitiveType type, MarketClock clock) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        switch (type.getPrimitiveTypeName()) {
            case BINARY -> {
                return column -> clock.parse(text(column.getBinary()));
            }
            case INT64 -> {
                if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
                    long perSecond =
                            switch (timestamp.getUnit()) {
                                case MILLIS -> 1_000L;
                                case MICROS -> 1_000_000L;
                                case NANOS -> 1_000_000_000L;
                            };
                    return timestamp.isAdjustedToUTC()
                            ? column -> micros(column.getLong(), perSecond)
                            : column -> local(column.getLong(), perSecond, clock);
                }
                return column -> micros(column.getLong(), unitsPerSecond(column.getLong()));
            }
            case INT32 -> {
                if (logical instanceof DateLogicalTypeAnnotation) {
                    return column -> local(column.getInteger() * 86_400L, 1, clock);
                }
                return column -> micros(column.getInteger(), 1);
            }
            case INT96 -> {
                return column -> int96(column.getBinary());
            }
            default ->
                throw new IllegalArgumentException(
                        "a column's type is no time [column=" + type.getName() + ", type=" + type + "]");
        }
    }

    /** The unit of a bare number by its magnitude: as seconds it would lie after the year 5138, and so on. */
    private static long unitsPerSecond(long value) {
        long magnitude = Math.abs(value);
        if (magnitude < 100_000_000_000L) {
            return 1;
        }
        if (magnitude < 100_000_000_000_000L) {
            return 1_000;
        }
        return magnitude < 100_000_000_000_000_000L ? 1_000_000 : 1_000_000_000;
    }

    private static Instant instant(long value, long perSecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond));
    }

    private static long micros(long value, long perSecond) {
        return IsoTime.toMicros(instant(value, perSecond));
    }

    private static long local(long value, long perSecond, MarketClock clock) {
        LocalDateTime local = LocalDateTime.ofInstant(instant(value, perSecond), ZoneOffset.UTC);
        return IsoTime.toMicros(local.atZone(clock.zone()).toInstant());
    }

    /** The old form of Hive and Impala: nanoseconds of the day, then the Julian day. */
    private static long int96(Binary value) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong();
        long day = bytes.getInt() - JULIAN_DAY_OF_1970;
        return IsoTime.toMicros(Instant.ofEpochSecond(day * 86_400, nanos));
    }

    /** @throws IllegalArgumentException when the type can be no number */
    static Numbers numbers(PrimitiveType type) {
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
            int scale = decimal.getScale();
            return switch (type.getPrimitiveTypeName()) {
                case INT32 ->
                    column -> BigDecimal.valueOf(column.getInteger(), scale).doubleValue();
                case INT64 ->
                    column -> BigDecimal.valueOf(column.getLong(), scale).doubleValue();
                default ->
                    column -> new BigDecimal(new BigInteger(column.getBinary().getBytes()), scale).doubleValue();
            };
        }
        return switch (type.getPrimitiveTypeName()) {
            case DOUBLE -> ColumnReader::getDouble;
            case FLOAT -> ColumnReader::getFloat;
            case INT32 -> ColumnReader::getInteger;
            case INT64 -> ColumnReader::getLong;
            default ->
                throw new IllegalArgumentException(
                        "a column's type is no number [column=" + type.getName() + ", type=" + type + "]");
        };
    }

    static String text(Binary value) {
        if (value.length() > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a text is too long to be read [bytes=" + value.length() + "]");
        }
        return value.toStringUsingUTF8();
    }
}
