package dev.dayfile.internal.parquet;

import java.util.Arrays;

/**
 * The shapes of one-row parts that were met so far, by the number of their bytes. A day has some dozens, for the lengths
 * of nine checksums and of the sequence. They are facts about the format and belong to no store, so a process has one
 * set of them, of half a megabyte at most. Safe for use by several threads.
 */
final class OneRowShapes {
    private static final int SIZES = 32;

    /** Of one size, or of two that share a place; the first met goes first. */
    private static final int MOST = 8;

    private static final OneRowShape[] NONE = {};

    private volatile OneRowShape[][] known = new OneRowShape[SIZES][];

    /** Those that a part of so many bytes may have. */
    OneRowShape[] ofSize(int bytes) {
        OneRowShape[] found = known[bytes % SIZES];
        return found == null ? NONE : found;
    }

    synchronized void add(OneRowShape shape) {
        int place = shape.bytes() % SIZES;
        OneRowShape[] before = ofSize(shape.bytes());
        int from = before.length == MOST ? 1 : 0;
        OneRowShape[] after = Arrays.copyOfRange(before, from, before.length + 1);
        after[after.length - 1] = shape;
        OneRowShape[][] changed = known.clone();
        changed[place] = after;
        known = changed;
    }
}
