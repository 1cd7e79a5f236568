package dev.dayfile.internal.parquet;

import dev.dayfile.model.Timeframe;
import java.util.Arrays;

/**
 * The shapes of one-row parts that were met so far, by timeframe and length of the symbol. A store has a few of each: for
 * the number of digits of the sequence, for feeds without volume, and for symbols whose pages end near a place where
 * its number takes another byte. They are facts about the format and belong to no store, so a process has one set of
 * them, of a megabyte or so at most, to which writing adds and from which reading takes too. Safe for use by several
 * threads.
 */
final class OneRowShapes {
    /** Those of this process. */
    static final OneRowShapes KNOWN = new OneRowShapes();

    private static final int PLACES = 32;

    /** Of one place, which several timeframes and lengths may share; the first met goes first. */
    private static final int MOST = 64;

    /** In all, each some two kilobytes; when they are more, everything is forgotten. */
    private static final int MOST_IN_ALL = 512;

    private static final OneRowShape[] NONE = {};

    private volatile OneRowShape[][] known = new OneRowShape[PLACES][];
    private int count;

    private static int place(Timeframe timeframe, int symbolBytes) {
        return timeframe.hashCode() * 7 + symbolBytes & PLACES - 1;
    }

    /** Those that parts of a timeframe with symbols of so many bytes may have, and others, see {@link OneRowShape#isOf}. */
    OneRowShape[] of(Timeframe timeframe, int symbolBytes) {
        OneRowShape[] found = known[place(timeframe, symbolBytes)];
        return found == null ? NONE : found;
    }

    synchronized void add(Timeframe timeframe, int symbolBytes, OneRowShape shape) {
        if (count == MOST_IN_ALL) {
            known = new OneRowShape[PLACES][];
            count = 0;
        }
        OneRowShape[] before = of(timeframe, symbolBytes);
        int from = before.length == MOST ? 1 : 0;
        OneRowShape[] after = Arrays.copyOfRange(before, from, before.length + 1);
        after[after.length - 1] = shape;
        count += after.length - before.length;
        OneRowShape[][] changed = known.clone();
        changed[place(timeframe, symbolBytes)] = after;
        known = changed;
    }
}
