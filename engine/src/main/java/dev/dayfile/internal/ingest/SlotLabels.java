package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.Arrays;

/**
 * Whose row is in each slot: what the drain needs of a slot and would have to look up by the symbol's bytes. It is kept
 * as a number and not as a reference, since storing a reference into what the collector has moved to the old generation
 * costs an append the collector's barrier (with G1 a full fence, and work for its threads).
 */
final class SlotLabels {
    /** The number of no label: in a hole, and in a slot whose writing has failed. */
    static final int NONE = 0;

    private static final int FIRST_LABELS = 16;

    private final int[] numbers;
    private final int mask;

    /** By number; 0 stays empty. Replaced when it grows. */
    private volatile SlotLabel[] labels = new SlotLabel[FIRST_LABELS];

    /** Guarded by this. */
    private int next = NONE + 1;

    /** @param slots a power of two */
    SlotLabels(int slots) {
        numbers = new int[slots];
        mask = slots - 1;
    }

    /** A label with a number of its own. */
    synchronized SlotLabel add(SymbolKey symbol, Timeframe timeframe) {
        SlotLabel label = new SlotLabel(symbol, timeframe, next);
        SlotLabel[] known = labels;
        SlotLabel[] more = next < known.length ? known : Arrays.copyOf(known, 2 * known.length);
        more[next] = label;
        labels = more;
        next++;
        return label;
    }

    /** Says whose row a claimed slot holds, before it is published. */
    void set(long slot, int number) {
        numbers[(int) slot & mask] = number;
    }

    /** Whose row a published slot holds; {@code null} when it holds none. */
    SlotLabel of(long slot) {
        int number = numbers[(int) slot & mask];
        return number == NONE ? null : labels[number];
    }
}
