package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.RingSlot.BYTES;
import static dev.dayfile.internal.ingest.RingSlot.CLOSE;
import static dev.dayfile.internal.ingest.RingSlot.HIGH;
import static dev.dayfile.internal.ingest.RingSlot.LABEL;
import static dev.dayfile.internal.ingest.RingSlot.LOW;
import static dev.dayfile.internal.ingest.RingSlot.OPEN;
import static dev.dayfile.internal.ingest.RingSlot.SEQUENCE_AGAIN;
import static dev.dayfile.internal.ingest.RingSlot.SYMBOL;
import static dev.dayfile.internal.ingest.RingSlot.TIMEFRAME_UNIT;
import static dev.dayfile.internal.ingest.RingSlot.TS;
import static dev.dayfile.internal.ingest.RingSlot.VOLUME;
import static dev.dayfile.internal.ingest.Slot.CRC;
import static dev.dayfile.internal.ingest.Slot.LONG;
import static dev.dayfile.internal.ingest.Slot.SEQUENCE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What one thread writes slots of candles with.
 *
 * <p>An append never reads the slot that it writes. The ring is larger than the caches, so the slot's lines have to be
 * fetched from memory; stores wait for that in the processor's buffer while the caller goes on, whereas a load holds the
 * caller up. So the values are put in order in a small array of the hand's own, and the checksum is taken there. That of
 * the label's bytes is known since the label was made; the two are joined by the rule that
 * CRC(a ^ b ^ c) = CRC(a) ^ CRC(b) ^ CRC(c) for texts of one length.
 *
 * <p>Its methods are so small that the compiler makes one piece of them with the append.
 */
final class AppendHand {
    private static final VarHandle STAGED = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final Thread thread;

    private final ByteBuffer slots;
    private final int slotMask;
    private final CRC32C crc = new CRC32C();

    /** The row being written, as its slot will have it from the sequence on: all that changes from row to row. */
    private final byte[] values = new byte[BYTES - SEQUENCE_AGAIN];

    /** @param slots of a ring: a direct buffer of whole slots, their number a power of two, aligned to 8 */
    AppendHand(Thread thread, ByteBuffer slots) {
        this.thread = thread;
        this.slots = slots;
        slotMask = slots.capacity() / BYTES - 1;
    }

    /** Writes a candle into the slot of its sequence, in the order that {@link Slot} asks for. Allocates nothing. */
    void writeCandle(
            long seq,
            SlotLabel label,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        int checksum = checksum(seq, tsMicros, open, high, low, close, volume) ^ label.crc;
        int at = ((int) seq & slotMask) * BYTES;
        LONG.setOpaque(slots, at + SEQUENCE, 0L);
        VarHandle.storeStoreFence();
        putLabel(at, label, checksum);
        putValues(at, tsMicros, open, high, low, close, volume);
        LONG.set(slots, at + SEQUENCE_AGAIN, seq); // after the values: the drain takes it as the sign of a row
        LONG.setRelease(slots, at + SEQUENCE, seq);
    }

    private int checksum(long seq, long tsMicros, double open, double high, double low, double close, double volume) {
        byte[] row = values;
        STAGED.set(row, 0, seq);
        STAGED.set(row, TS - SEQUENCE_AGAIN, tsMicros);
        STAGED.set(row, OPEN - SEQUENCE_AGAIN, Double.doubleToRawLongBits(open));
        STAGED.set(row, HIGH - SEQUENCE_AGAIN, Double.doubleToRawLongBits(high));
        STAGED.set(row, LOW - SEQUENCE_AGAIN, Double.doubleToRawLongBits(low));
        STAGED.set(row, CLOSE - SEQUENCE_AGAIN, Double.doubleToRawLongBits(close));
        STAGED.set(row, VOLUME - SEQUENCE_AGAIN, Double.doubleToRawLongBits(volume));
        crc.reset();
        crc.update(row, 0, BYTES - SEQUENCE_AGAIN);
        return (int) crc.getValue();
    }

    private void putLabel(int at, SlotLabel label, int checksum) {
        LONG.set(slots, at + CRC, checksum & 0xFFFF_FFFFL | (long) label.head << 32);
        LONG.set(slots, at + TIMEFRAME_UNIT, label.unit);
        LONG.set(slots, at + SYMBOL, label.symbol0);
        LONG.set(slots, at + SYMBOL + 8, label.symbol1);
        LONG.set(slots, at + SYMBOL + 16, label.symbol2);
        LONG.set(slots, at + SYMBOL + 24, label.symbol3);
        LONG.set(slots, at + LABEL, label.mark);
    }

    private void putValues(int at, long tsMicros, double open, double high, double low, double close, double volume) {
        LONG.set(slots, at + TS, tsMicros);
        LONG.set(slots, at + OPEN, Double.doubleToRawLongBits(open));
        LONG.set(slots, at + HIGH, Double.doubleToRawLongBits(high));
        LONG.set(slots, at + LOW, Double.doubleToRawLongBits(low));
        LONG.set(slots, at + CLOSE, Double.doubleToRawLongBits(close));
        LONG.set(slots, at + VOLUME, Double.doubleToRawLongBits(volume));
    }
}
