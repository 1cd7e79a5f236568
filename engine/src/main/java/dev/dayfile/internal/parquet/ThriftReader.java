package dev.dayfile.internal.parquet;

import dev.dayfile.model.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads Thrift's compact protocol out of bytes that may be damaged or made to do harm: every length is held against
 * what is left before it is believed, nesting has a bound, and whatever is wrong is a {@link CorruptFileException} that
 * names the file and the structure.
 */
final class ThriftReader {
    private static final int MAX_DEPTH = 24;

    private final String structure;
    private Path file;
    private String column;
    private byte[] bytes;
    private int end;
    private int at;

    private final int[] outerFields = new int[MAX_DEPTH];
    private int depth;
    private int lastField;
    private int type;

    /**
     * @param from where to begin in {@code bytes}
     * @param end where the structure must have ended
     * @param structure what is read, for messages: "footer"
     */
    ThriftReader(byte[] bytes, int from, int end, Path file, String structure) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.file = file;
        this.structure = structure;
    }

    /** One to be used again and again: a file has thousands of page headers, each of a column. */
    ThriftReader(String structure) {
        this.structure = structure;
    }

    /** Begins anew, with the structure of a column; the other constructor's parameters are the same. */
    ThriftReader over(byte[] bytes, int from, int end, Path file, String column) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.file = file;
        this.column = column;
        depth = 0;
        lastField = 0;
        return this;
    }

    /** Where the next byte stands. */
    int position() {
        return at;
    }

    CorruptFileException damaged(String what) {
        String of = column == null ? "" : " of column " + column;
        return new CorruptFileException(file, "the " + structure + of + " is damaged: " + what + " [at=" + at + "]");
    }

    void require(boolean condition, String what) {
        if (!condition) {
            throw damaged(what);
        }
    }

    private int nextByte() {
        require(at < end, "it ends early");
        return bytes[at++] & 0xFF;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = nextByte();
            value |= (long) (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw damaged("a number has too many bytes");
    }

    private long zigzag() {
        long v = varint();
        return v >>> 1 ^ -(v & 1);
    }

    void begin() {
        require(depth < MAX_DEPTH, "it is nested too deep");
        outerFields[depth++] = lastField;
        lastField = 0;
    }

    /** The id of the struct's next field, or 0 at the struct's end, which leaves the struct. */
    int nextField() {
        int header = nextByte();
        if (header == 0) {
            lastField = outerFields[--depth];
            return 0;
        }
        type = header & 0x0F;
        int delta = header >>> 4;
        long id = delta == 0 ? zigzag() : lastField + delta;
        require(id > lastField && id <= Short.MAX_VALUE, "its fields are out of order");
        lastField = (int) id;
        return lastField;
    }

    private void expect(int wanted, String field) {
        if (type != wanted) { // the message is not put together for every field that is right
            throw damaged(field + " has another type");
        }
    }

    int i32(String field) {
        expect(ThriftWriter.I32, field);
        long value = zigzag();
        if (value != (int) value) {
            throw damaged(field + " is out of range");
        }
        return (int) value;
    }

    long i64(String field) {
        expect(ThriftWriter.I64, field);
        return zigzag();
    }

    /** A length, count or position: 64 bits and not negative. */
    long count(String field) {
        long value = i64(field);
        if (value < 0) {
            throw damaged(field + " is negative");
        }
        return value;
    }

    /** Begins a field that is a struct. */
    void struct(String field) {
        expect(ThriftWriter.STRUCT, field);
        begin();
    }

    /** Begins a field that is a list and returns how many elements it has; each takes a byte at least. */
    int list(int elementType, String field) {
        expect(ThriftWriter.LIST, field);
        return listHeader(elementType, field);
    }

    private int listHeader(int elementType, String field) {
        int header = nextByte();
        long elements = header >>> 4 == 15 ? varint() : header >>> 4;
        if (elements < 0 || elements > end - at) {
            throw damaged(field + " has too many elements");
        }
        int actual = header & 0x0F;
        boolean bools = actual == ThriftWriter.TRUE || actual == ThriftWriter.FALSE;
        if (elements != 0 && actual != elementType && !(bools && elementType == ThriftWriter.TRUE)) {
            throw damaged(field + " holds another type");
        }
        type = actual;
        return (int) elements;
    }

    /** An element of a list of booleans. */
    boolean elementBool() {
        int value = nextByte();
        require(value == ThriftWriter.TRUE || value == ThriftWriter.FALSE || value == 0, "a boolean is neither");
        return value == ThriftWriter.TRUE;
    }

    long elementI64() {
        return zigzag();
    }

    byte[] binary(String field) {
        expect(ThriftWriter.BINARY, field);
        return elementBinary(field);
    }

    byte[] elementBinary(String field) {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw damaged(field + " is longer than what is left");
        }
        byte[] value = java.util.Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return value;
    }

    String text(String field) {
        return new String(binary(field), StandardCharsets.UTF_8);
    }

    /** Passes over the field that {@link #nextField} has just named. */
    void skip() {
        skip(type, 0, false);
    }

    private void skip(int skippedType, int level, boolean inCollection) {
        require(level < MAX_DEPTH, "it is nested too deep");
        switch (skippedType) {
            case ThriftWriter.TRUE, ThriftWriter.FALSE -> at += inCollection ? 1 : 0;
            case 3 -> at += 1;
            case ThriftWriter.I16, ThriftWriter.I32, ThriftWriter.I64 -> varint();
            case 7 -> at += 8;
            case ThriftWriter.BINARY -> {
                long length = varint();
                require(length >= 0 && length <= end - at, "a text is longer than what is left");
                at += (int) length;
            }
            case ThriftWriter.LIST, 10 -> {
                int header = nextByte();
                long elements = header >>> 4 == 15 ? varint() : header >>> 4;
                require(elements >= 0 && elements <= end - at, "a list is longer than what is left");
                for (long i = 0; i < elements; i++) {
                    skip(header & 0x0F, level + 1, true);
                }
            }
            case 11 -> {
                long entries = varint();
                require(entries >= 0 && entries <= end - at, "a map is longer than what is left");
                int types = entries == 0 ? 0 : nextByte();
                for (long i = 0; i < entries; i++) {
                    skip(types >>> 4, level + 1, true);
                    skip(types & 0x0F, level + 1, true);
                }
            }
            case ThriftWriter.STRUCT -> {
                int header;
                while ((header = nextByte()) != 0) {
                    if (header >>> 4 == 0) {
                        zigzag();
                    }
                    skip(header & 0x0F, level + 1, false);
                }
            }
            default -> throw damaged("a field has an unknown type");
        }
        require(at <= end, "it ends early");
    }
}
