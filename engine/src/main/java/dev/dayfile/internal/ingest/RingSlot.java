package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A slot of the ring of candles.
 *
 * <pre>
 *   0  as every {@link Slot}
 *  13  symbol length (1)
 *  14  timeframe count (2)
 *  24  ts (8)
 *  32  open, high, low, close, volume (5 x 8)
 *  72  timeframe unit (8)   its letter, the rest zero
 *  80  symbol (32)          UTF-8, zero behind its end
 * 112  zero (16)
 * </pre>
 */
final class RingSlot extends Slot {
    static final int BYTES = 128;

    /** The slots of {@code candles.ring}. */
    static final Kind<RingSlot> CANDLES = new Kind<>(BYTES, RingSlot::new);

    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SYMBOL_BYTES = 13;
    private static final int TIMEFRAME_COUNT = 14;
    private static final int TS = 24;
    private static final int OPEN = 32;
    private static final int HIGH = 40;
    private static final int LOW = 48;
    private static final int CLOSE = 56;
    private static final int VOLUME = 64;
    private static final int TIMEFRAME_UNIT = 72;
    private static final int SYMBOL = 80;

    /**
     * A flyweight over the slot at the beginning of a buffer.
     *
     * @param bytes a direct buffer of whole slots, aligned to 8
     */
    RingSlot(ByteBuffer bytes) {
        super(bytes, BYTES);
    }

    @Override
    RingSlot moveTo(int at) {
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
        begin();
        bytes.put(at + KIND, KIND_ROW);
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

    long tsMicros() {
        return (long) LONG.get(bytes, at + TS);
    }

    /** The timeframe as the file has it; only for a slot whose state is {@link State#ROW}. */
    Timeframe timeframe() {
        return new Timeframe(
                (short) SHORT.get(bytes, at + TIMEFRAME_COUNT), (char) (long) LONG.get(bytes, at + TIMEFRAME_UNIT));
    }

    /** Whether the file has this timeframe. */
    boolean isOf(Timeframe timeframe) {
        return (short) SHORT.get(bytes, at + TIMEFRAME_COUNT) == timeframe.count()
                && (long) LONG.get(bytes, at + TIMEFRAME_UNIT) == timeframe.unit();
    }

    /** Adds the row with a symbol this process knows already. */
    void addTo(CandleColumns rows, SymbolKey symbol) {
        rows.add(
                symbol,
                tsMicros(),
                (double) DOUBLE.get(bytes, at + OPEN),
                (double) DOUBLE.get(bytes, at + HIGH),
                (double) DOUBLE.get(bytes, at + LOW),
                (double) DOUBLE.get(bytes, at + CLOSE),
                (double) DOUBLE.get(bytes, at + VOLUME),
                sequence());
    }

    /**
     * The symbol as the file has it.
     *
     * @param room for as many bytes as a symbol may have
     */
    SymbolKey symbol(SymbolTable symbols, byte[] room) {
        int length = Math.min(Symbols.MAX_BYTES, bytes.get(at + SYMBOL_BYTES));
        bytes.get(at + SYMBOL, room, 0, length);
        return symbols.intern(room, 0, length);
    }
}
