package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A slot of the ring of candles. What stays the same from one row of an appender to the next is in the first cache line,
 * what changes in the second together with the label's mark, so that whoever drains the ring touches one line a row. An
 * {@link AppendHand} writes it.
 *
 * <pre>
 *   0  as every {@link Slot}
 *  13  symbol length (1)
 *  14  timeframe count (2)
 *  16  timeframe unit (8)   its letter, the rest zero
 *  24  symbol (32)          UTF-8, zero behind its end
 *  56  zero (8)
 *  64  label (8)          its mark in the process that wrote the row, which says nothing to another; 0 in a hole
 *  72  sequence again (8)
 *  80  ts (8)
 *  88  open, high, low, close, volume (5 x 8)
 * </pre>
 */
final class RingSlot extends Slot {
    static final int BYTES = 128;

    /** The slots of {@code candles.ring}. */
    static final Kind<RingSlot> CANDLES = new Kind<>(BYTES, RingSlot::new);

    static final int TIMEFRAME_UNIT = 16;
    static final int SYMBOL = 24;

    /** Always zero. */
    static final int ZERO = 56;

    /** Where the second line begins. */
    static final int LABEL = 64;

    static final int SEQUENCE_AGAIN = 72;
    static final int TS = 80;
    static final int OPEN = 88;
    static final int HIGH = 96;
    static final int LOW = 104;
    static final int CLOSE = 112;
    static final int VOLUME = 120;

    private static final VarHandle SHORT =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SYMBOL_BYTES = 13;
    private static final int TIMEFRAME_COUNT = 14;

    /**
     * A flyweight over the slot at the beginning of a buffer.
     *
     * @param bytes a direct buffer of whole slots, aligned to 8
     */
    RingSlot(ByteBuffer bytes) {
        super(bytes, BYTES, SEQUENCE_AGAIN);
    }

    @Override
    RingSlot moveTo(int at) {
        super.moveTo(at);
        return this;
    }

    /** The mark of the row's label in the process that wrote it. */
    long label() {
        return (long) LONG.get(bytes, at + LABEL);
    }

    long tsMicros() {
        return (long) LONG.get(bytes, at + TS);
    }

    /** The timeframe as the file has it; only for a slot whose state is {@link State#ROW}. */
    Timeframe timeframe() {
        return new Timeframe(
                (short) SHORT.get(bytes, at + TIMEFRAME_COUNT), (char) (long) LONG.get(bytes, at + TIMEFRAME_UNIT));
    }

    /** Whether the row is of a symbol and timeframe. */
    boolean isOf(SlotLabel label) {
        return (long) LONG.get(bytes, at + SYMBOL) == label.symbol0
                && (long) LONG.get(bytes, at + SYMBOL + 8) == label.symbol1
                && (long) LONG.get(bytes, at + SYMBOL + 16) == label.symbol2
                && (long) LONG.get(bytes, at + SYMBOL + 24) == label.symbol3
                && isOf(label.timeframe);
    }

    /** Whether the file has this timeframe. */
    boolean isOf(Timeframe timeframe) {
        return (short) SHORT.get(bytes, at + TIMEFRAME_COUNT) == timeframe.count()
                && (long) LONG.get(bytes, at + TIMEFRAME_UNIT) == timeframe.unit();
    }

    /**
     * The row as a candle.
     *
     * @param room for as many bytes as a symbol may have
     */
    Candle candle(SymbolTable symbols, byte[] room) {
        return new Candle(
                symbol(symbols, room).toString(),
                timeframe(),
                tsMicros(),
                (double) DOUBLE.get(bytes, at + OPEN),
                (double) DOUBLE.get(bytes, at + HIGH),
                (double) DOUBLE.get(bytes, at + LOW),
                (double) DOUBLE.get(bytes, at + CLOSE),
                (double) DOUBLE.get(bytes, at + VOLUME),
                sequence());
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
