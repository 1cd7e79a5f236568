package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The labels that this process has made, by the mark that stands in the slots of its rows, so that the drain need not
 * look one up by the symbol's bytes. A mark has a number in its lower half and who made it in its upper one, so that a
 * row of a process that has come to the same ring unnoticed is not taken for a row of ours.
 */
final class SlotLabels {
    /** The mark of no label: in a hole. */
    static final long NONE = 0;

    private static final int FIRST_LABELS = 16;
    private static final long NUMBER = 0xFFFF_FFFFL;

    /** By number; 0 stays empty. Replaced when it grows. */
    private volatile SlotLabel[] labels = new SlotLabel[FIRST_LABELS];

    private final long maker = (long) (ThreadLocalRandom.current().nextInt() | 1) << 32;

    /** Guarded by this. */
    private int next = 1;

    /** A label with a mark of its own. */
    synchronized SlotLabel add(SymbolKey symbol, Timeframe timeframe) {
        SlotLabel label = new SlotLabel(symbol, timeframe, maker | next);
        SlotLabel[] known = labels;
        SlotLabel[] more = next < known.length ? known : Arrays.copyOf(known, 2 * known.length);
        more[next] = label;
        labels = more;
        next++;
        return label;
    }

    /** Whose row a published slot holds; {@code null} when it holds none of ours, or when writing the row has failed. */
    SlotLabel of(RingSlot slot, long seq) {
        long mark = slot.label();
        return slot.sequence() == seq && (mark & ~NUMBER) == maker ? labels[(int) mark] : null;
    }
}
