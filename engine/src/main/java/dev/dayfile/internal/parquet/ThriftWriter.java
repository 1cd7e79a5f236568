package dev.dayfile.internal.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing array of bytes with the two spellings that a Parquet file is made of: plain little-endian values and
 * Thrift's compact protocol. It is kept and reused, so that a part is encoded without allocating; Thrift's own classes
 * cost a hundred milliseconds in a fresh process, and a part needs a dozen lines of them.
 *
 * <p>The protocol: <a
 * href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">thrift-compact-protocol</a>.
 */
final class ThriftWriter {
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int STRUCT = 12;

    /** The array itself; replaced when it grows. */
    byte[] bytes;

    /** How many bytes are written. */
    int size;

    private ByteBuffer little;

    /** What is handed out: whoever gets it may move its limit, which must not bound the next puts. */
    private ByteBuffer handedOut;

    private final int[] outerFields = new int[16];
    private int depth;
    private int lastField;

    ThriftWriter(int capacity) {
        use(new byte[capacity]);
    }

    void clear() {
        size = 0;
        depth = 0;
        lastField = 0;
    }

    /** Makes room for {@code more} bytes; the single puts below it do not check again. */
    void ensure(int more) {
        if (size + more > bytes.length) {
            use(Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2)));
        }
    }

    private void use(byte[] array) {
        bytes = array;
        little = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        handedOut = ByteBuffer.wrap(array);
    }

    /** The bytes written so far, as a buffer over the array that is reused too. */
    ByteBuffer written() {
        return handedOut.clear().limit(size);
    }

    void putInt(int value) {
        ensure(4);
        little.putInt(size, value);
        size += 4;
    }

    void putLong(long value) {
        ensure(8);
        little.putLong(size, value);
        size += 8;
    }

    void putBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** A text as plain pages have it: its length, then its bytes. */
    void putText(byte[] utf8) {
        putInt(utf8.length);
        putBytes(utf8, 0, utf8.length);
    }

    /** Puts the last {@code width} bytes so many times again. */
    void repeatLast(int width, int times) {
        ensure(width * times);
        int from = size - width;
        int end = size + width * times;
        while (size < end) {
            int more = Math.min(size - from, end - size); // doubles what there is
            System.arraycopy(bytes, from, bytes, size, more);
            size += more;
        }
    }

    /** The array as a little-endian buffer, for loops that put many numbers at places of their own. */
    ByteBuffer little() {
        return little;
    }

    void putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void putVarint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** How many bytes {@link #putVarint} puts. */
    static int varintBytes(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    /** As {@link #varintBytes}, of an integer of Thrift. */
    static int zigzagBytes(long value) {
        return varintBytes(value << 1 ^ value >> 63);
    }

    // Thrift: fields in ascending order of their ids, structs closed by a zero byte.

    private void field(int id, int type) {
        int delta = id - lastField;
        if (delta > 0 && delta <= 15) {
            putByte(delta << 4 | type);
        } else {
            putByte(type);
            putZigzag(id);
        }
        lastField = id;
    }

    void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    void i16(int id, int value) {
        field(id, I16);
        putZigzag(value);
    }

    void i32(int id, int value) {
        field(id, I32);
        putZigzag(value);
    }

    /** Four fields, the first ones of a struct, in one loop: a compiler then has the code of a field once to compile. */
    void firstI32s(int first, int second, int third, int fourth) {
        for (int id = 1; id <= 4; id++) {
            i32(id, id == 1 ? first : id == 2 ? second : id == 3 ? third : fourth);
        }
    }

    void i64(int id, long value) {
        field(id, I64);
        putZigzag(value);
    }

    void bool(int id, boolean value) {
        field(id, value ? TRUE : FALSE);
    }

    void binary(int id, byte[] value, int offset, int length) {
        field(id, BINARY);
        putVarint(length);
        putBytes(value, offset, length);
    }

    void binary(int id, byte[] value) {
        binary(id, value, 0, value.length);
    }

    void list(int id, int elementType, int elements) {
        field(id, LIST);
        if (elements < 15) {
            putByte(elements << 4 | elementType);
        } else {
            putByte(0xF0 | elementType);
            putVarint(elements);
        }
    }

    /** An element of a list of integers. */
    void element(long value) {
        putZigzag(value);
    }

    /** An element of a list of texts. */
    void element(byte[] value) {
        putVarint(value.length);
        putBytes(value, 0, value.length);
    }

    /** Begins a struct that is a field. */
    void begin(int id) {
        field(id, STRUCT);
        beginElement();
    }

    /** Begins a struct that is an element of a list, or the outermost one. */
    void beginElement() {
        outerFields[depth++] = lastField;
        lastField = 0;
    }

    void end() {
        putByte(0);
        lastField = outerFields[--depth];
    }

    /** A field whose value was encoded before. */
    void prepared(int id, int type, byte[] value) {
        field(id, type);
        putBytes(value, 0, value.length);
    }
}
