package dev.dayfile.internal.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The slot that one thread writes, moved from one to the next, and whose it is.
 *
 * <p>An append never reads the slot that it writes. The ring is larger than the caches, so the slot's lines have to be
 * fetched from memory; stores wait for that in the processor's buffer while the caller goes on, whereas a load holds the
 * caller up. So the values are put in order in a small array of the hand's own, and the checksum is taken there. That of
 * the line with the label is known since the label was made; the two are joined by the rule that
 * CRC(a ^ b ^ c) = CRC(a) ^ CRC(b) ^ CRC(c) for texts of one length.
 */
final class AppendHand extends RingSlot {
    private static final VarHandle STAGED = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final Thread thread;

    /** The values of the row being written, as the slot's second line has them. */
    private final byte[] values = new byte[BYTES - VALUES];

    /** @param bytes a direct buffer of whole slots, aligned to 8 */
    AppendHand(Thread thread, ByteBuffer bytes) {
        super(bytes);
        this.thread = thread;
    }

    @Override
    AppendHand moveTo(int at) {
        super.moveTo(at);
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
        long openBits = Double.doubleToRawLongBits(open);
        long highBits = Double.doubleToRawLongBits(high);
        long lowBits = Double.doubleToRawLongBits(low);
        long closeBits = Double.doubleToRawLongBits(close);
        long volumeBits = Double.doubleToRawLongBits(volume);
        byte[] staged = values;
        STAGED.set(staged, SEQUENCE_AGAIN - VALUES, seq);
        STAGED.set(staged, TS - VALUES, tsMicros);
        STAGED.set(staged, OPEN - VALUES, openBits);
        STAGED.set(staged, HIGH - VALUES, highBits);
        STAGED.set(staged, LOW - VALUES, lowBits);
        STAGED.set(staged, CLOSE - VALUES, closeBits);
        STAGED.set(staged, VOLUME - VALUES, volumeBits);
        crc.reset();
        crc.update(staged, 0, BYTES - VALUES);
        int checksum = (int) crc.getValue() ^ label.crc;

        begin();
        INT.set(bytes, at + CRC, checksum);
        INT.set(bytes, at + KIND, label.head);
        LONG.set(bytes, at + TIMEFRAME_UNIT, label.unit);
        LONG.set(bytes, at + SYMBOL, label.symbol0);
        LONG.set(bytes, at + SYMBOL + 8, label.symbol1);
        LONG.set(bytes, at + SYMBOL + 16, label.symbol2);
        LONG.set(bytes, at + SYMBOL + 24, label.symbol3);
        LONG.set(bytes, at + SEQUENCE_AGAIN, seq);
        LONG.set(bytes, at + TS, tsMicros);
        LONG.set(bytes, at + OPEN, openBits);
        LONG.set(bytes, at + HIGH, highBits);
        LONG.set(bytes, at + LOW, lowBits);
        LONG.set(bytes, at + CLOSE, closeBits);
        LONG.set(bytes, at + VOLUME, volumeBits);
        LONG.setRelease(bytes, at + SEQUENCE, seq);
    }
}
