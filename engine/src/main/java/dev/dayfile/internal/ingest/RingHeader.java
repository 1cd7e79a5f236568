package dev.dayfile.internal.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The ring's first page: what the file is, up to which sequence its rows are persisted, and whether it was closed.
 *
 * <pre>
 *   0  magic (8)      "DAYFRING"
 *   8  version (4)    3
 *  12  slot size (4)
 *  16  slot count (4) a power of two
 *  20  CRC32C (4)     of bytes 0 to 19
 *  64  persisted sequence (8), CRC32C of it (4)
 * 128  the same again
 * 192  state (8)      "OPEN    " or "CLEAN   "
 * </pre>
 *
 * All little-endian, everything else zero. The persisted sequence stands twice since a process may die between the
 * stores of one copy: the other one is then whole, and a little behind, which costs a replay of rows that recovery finds
 * in parts. Each copy has a cache line of its own.
 */
final class RingHeader {
    static final int BYTES = 4096;
    static final int VERSION = 3;
    static final long STATE_OPEN = text("OPEN    ");
    static final long STATE_CLEAN = text("CLEAN   ");

    /** The greatest ring that can be mapped in one piece and that the configuration allows. */
    static final int MAX_SLOTS = 1 << 20;

    private static final long MAGIC = text("DAYFRING");
    private static final int VERSION_AT = 8;
    private static final int SLOT_BYTES_AT = 12;
    private static final int SLOT_COUNT_AT = 16;
    private static final int CRC_AT = 20;
    private static final int PERSISTED_AT = 64;
    private static final int PERSISTED_AGAIN_AT = 128;
    private static final int STATE_AT = 192;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer page;
    private final int slotBytes;
    private final CRC32C crc = new CRC32C();

    /**
     * @param page a direct buffer of {@value #BYTES} bytes
     * @param slotBytes the size that the ring's slots must have
     */
    RingHeader(ByteBuffer page, int slotBytes) {
        this.page = page;
        this.slotBytes = slotBytes;
    }

    /** Fills an empty page. */
    static void format(ByteBuffer page, int slotBytes, int slotCount, long persisted) {
        RingHeader header = new RingHeader(page, slotBytes);
        LONG.set(page, 0, MAGIC);
        INT.set(page, VERSION_AT, VERSION);
        INT.set(page, SLOT_BYTES_AT, slotBytes);
        INT.set(page, SLOT_COUNT_AT, slotCount);
        INT.set(page, CRC_AT, header.checksum(0, CRC_AT));
        header.persist(persisted);
        header.setState(STATE_OPEN);
    }

    /** Why the ring cannot be used, or {@code null}. */
    String fault() {
        if ((long) LONG.get(page, 0) != MAGIC) {
            return "the file is no ring [magic=" + Long.toHexString((long) LONG.get(page, 0)) + "]";
        }
        if ((int) INT.get(page, CRC_AT) != checksum(0, CRC_AT)) {
            return "the ring's header is damaged";
        }
        if ((int) INT.get(page, VERSION_AT) != VERSION) {
            return "the ring has another version [version=" + (int) INT.get(page, VERSION_AT) + ", known=" + VERSION
                    + "]";
        }
        int slots = slotCount();
        if ((int) INT.get(page, SLOT_BYTES_AT) != slotBytes
                || Integer.bitCount(slots) != 1
                || slots < 1
                || slots > MAX_SLOTS) {
            return "the ring has slots of another kind [bytes=" + (int) INT.get(page, SLOT_BYTES_AT) + ", slots="
                    + slots + "]";
        }
        if (!persistedIsWhole(PERSISTED_AT) && !persistedIsWhole(PERSISTED_AGAIN_AT)) {
            return "the ring's persisted sequence is damaged in both copies";
        }
        long state = (long) LONG.get(page, STATE_AT);
        if (state != STATE_OPEN && state != STATE_CLEAN) {
            return "the ring's state is neither open nor clean [state=" + Long.toHexString(state) + "]";
        }
        return null;
    }

    /**
     * What is damaged although the ring can be used, or {@code null}. One copy of the persisted sequence is torn too
     * when a process dies in the nanoseconds between its two stores; to be told of that one kill in many millions is
     * better than not to be told of a flipped bit.
     *
     * @param closed whether the ring was closed, so that both copies are alike
     */
    String blemish(boolean closed) {
        if (!persistedIsWhole(PERSISTED_AT) || !persistedIsWhole(PERSISTED_AGAIN_AT)) {
            return "one copy of the ring's persisted sequence is damaged";
        }
        if (closed && (long) LONG.get(page, PERSISTED_AT) != (long) LONG.get(page, PERSISTED_AGAIN_AT)) {
            return "the copies of the ring's persisted sequence differ";
        }
        return gapsAreZero() ? null : "the ring's header has bytes where zeros belong";
    }

    private boolean gapsAreZero() {
        for (int at = 0; at < BYTES; at += 4) {
            boolean used = at < CRC_AT + 4
                    || at >= PERSISTED_AT && at < PERSISTED_AT + 12
                    || at >= PERSISTED_AGAIN_AT && at < PERSISTED_AGAIN_AT + 12
                    || at >= STATE_AT && at < STATE_AT + 8;
            if (!used && (int) INT.get(page, at) != 0) {
                return false;
            }
        }
        return true;
    }

    int slotCount() {
        return (int) INT.get(page, SLOT_COUNT_AT);
    }

    /** Every row up to this sequence stands in a published part; -1 when both copies are damaged. */
    long persisted() {
        long first = persistedIsWhole(PERSISTED_AT) ? (long) LONG.get(page, PERSISTED_AT) : -1;
        long second = persistedIsWhole(PERSISTED_AGAIN_AT) ? (long) LONG.get(page, PERSISTED_AGAIN_AT) : -1;
        return Math.max(first, second);
    }

    private boolean persistedIsWhole(int at) {
        return (int) INT.get(page, at + 8) == checksum(at, at + 8);
    }

    /** Moves the persisted sequence, one copy after the other. */
    void persist(long seq) {
        persist(PERSISTED_AT, seq);
        VarHandle.storeStoreFence();
        persist(PERSISTED_AGAIN_AT, seq);
        VarHandle.storeStoreFence();
    }

    private void persist(int at, long seq) {
        LONG.set(page, at, seq);
        INT.set(page, at + 8, checksum(at, at + 8));
    }

    boolean isClean() {
        return (long) LONG.get(page, STATE_AT) == STATE_CLEAN;
    }

    void setState(long state) {
        LONG.setRelease(page, STATE_AT, state);
    }

    private int checksum(int from, int to) {
        crc.reset();
        crc.update(page.clear().position(from).limit(to));
        page.clear();
        return (int) crc.getValue();
    }

    private static long text(String eight) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | eight.charAt(i);
        }
        return value;
    }
}
