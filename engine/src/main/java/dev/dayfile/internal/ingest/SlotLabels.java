package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.Arrays;

/**
 * The labels that this process has made, by the number that stands in the slots of its rows, so that the drain need not
 * look one up by the symbol's bytes.
 */
final class SlotLabels {
    /** The number of no label: in a hole. */
    static final int NONE = 0;

    private static final int FIRST_LABELS = 16;

    /** By number; 0 stays empty. Replaced when it grows. */
    private volatile SlotLabel[] labels = new SlotLabel[FIRST_LABELS];

    /** Guarded by this. */
    private int next = NONE + 1;

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

    /** Whose row a published slot holds; {@code null} when it is a hole, or when writing the row has failed. */
    SlotLabel of(RingSlot slot, long seq) {
        return slot.sequence() == seq ? labels[slot.label()] : null;
    }
}
