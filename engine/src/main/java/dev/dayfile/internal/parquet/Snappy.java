package dev.dayfile.internal.parquet;

/**
 * Decompresses Snappy's raw format, which pandas writes by default. Reading a stranger's file is all that it is needed
 * for, so these lines stand in for a jar with native code for a dozen platforms.
 *
 * <p>The format: <a href="https://github.com/google/snappy/blob/main/format_description.txt">format_description.txt</a>.
 * A block is the length of the content as a varint, then literals and copies of what was already written.
 */
final class Snappy {
    private final byte[] in;
    private final int inEnd;
    private final byte[] out;
    private final int outEnd;
    private int at;
    private int to;

    private Snappy(byte[] in, int at, int length, byte[] out, int outLength) {
        this.in = in;
        this.at = at;
        this.inEnd = at + length;
        this.out = out;
        this.outEnd = outLength;
    }

    /**
     * Decompresses a block into the beginning of {@code out}.
     *
     * @param outLength how many bytes it must give
     * @throws IllegalArgumentException when the block is damaged or gives another number of bytes
     */
    static void decompress(byte[] in, int offset, int length, byte[] out, int outLength) {
        new Snappy(in, offset, length, out, outLength).run();
    }

    private void run() {
        require(varint() == outEnd, "has another length than it should");
        while (at < inEnd) {
            int tag = next();
            switch (tag & 3) {
                case 0 -> literal(tag >>> 2);
                case 1 -> copy((tag >>> 2 & 7) + 4, tag >>> 5 << 8 | next());
                case 2 -> copy((tag >>> 2) + 1, little(2));
                default -> copy((tag >>> 2) + 1, little(4));
            }
        }
        require(to == outEnd, "ends early");
    }

    private void literal(int code) {
        // Lengths to 60 stand in the tag; codes 60 to 63 say that the length takes one to four bytes.
        int length = (code < 60 ? code : little(code - 59)) + 1;
        require(length > 0 && length <= inEnd - at && length <= outEnd - to, "has a literal that is too long");
        System.arraycopy(in, at, out, to, length);
        at += length;
        to += length;
    }

    private void copy(int length, int distance) {
        require(distance > 0 && distance <= to && length <= outEnd - to, "copies what is not there");
        BackReference.copy(out, to, distance, length);
        to += length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = next();
            value |= (long) (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a Snappy block has no length");
    }

    private int little(int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= next() << 8 * i;
        }
        return value;
    }

    private int next() {
        require(at < inEnd, "ends early");
        return in[at++] & 0xFF;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("a Snappy block " + what);
        }
    }
}
