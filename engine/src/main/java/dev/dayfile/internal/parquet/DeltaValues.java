package dev.dayfile.internal.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes DELTA_BINARY_PACKED straight into an array. parquet-column's reader hands out one value at a time and takes
 * three times as long; that it reads what parquet-column writes is tested value by value.
 *
 * <p>The encoding: <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">Encodings.md</a>.
 */
final class DeltaValues {
    private static final VarHandle LITTLE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bytes that must be readable behind the page: values are taken out of eight bytes at a time, and a ninth. */
    static final int SLACK_BYTES = 9;

    private byte[] bytes;
    private int at;
    private int end;

    /**
     * Decodes one stream.
     *
     * @param bytes with {@link #SLACK_BYTES} behind {@code end}
     * @param count how many values it must hold
     * @return where the stream ends
     * @throws IllegalArgumentException when it holds another number of values or does not end in time
     */
    int decode(byte[] bytes, int from, int end, long[] into, int first, int count) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        int blockValues = size(varint());
        int miniBlocks = size(varint());
        long values = varint();
        long value = zigzag();
        require(values == count && miniBlocks > 0 && blockValues % miniBlocks == 0, "another number of values");
        int miniValues = blockValues / miniBlocks;
        require(miniValues > 0 && miniValues % 8 == 0, "an impossible size of a block");
        if (count == 0) {
            return at;
        }
        int to = first + count;
        int i = first;
        into[i++] = value;
        while (i < to) {
            long least = zigzag();
            int widthsAt = at;
            at += miniBlocks;
            require(at <= end, "no end in time");
            for (int m = 0; m < miniBlocks && i < to; m++) {
                int width = bytes[widthsAt + m] & 0xFF;
                require(width <= Long.SIZE && at + (long) width * miniValues / 8 <= end, "no end in time");
                int n = Math.min(miniValues, to - i);
                value = unpack(width, n, value, least, into, i);
                i += n;
                at += width * miniValues / 8;
            }
        }
        return at;
    }

    private long unpack(int width, int n, long before, long least, long[] into, int first) {
        long value = before;
        if (width == 0) {
            for (int k = 0; k < n; k++) {
                value += least;
                into[first + k] = value;
            }
            return value;
        }
        long mask = width == Long.SIZE ? -1L : (1L << width) - 1;
        for (int k = 0; k < n; k++) {
            int bit = k * width;
            int byteAt = at + (bit >>> 3);
            int shift = bit & 7;
            long packed = (long) LITTLE_LONG.get(bytes, byteAt) >>> shift;
            if (shift + width > Long.SIZE) {
                packed |= (long) bytes[byteAt + Long.BYTES] << Long.SIZE - shift;
            }
            value += least + (packed & mask);
            into[first + k] = value;
        }
        return value;
    }

    private static int size(long value) {
        require(value > 0 && value <= 1 << 16, "an impossible size of a block");
        return (int) value;
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            require(at < end, "no end in time");
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("deltas have a number that does not end");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("deltas have " + what);
        }
    }
}
