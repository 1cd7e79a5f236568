package dev.dayfile.internal.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/** A column of a record batch: what the schema says of it, and how its rows become buffers. */
abstract class ArrowColumn {
    private final String name;

    /** Says which rows have no value; {@code null} for a column that always has one. */
    private final IntPredicate absent;

    ArrowColumn(String name, IntPredicate absent) {
        this.name = name;
        this.absent = absent;
    }

    /** 64-bit integers; {@code absent} as in the constructor. */
    static ArrowColumn longs(String name, IntPredicate absent, IntToLongFunction values) {
        return new Longs(name, absent, values) {
            @Override
            byte type() {
                return Type.Int;
            }

            @Override
            int addType(FlatBufferBuilder meta) {
                return Int.createInt(meta, Long.SIZE, true);
            }
        };
    }

    /** Microseconds since 1970 UTC. */
    static ArrowColumn times(String name, IntPredicate absent, IntToLongFunction micros) {
        return new Longs(name, absent, micros) {
            @Override
            byte type() {
                return Type.Timestamp;
            }

            @Override
            int addType(FlatBufferBuilder meta) {
                return Timestamp.createTimestamp(meta, TimeUnit.MICROSECOND, meta.createString("UTC"));
            }
        };
    }

    /** Doubles. */
    static ArrowColumn doubles(String name, IntPredicate absent, IntToDoubleFunction values) {
        return new Longs(name, absent, row -> Double.doubleToRawLongBits(values.applyAsDouble(row))) {
            @Override
            byte type() {
                return Type.FloatingPoint;
            }

            @Override
            int addType(FlatBufferBuilder meta) {
                return FloatingPoint.createFloatingPoint(meta, Precision.DOUBLE);
            }
        };
    }

    /** Texts; a {@code null} is absent. */
    static ArrowColumn texts(String name, boolean nullable, IntFunction<String> values) {
        return new Texts(name, nullable ? row -> values.apply(row) == null : null, values);
    }

    abstract byte type();

    abstract int addType(FlatBufferBuilder meta);

    /** Adds the buffers behind the one that says which rows are absent. */
    abstract void addValues(ArrowBody body, int from, int to);

    final int addField(FlatBufferBuilder meta) {
        int nameAt = meta.createString(name);
        int typeAt = addType(meta);
        int childrenAt = Field.createChildrenVector(meta, new int[0]);
        return Field.createField(meta, nameAt, absent != null, type(), typeAt, 0, childrenAt, 0);
    }

    final boolean isAbsent(int row) {
        return absent != null && absent.test(row);
    }

    /** Adds everything of the rows {@code [from, to)}. */
    final void addTo(ArrowBody body, int from, int to) {
        int missing = 0;
        for (int row = from; row < to; row++) {
            missing += isAbsent(row) ? 1 : 0;
        }
        body.beginColumn(to - from, missing);
        body.beginBuffer();
        for (int first = from; missing > 0 && first < to; first += Byte.SIZE) {
            int bits = 0;
            for (int row = first; row < Math.min(to, first + Byte.SIZE); row++) {
                bits |= isAbsent(row) ? 0 : 1 << row - first;
            }
            body.addByte((byte) bits);
        }
        body.endBuffer();
        addValues(body, from, to);
    }

    /** Eight bytes a row; an absent one is zero. */
    private abstract static class Longs extends ArrowColumn {
        private final IntToLongFunction values;

        Longs(String name, IntPredicate absent, IntToLongFunction values) {
            super(name, absent);
            this.values = values;
        }

        @Override
        void addValues(ArrowBody body, int from, int to) {
            body.beginBuffer();
            for (int row = from; row < to; row++) {
                body.addLong(isAbsent(row) ? 0 : values.applyAsLong(row));
            }
            body.endBuffer();
        }
    }

    private static final class Texts extends ArrowColumn {
        private final IntFunction<String> values;

        Texts(String name, IntPredicate absent, IntFunction<String> values) {
            super(name, absent);
            this.values = values;
        }

        @Override
        byte type() {
            return Type.Utf8;
        }

        @Override
        int addType(FlatBufferBuilder meta) {
            Utf8.startUtf8(meta);
            return Utf8.endUtf8(meta);
        }

        @Override
        void addValues(ArrowBody body, int from, int to) {
            byte[][] utf8 = new byte[to - from][];
            body.beginBuffer();
            body.addInt(0);
            int end = 0;
            for (int row = from; row < to; row++) {
                String text = values.apply(row);
                utf8[row - from] = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
                end = Math.addExact(end, utf8[row - from].length);
                body.addInt(end);
            }
            body.endBuffer();
            body.beginBuffer();
            for (byte[] text : utf8) {
                body.addBytes(text);
            }
            body.endBuffer();
        }
    }
}
