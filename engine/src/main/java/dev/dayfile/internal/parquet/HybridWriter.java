package dev.dayfile.internal.parquet;

import java.util.Arrays;

/**
 * Encodes Parquet's hybrid of runs and packed bits, what {@link HybridRuns} decodes: definition levels, and the indexes
 * of a dictionary. It takes a run at once, where parquet-column's writer takes one value at a time into slabs of memory
 * of its own for each page; the bytes are the same, since it cuts runs as that does. For one thread.
 *
 * <p>The encoding: <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">Encodings.md</a>.
 */
final class HybridWriter {
    /** Values of a packed group, and from how many equal ones on they make a run. */
    private static final int GROUP = 8;

    /** As many as the one byte of a header can say. */
    private static final int MOST_GROUPS = 63;

    private final int[] waiting = new int[GROUP];
    private PlainPage page;
    private int width;
    private int before;
    private int repeats;
    private int waits;
    private int groups;
    private int headerAt;

    /**
     * Begins anew, behind what is in a page.
     *
     * @param width bits of a value, at most 31
     */
    HybridWriter over(PlainPage page, int width) {
        this.page = page;
        this.width = width;
        before = 0;
        repeats = 0;
        waits = 0;
        groups = 0;
        return this;
    }

    /** Puts one value so many times. */
    void put(int value, int times) {
        for (int left = times; left > 0; left--) {
            if (value == before && repeats >= GROUP - 1) {
                repeats += left; // a run has begun, or does so now
                return;
            }
            put(value);
        }
    }

    private void put(int value) {
        if (value == before) {
            repeats++;
        } else {
            endRun();
            before = value;
            repeats = 1;
        }
        waiting[waits++] = value;
        if (waits == GROUP) {
            pack();
        }
    }

    /** Ends the run that there is, if there is one: what waits is the beginning of it. */
    private void endRun() {
        if (repeats < GROUP) {
            return;
        }
        endGroups();
        page.putVarint(repeats << 1);
        for (int bits = 0; bits < width; bits += Byte.SIZE) {
            page.write(before >>> bits);
        }
        repeats = 0;
        waits = 0;
    }

    /** A group of values that wait, the lowest bits first. */
    private void pack() {
        if (groups == MOST_GROUPS) {
            endGroups();
        }
        if (groups == 0) {
            headerAt = page.size;
            page.write(0);
        }
        long bits = 0;
        int held = 0;
        for (int i = 0; i < GROUP; i++) {
            bits |= (long) waiting[i] << held;
            for (held += width; held >= Byte.SIZE; held -= Byte.SIZE) {
                page.write((int) bits);
                bits >>>= Byte.SIZE;
            }
        }
        waits = 0;
        repeats = 0;
        groups++;
    }

    private void endGroups() {
        if (groups > 0) {
            page.bytes[headerAt] = (byte) (groups << 1 | 1);
            groups = 0;
        }
    }

    /** Puts what is left. */
    void end() {
        endRun();
        if (waits > 0) {
            Arrays.fill(waiting, waits, GROUP, 0);
            pack();
        }
        endGroups();
    }
}
