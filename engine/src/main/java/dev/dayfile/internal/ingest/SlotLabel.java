package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A symbol and timeframe in the form that a slot holds them, and what they add to a slot's checksum: made once an
 * appender, so that an append copies longs and takes the checksum of nothing but its own values.
 */
final class SlotLabel {
    final SymbolKey symbol;
    final Timeframe timeframe;

    /** Its mark in {@link SlotLabels}; none for a label that rows in a file are looked for by. */
    final long mark;

    /** The four bytes from a slot's kind on. */
    final int head;

    /** What makes the checksum of a slot out of that of its changing values, by exclusive or. */
    final int crc;

    final long unit;
    final long symbol0;
    final long symbol1;
    final long symbol2;
    final long symbol3;

    SlotLabel(SymbolKey symbol, Timeframe timeframe) {
        this(symbol, timeframe, SlotLabels.NONE);
    }

    SlotLabel(SymbolKey symbol, Timeframe timeframe, long mark) {
        this.symbol = symbol;
        this.timeframe = timeframe;
        this.mark = mark;
        byte[] utf8 = symbol.utf8();
        head = Slot.KIND_ROW | utf8.length << 8 | timeframe.count() << 16;
        unit = timeframe.unit();
        // All that the checksum covers, the changing values being zero.
        ByteBuffer covered = ByteBuffer.allocate(RingSlot.BYTES - Slot.KIND).order(ByteOrder.LITTLE_ENDIAN);
        covered.putInt(head).putLong(unit).put(utf8).putLong(RingSlot.LABEL - Slot.KIND, mark);
        symbol0 = covered.getLong(RingSlot.SYMBOL - Slot.KIND);
        symbol1 = covered.getLong(RingSlot.SYMBOL - Slot.KIND + 8);
        symbol2 = covered.getLong(RingSlot.SYMBOL - Slot.KIND + 16);
        symbol3 = covered.getLong(RingSlot.SYMBOL - Slot.KIND + 24);
        crc = checksum(covered.array()) ^ checksum(new byte[RingSlot.BYTES - RingSlot.SEQUENCE_AGAIN]);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
