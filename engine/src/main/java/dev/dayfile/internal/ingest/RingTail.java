package dev.dayfile.internal.ingest;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Reads a ring that somebody is writing to, without a lock and without the writer's knowing, in this process or in
 * another. A slot is looked at as under a seqlock: its sequence before, a copy of its bytes, its sequence again; then
 * the copy's checksum. What passes is a row that was appended, whole. One thread at a time.
 */
final class RingTail<S extends Slot> {
    /** What became of a sequence. */
    enum Look {
        /** A row, and it was copied. */
        ROW,
        /** A row that the caller did not want, or a sequence without a row. */
        SKIPPED,
        /** Not appended yet. */
        LATER,
        /** Another row has its slot, so it stands in files if it ever was a row. */
        GONE
    }

    /**
     * So many slots in a row without a row, and nothing behind them is looked for: an appending thread claims one slot,
     * or {@value CandleIngest#MAX_RESERVED} at most, and may be stopped before it writes it, while others go on.
     */
    private static final int LOOKAHEAD_SLOTS = 2 * CandleIngest.MAX_RESERVED;

    private static final int LOOKS_AT_HEADER = 1_000;

    private final RingFile<S> ring;
    private final RingHeader header;
    private final S shared;
    private final S copy;
    private final ByteBuffer copied;
    private long persisted;

    RingTail(RingFile<S> ring) {
        this.ring = ring;
        header = ring.headerView();
        shared = ring.flyweight();
        copied = ByteBuffer.allocateDirect(ring.slotBytes());
        copy = ring.flyweightOver(copied);
        persisted = 0;
    }

    /** Every row up to this sequence stands in published parts. */
    long persisted() {
        for (int look = 0; look < LOOKS_AT_HEADER; look++) {
            long read = header.persisted(); // -1 while both of its copies are just being written
            if (read >= 0) {
                persisted = Math.max(persisted, read);
                break;
            }
            Thread.onSpinWait();
        }
        return persisted;
    }

    /** The row that {@link #look} has copied last. */
    S row() {
        return copy;
    }

    /** The shared slot of the sequence that {@link #look} is looking at: for a test that needs no whole row. */
    S shared() {
        return shared;
    }

    /**
     * Looks for a sequence.
     *
     * @param wanted asked with {@link #shared()} on the slot, which may be changing: a wrong answer then does no harm
     */
    Look look(long seq, BooleanSupplier wanted) {
        Look look = lookOnce(seq, wanted);
        if (look != Look.LATER || seq > persisted()) {
            return look;
        }
        look = lookOnce(seq, wanted); // it may have been written and persisted since
        return look == Look.LATER ? Look.GONE : look;
    }

    private Look lookOnce(long seq, BooleanSupplier wanted) {
        int at = ring.offsetOf(seq);
        shared.moveTo(at);
        long before = shared.publishedSequence();
        if (before != seq) {
            return before > seq ? Look.GONE : Look.LATER;
        }
        boolean take = wanted.getAsBoolean();
        if (take) {
            copied.clear();
            shared.copyTo(copied);
        }
        VarHandle.loadLoadFence();
        if (shared.publishedSequence() != seq) {
            return Look.GONE; // it was there before, so its slot was given to another row
        }
        return take && copy.state() == Slot.State.ROW ? Look.ROW : Look.SKIPPED;
    }

    /**
     * Looks at every sequence that no part is known to hold, ascending.
     *
     * @param row called after each row that was wanted
     */
    void lookAtUnpersisted(BooleanSupplier wanted, Runnable row) {
        long from = persisted() + 1;
        int missing = 0;
        for (long seq = from; seq < from + ring.slotCount() && missing < LOOKAHEAD_SLOTS; seq++) {
            // Once is enough: a row that was there and is being written over stands in a part. It is asked some
            // thousand times for a slot that holds no row, and each look at the header takes a checksum.
            Look look = lookOnce(seq, wanted);
            missing = look == Look.LATER ? missing + 1 : 0;
            if (look == Look.ROW) {
                row.run();
            }
        }
    }

    /** The last sequence from {@code after} on without one between that was not appended yet. */
    long appendedFrom(long after) {
        long seq = Math.max(after, persisted());
        for (int n = 0; n < ring.slotCount() && look(seq + 1, () -> false) != Look.LATER; n++) {
            seq++;
        }
        return seq;
    }
}
