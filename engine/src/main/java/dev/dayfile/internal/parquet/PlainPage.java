package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.Stride;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A page before it is compressed: one growing array, kept and filled again. parquet-column's writers write to it too. */
final class PlainPage extends OutputStream {
    byte[] bytes = new byte[4 << 10];
    int size;

    void clear() {
        size = 0;
    }

    /** Makes room for {@code more} bytes. */
    void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    @Override
    public void write(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    void putInt(int value) {
        ensure(4);
        for (int i = 0; i < 4; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
    }

    /** Overwrites what {@link #putInt} has put at a place. */
    void setInt(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    void putVarint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            write(rest | 0x80);
            rest >>>= 7;
        }
        write(rest);
    }

    void putZigzag(long value) {
        long rest = value << 1 ^ value >> Long.SIZE - 1;
        while ((rest & ~0x7FL) != 0) {
            write((int) rest | 0x80);
            rest >>>= 7;
        }
        write((int) rest);
    }

    /** Puts doubles as Parquet's PLAIN encoding has them. */
    void putPlain(double[] values, int from, int to) {
        ensure((to - from) * Long.BYTES);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(size)
                .asDoubleBuffer()
                .put(values, from, to - from);
        size += (to - from) * Long.BYTES;
    }

    /** Puts {@code n} doubles as BYTE_STREAM_SPLIT has them: all first bytes, then all second ones, and so on. */
    void putSplit(double[] values, int n) {
        ensure(n * Long.BYTES);
        for (int at = 0; at < n; at = Stride.end(at, n)) {
            splitStride(values, at, Stride.end(at, n), n);
        }
        size += n * Long.BYTES;
    }

    private void splitStride(double[] values, int from, int to, int n) {
        byte[] target = bytes;
        for (int i = from; i < to; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            int at = size + i;
            for (int plane = 0; plane < Long.BYTES; plane++) {
                target[at] = (byte) bits;
                bits >>>= 8;
                at += n;
            }
        }
    }
}
