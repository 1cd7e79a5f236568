package dev.dayfile.internal.parquet;

import java.util.Arrays;

/**
 * The shapes of one-row parts that were met so far, by the number of their bytes. A day has some dozens, for the lengths
 * of nine checksums and of the sequence: one in sixteen checksums is a byte shorter, so nine shapes have one such and 36
 * have two, and those of equally many have one size. They are facts about the format and belong to no store, so a
 * process has one set of them, of a megabyte or so at most. Safe for use by several threads.
 */
final class OneRowShapes {
    private static final int SIZES = 32;

    /** Of one size, or of two that share a place; the first met goes first. Fewer than a day has would go in circles. */
    private static final int MOST = 64;

    /** In all, each some two kilobytes; when they are more, everything is forgotten. */
    private static final int MOST_IN_ALL = 512;

    private static final OneRowShape[] NONE = {};

    private volatile OneRowShape[][] known = new OneRowShape[SIZES][];
    private int count;

    /** Those that a part of so many bytes may have. */
    OneRowShape[] ofSize(int bytes) {
        OneRowShape[] found = known[bytes % SIZES];
        return found == null ? NONE : found;
    }

    synchronized void add(OneRowShape shape) {
        if (count == MOST_IN_ALL) {
            known = new OneRowShape[SIZES][];
            count = 0;
        }
        int place = shape.bytes() % SIZES;
        OneRowShape[] before = ofSize(shape.bytes());
        int from = before.length == MOST ? 1 : 0;
        OneRowShape[] after = Arrays.copyOfRange(before, from, before.length + 1);
        after[after.length - 1] = shape;
        count += after.length - before.length;
        OneRowShape[][] changed = known.clone();
        changed[place] = after;
        known = changed;
    }
}
