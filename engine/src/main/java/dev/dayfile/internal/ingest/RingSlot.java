package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A slot of the ring: a flyweight over 128 bytes of the mapped file, which can be moved from one to the next. Each thread
 * has one of its own, with a view and a checksum object, so that an append allocates nothing, shares nothing and finds
 * in its cache all but the slot itself: one flyweight a slot would be another 8 MB that appends go round in.
 *
 * <pre>
 *   0  sequence (8)         0: never used, or being written
 *   8  CRC32C (4)           of bytes 12 to 127
 *  12  kind (1)             1 candle, 2 hole
 *  13  symbol length (1)
 *  14  timeframe count (2)
 *  16  sequence again (8)  so that the checksum covers it
 *  24  ts (8)
 *  32  open, high, low, close, volume (5 x 8)
 *  72  timeframe unit (8)   its letter, the rest zero
 *  80  symbol (32)          UTF-8, zero behind its end
 * 112  zero (16)
 * </pre>
 *
 * All little-endian. The sequence is set to 0 before anything else is written and to its value, with release order,
 * after everything else; whenever a process dies, a slot with a sequence is therefore whole, and one that is half
 * written says so by its zero.
 */
final class RingSlot {
    static final int BYTES = 128;

    /** What stands in a slot. */
    enum State {
        /** Never used: all zero. */
        EMPTY,
        /** A candle with a valid checksum. */
        CANDLE,
        /** A sequence that was reserved and carries no row, with a valid checksum. */
        HOLE,
        /** Claimed and not finished when its process died. */
        HALF_WRITTEN,
        /** Not what was written. */
        DAMAGED
    }

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SEQUENCE = 0;
    private static final int CRC = 8;
    private static final int KIND = 12;
    private static final int SYMBOL_BYTES = 13;
    private static final int TIMEFRAME_COUNT = 14;
    private static final int SEQUENCE_AGAIN = 16;
    private static final int TS = 24;
    private static final int OPEN = 32;
    private static final int HIGH = 40;
    private static final int LOW = 48;
    private static final int CLOSE = 56;
    private static final int VOLUME = 64;
    private static final int TIMEFRAME_UNIT = 72;
    private static final int SYMBOL = 80;

    private static final byte KIND_CANDLE = 1;
    private static final byte KIND_HOLE = 2;

    private final ByteBuffer bytes;
    private final CRC32C crc = new CRC32C();

    /** The same bytes, with the position and limit that the checksum wants. */
    private final ByteBuffer covered;

    /** Where the slot begins. */
    private int at;

    /**
     * A flyweight over the slot at the beginning of a buffer.
     *
     * @param bytes a direct buffer of whole slots, aligned to 8
     */
    RingSlot(ByteBuffer bytes) {
        this.bytes = bytes;
        covered = bytes.duplicate();
    }

    /** Moves to the slot that begins at a byte of the buffer. */
    RingSlot moveTo(int at) {
        this.at = at;
        return this;
    }

    /** Writes a candle. Allocates nothing. */
    void writeCandle(
            long seq,
            SlotLabel label,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        begin();
        bytes.put(at + KIND, KIND_CANDLE);
        bytes.put(at + SYMBOL_BYTES, (byte) label.symbolBytes);
        SHORT.set(bytes, at + TIMEFRAME_COUNT, (short) label.timeframe.count());
        LONG.set(bytes, at + SEQUENCE_AGAIN, seq);
        LONG.set(bytes, at + TS, tsMicros);
        DOUBLE.set(bytes, at + OPEN, open);
        DOUBLE.set(bytes, at + HIGH, high);
        DOUBLE.set(bytes, at + LOW, low);
        DOUBLE.set(bytes, at + CLOSE, close);
        DOUBLE.set(bytes, at + VOLUME, volume);
        LONG.set(bytes, at + TIMEFRAME_UNIT, (long) label.timeframe.unit());
        LONG.set(bytes, at + SYMBOL, label.symbol0);
        LONG.set(bytes, at + SYMBOL + 8, label.symbol1);
        LONG.set(bytes, at + SYMBOL + 16, label.symbol2);
        LONG.set(bytes, at + SYMBOL + 24, label.symbol3);
        finish(seq);
    }

    /** Writes a sequence that carries no row, so that it is never given again. */
    void writeHole(long seq) {
        begin();
        for (int i = KIND + 4; i < BYTES; i += 8) {
            LONG.set(bytes, at + i, 0L);
        }
        INT.set(bytes, at + KIND, (int) KIND_HOLE);
        LONG.set(bytes, at + SEQUENCE_AGAIN, seq);
        finish(seq);
    }

    /** Back to never used. */
    void clear() {
        begin();
        for (int i = 0; i < BYTES; i += 8) {
            LONG.set(bytes, at + i, 0L);
        }
    }

    private void begin() {
        LONG.setOpaque(bytes, at + SEQUENCE, 0L);
        VarHandle.storeStoreFence();
    }

    private void finish(long seq) {
        INT.set(bytes, at + CRC, checksum());
        LONG.setRelease(bytes, at + SEQUENCE, seq);
    }

    private int checksum() {
        crc.reset();
        crc.update(covered.limit(at + BYTES).position(at + KIND));
        return (int) crc.getValue();
    }

    /** What stands in the slot. */
    State state() {
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
            case KIND_CANDLE -> State.CANDLE;
            case KIND_HOLE -> State.HOLE;
            default -> State.DAMAGED;
        };
    }

    private boolean isZero() {
        for (int i = 0; i < BYTES; i += 8) {
            if ((long) LONG.get(bytes, at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sequence as the checksum covers it. */
    long sequence() {
        return (long) LONG.get(bytes, at + SEQUENCE_AGAIN);
    }

    /** The sequence as it was published; 0 while the slot is being written. */
    long publishedSequence() {
        return (long) LONG.getAcquire(bytes, at + SEQUENCE);
    }

    long tsMicros() {
        return (long) LONG.get(bytes, at + TS);
    }

    /** The timeframe as the file has it; only for a slot whose state is {@link State#CANDLE}. */
    Timeframe timeframe() {
        return new Timeframe(
                (short) SHORT.get(bytes, at + TIMEFRAME_COUNT), (char) (long) LONG.get(bytes, at + TIMEFRAME_UNIT));
    }

    /** Adds the row with a symbol this process knows already. */
    void addTo(CandleColumns rows, SlotLabel label) {
        rows.add(
                label.symbol,
                tsMicros(),
                (double) DOUBLE.get(bytes, at + OPEN),
                (double) DOUBLE.get(bytes, at + HIGH),
                (double) DOUBLE.get(bytes, at + LOW),
                (double) DOUBLE.get(bytes, at + CLOSE),
                (double) DOUBLE.get(bytes, at + VOLUME),
                sequence());
    }

    /** The label as the file has it. */
    SlotLabel readLabel(SymbolTable symbols) {
        byte[] utf8 = new byte[Math.min(Symbols.MAX_BYTES, bytes.get(at + SYMBOL_BYTES))];
        bytes.get(at + SYMBOL, utf8);
        return new SlotLabel(symbols.intern(utf8, 0, utf8.length), timeframe());
    }
}
