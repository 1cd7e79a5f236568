package dev.dayfile.internal.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * What every slot of a ring has, whatever its row is: a checksum, and a protocol of writing that a reader of a dead
 * process's ring can rely on. It is a flyweight over a fixed number of bytes of the mapped file, which can be moved from
 * one slot to the next. Each thread has one of its own, with a view and a checksum object, so that an append allocates
 * nothing, shares nothing and finds in its cache all but the slot itself: one flyweight a slot would be another 8 MB
 * that appends go round in.
 *
 * <pre>
 *   0  sequence (8)         0: never used, or being written
 *   8  CRC32C (4)           of all bytes behind it
 *  12  kind (1)             5 row, 6 hole; 1 to 4 were those of the rings of versions 1 and 2
 *   ?  sequence again (8)   so that the checksum covers it
 * </pre>
 *
 * All little-endian. The sequence is set to 0 before anything else is written and to its value, with release order,
 * after everything else; whenever a process dies, a slot with a sequence is therefore whole, and one that is half
 * written says so by its zero.
 */
abstract class Slot {
    /** What stands in a slot. */
    enum State {
        /** Never used: all zero. */
        EMPTY,
        /** A row with a valid checksum. */
        ROW,
        /** A sequence that was reserved and carries no row, with a valid checksum. */
        HOLE,
        /** Claimed and not finished when its process died. */
        HALF_WRITTEN,
        /** Not what was written. */
        DAMAGED
    }

    /**
     * A kind of slots: what a ring needs to know of them.
     *
     * @param bytes size of a slot, a multiple of 64
     * @param make lays a flyweight over the first slot of a direct buffer of whole slots, aligned to 8
     */
    record Kind<S extends Slot>(int bytes, Function<ByteBuffer, S> make) {}

    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static final int KIND = 12;
    static final byte KIND_ROW = 5;

    static final int SEQUENCE = 0;
    static final int CRC = 8;
    private static final byte KIND_HOLE = 6;

    final ByteBuffer bytes;

    /** Where the slot begins. */
    int at;

    private final int slotBytes;
    private final int sequenceAgain;
    final CRC32C crc = new CRC32C();

    /** The same bytes, with the position and limit that the checksum wants. */
    private final ByteBuffer covered;

    /** @param sequenceAgain where the sequence stands a second time, a multiple of 8 */
    Slot(ByteBuffer bytes, int slotBytes, int sequenceAgain) {
        this.bytes = bytes;
        this.slotBytes = slotBytes;
        this.sequenceAgain = sequenceAgain;
        covered = bytes.duplicate();
    }

    /** Moves to the slot that begins at a byte of the buffer. */
    Slot moveTo(int at) {
        this.at = at;
        return this;
    }

    /** Writes a sequence that carries no row, so that it is never given again. */
    final void writeHole(long seq) {
        begin();
        for (int i = KIND + 4; i < slotBytes; i += 8) {
            LONG.set(bytes, at + i, 0L);
        }
        INT.set(bytes, at + KIND, (int) KIND_HOLE);
        LONG.set(bytes, at + sequenceAgain, seq);
        finish(seq);
    }

    /** Back to never used. */
    final void clear() {
        begin();
        for (int i = 0; i < slotBytes; i += 8) {
            LONG.set(bytes, at + i, 0L);
        }
    }

    /** Comes before anything of a row is written. */
    final void begin() {
        LONG.setOpaque(bytes, at + SEQUENCE, 0L);
        VarHandle.storeStoreFence();
    }

    /** Comes after everything of a row was written. */
    final void finish(long seq) {
        INT.set(bytes, at + CRC, checksum());
        LONG.setRelease(bytes, at + SEQUENCE, seq);
    }

    private int checksum() {
        crc.reset();
        crc.update(covered.limit(at + slotBytes).position(at + KIND));
        return (int) crc.getValue();
    }

    /** What stands in the slot. */
    final State state() {
        long seq = (long) LONG.getAcquire(bytes, at + SEQUENCE);
        boolean whole = (int) INT.get(bytes, at + CRC) == checksum();
        long again = sequence();
        if (seq == 0) {
            if (isZero()) {
                return State.EMPTY;
            }
            // Whole without its sequence: it died just before the last store, or just after the first one of the next
            // lap. The caller tells them apart by the sequence; both are rows that were written in full.
            return whole && again != 0 ? kind() : State.HALF_WRITTEN;
        }
        return whole && again == seq ? kind() : State.DAMAGED;
    }

    private State kind() {
        return switch (bytes.get(at + KIND)) {
            case KIND_ROW -> State.ROW;
            case KIND_HOLE -> State.HOLE;
            default -> State.DAMAGED;
        };
    }

    private boolean isZero() {
        for (int i = 0; i < slotBytes; i += 8) {
            if ((long) LONG.get(bytes, at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Copies the slot as it stands, while somebody may be writing to it. */
    final void copyTo(ByteBuffer target) {
        for (int i = 0; i < slotBytes; i += 8) {
            LONG.set(target, i, (long) LONG.get(bytes, at + i));
        }
    }

    /** The sequence as the checksum covers it. */
    final long sequence() {
        return (long) LONG.get(bytes, at + sequenceAgain);
    }

    /** The sequence as it was published; 0 while the slot is being written. */
    final long publishedSequence() {
        return (long) LONG.getAcquire(bytes, at + SEQUENCE);
    }
}
