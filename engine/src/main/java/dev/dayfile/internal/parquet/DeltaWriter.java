package dev.dayfile.internal.parquet;

import java.util.Arrays;

/**
 * Encodes DELTA_BINARY_PACKED straight out of an array, what {@link DeltaValues} decodes. parquet-column's writer takes
 * one value at a time, through slabs of memory that it gives back after each page. For one thread.
 *
 * <p>The encoding: <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">Encodings.md</a>; blocks of
 * 128 values in four miniblocks, as everybody writes them.
 */
final class DeltaWriter {
    private static final int BLOCK_VALUES = 128;
    private static final int MINI_BLOCKS = 4;
    private static final int MINI_VALUES = BLOCK_VALUES / MINI_BLOCKS;

    /** A block's least delta and widths, and all of its values at full width. */
    private static final int MOST_BLOCK_BYTES = 10 + MINI_BLOCKS + BLOCK_VALUES * Long.BYTES;

    private final long[] deltas = new long[BLOCK_VALUES];

    /** Adds the values {@code from} (inclusive) to {@code to} (exclusive) to a page. */
    void put(long[] values, int from, int to, PlainPage page) {
        page.putVarint(BLOCK_VALUES);
        page.putVarint(MINI_BLOCKS);
        page.putVarint(to - from);
        page.putZigzag(from < to ? values[from] : 0);
        for (int at = from + 1; at < to; at += BLOCK_VALUES) {
            putBlock(values, at, Math.min(BLOCK_VALUES, to - at), page);
        }
    }

    private void putBlock(long[] values, int at, int n, PlainPage page) {
        long least = Long.MAX_VALUE;
        for (int first = 0; first < n; first += MINI_VALUES) {
            least = Math.min(least, subtract(values, at, first, Math.min(first + MINI_VALUES, n)));
        }
        Arrays.fill(deltas, n, BLOCK_VALUES, least);
        page.ensure(MOST_BLOCK_BYTES);
        page.putZigzag(least);
        int widthsAt = page.size;
        page.size += MINI_BLOCKS;
        for (int m = 0; m < MINI_BLOCKS; m++) {
            int first = m * MINI_VALUES;
            int width = first < n ? countFrom(least, first) : 0;
            page.bytes[widthsAt + m] = (byte) width;
            if (width > 0) {
                pack(first, width, page);
            }
        }
    }

    /** Takes each value of a miniblock from the next; returns the least delta. */
    private long subtract(long[] values, int at, int first, int end) {
        long least = Long.MAX_VALUE;
        long before = values[at + first - 1];
        for (int i = first; i < end; i++) {
            long value = values[at + i];
            long delta = value - before; // may wrap around, and the reader's sum does the same
            before = value;
            deltas[i] = delta;
            least = Math.min(least, delta);
        }
        return least;
    }

    /** Makes the deltas of a miniblock count from the block's least; returns how many bits they take. */
    private int countFrom(long least, int first) {
        long used = 0;
        for (int i = first; i < first + MINI_VALUES; i++) {
            deltas[i] -= least;
            used |= deltas[i];
        }
        return Long.SIZE - Long.numberOfLeadingZeros(used);
    }

    /** The values of a miniblock, the lowest bits first. */
    private void pack(int first, int width, PlainPage page) {
        byte[] bytes = page.bytes;
        int at = page.size;
        long bits = 0;
        int held = 0;
        for (int i = first; i < first + MINI_VALUES; i++) {
            long value = deltas[i];
            bits |= value << held;
            held += width;
            if (held >= Long.SIZE) {
                for (int b = 0; b < Long.SIZE; b += Byte.SIZE) {
                    bytes[at++] = (byte) (bits >>> b);
                }
                held -= Long.SIZE;
                bits = held == 0 ? 0 : value >>> width - held;
            }
        }
        for (; held > 0; held -= Byte.SIZE) { // whole bytes, since there are eight values at least
            bytes[at++] = (byte) bits;
            bits >>>= Byte.SIZE;
        }
        page.size = at;
    }
}
