package dev.dayfile.internal.ingest;

/**
 * What a ring holds when it is opened. Holes are skipped, wherever they are: with several appenders a kill leaves slots
 * that were claimed and never published, and rows behind them that were acknowledged.
 */
final class RingRecovery<S extends Slot> {
    private final RingFile<S> ring;
    private final RingSlots<S> rows;
    private final RingSlots<S> useless;
    private long greatestSeq;

    /**
     * Looks at every slot; changes nothing.
     *
     * @throws dev.dayfile.model.CorruptFileException when a slot that may hold a row not yet persisted is damaged
     */
    RingRecovery(RingFile<S> ring) {
        this.ring = ring;
        rows = new RingSlots<>(ring);
        useless = new RingSlots<>(ring);
        long persisted = ring.header().persisted();
        greatestSeq = persisted;
        S slot = ring.flyweight();
        for (int i = 0; i < ring.slotCount(); i++) {
            slot.moveTo(ring.offsetOf(i));
            look(i, slot, persisted);
        }
    }

    private void look(int index, S slot, long persisted) {
        Slot.State state = slot.state();
        if (state == Slot.State.EMPTY) {
            return;
        }
        if (state == Slot.State.HALF_WRITTEN) {
            useless.add(index);
            return;
        }
        long seq = slot.sequence();
        boolean inPlace = (seq & (ring.slotCount() - 1)) == index;
        if (state == Slot.State.DAMAGED || !inPlace) {
            // One of the two says so even where a flipped bit made the other one small.
            if (Math.max(seq, slot.publishedSequence()) > persisted) {
                throw RingFile.corrupt(
                        ring.path(),
                        "a slot of the ring is damaged [slot=" + index + ", seq=" + slot.publishedSequence()
                                + ", persisted=" + persisted + "]");
            }
            useless.add(index);
            return;
        }
        greatestSeq = Math.max(greatestSeq, seq);
        if (slot.publishedSequence() == 0) {
            useless.add(index); // whole, but its process died at the first or the last store: no closed ring has such
        }
        if (seq > persisted && state == Slot.State.ROW) {
            rows.add(index);
        }
    }

    /** Slots with rows beyond the persisted sequence; some of these may stand in parts all the same. */
    RingSlots<S> rows() {
        return rows;
    }

    /** The greatest sequence that the ring knows of. */
    long greatestSeq() {
        return greatestSeq;
    }

    /** Counts in a sequence that something else than the ring knows of. */
    void raise(long seq) {
        greatestSeq = Math.max(greatestSeq, seq);
    }

    /** Ends the recovery, once the rows stand in parts: nothing in the ring is needed any more. */
    void finish() {
        ring.header().persist(greatestSeq);
        useless.forEach(Slot::clear);
    }
}
