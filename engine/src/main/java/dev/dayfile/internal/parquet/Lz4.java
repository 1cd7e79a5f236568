package dev.dayfile.internal.parquet;

/**
 * Decompresses LZ4's raw blocks, Parquet's LZ4_RAW, as {@link Snappy} does its own: for strangers' files only.
 *
 * <p>The format: <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">lz4_Block_format.md</a>. A block is
 * a row of sequences: a token with two lengths, literals, and a copy of what was already written, which the last one lacks.
 */
final class Lz4 {
    private static final int LEAST_COPY = 4;

    private final byte[] in;
    private final byte[] out;
    private int at;
    private int to;

    private Lz4(byte[] in, byte[] out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Decompresses a block, which must fill {@code out}.
     *
     * @throws IllegalArgumentException when the block is damaged or gives another number of bytes
     */
    static void decompress(byte[] in, byte[] out) {
        new Lz4(in, out).run();
    }

    private void run() {
        while (true) {
            int token = next();
            literals(length(token >>> 4));
            if (at == in.length) {
                require(to == out.length, "ends early");
                return;
            }
            int distance = next() | next() << 8;
            copy(distance, length(token & 15) + LEAST_COPY);
        }
    }

    /** A length of 15 goes on in the bytes that follow, up to the first that is not 255. */
    private int length(int nibble) {
        int length = nibble;
        for (int more = nibble == 15 ? 255 : 0; more == 255; ) {
            more = next();
            length += more;
            require(length >= 0 && length <= out.length, "has a length that is too long");
        }
        return length;
    }

    private void literals(int length) {
        require(length <= in.length - at && length <= out.length - to, "has literals that are too long");
        System.arraycopy(in, at, out, to, length);
        at += length;
        to += length;
    }

    private void copy(int distance, int length) {
        require(distance > 0 && distance <= to && length <= out.length - to, "copies what is not there");
        BackReference.copy(out, to, distance, length);
        to += length;
    }

    private int next() {
        require(at < in.length, "ends early");
        return in[at++] & 0xFF;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("an LZ4 block " + what);
        }
    }
}
