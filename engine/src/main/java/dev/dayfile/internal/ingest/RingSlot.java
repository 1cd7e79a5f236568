package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One slot of the candles' ring, and at the same time the Disruptor's preallocated entry. Each has its own view and
 * checksum object, so that an append allocates nothing and shares nothing.
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

    /** Whose row this is, for the drain: set last and on the heap, so a slot whose writing failed stays a hole. */
    private SlotLabel label;

    /** @param bytes a direct buffer of exactly {@value #BYTES} bytes, aligned to 8 */
    RingSlot(ByteBuffer bytes) {
        super(bytes);
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
        bytes.put(KIND, KIND_ROW);
        bytes.put(SYMBOL_BYTES, (byte) label.symbolBytes);
        SHORT.set(bytes, TIMEFRAME_COUNT, (short) label.timeframe.count());
        LONG.set(bytes, SEQUENCE_AGAIN, seq);
        LONG.set(bytes, TS, tsMicros);
        DOUBLE.set(bytes, OPEN, open);
        DOUBLE.set(bytes, HIGH, high);
        DOUBLE.set(bytes, LOW, low);
        DOUBLE.set(bytes, CLOSE, close);
        DOUBLE.set(bytes, VOLUME, volume);
        LONG.set(bytes, TIMEFRAME_UNIT, (long) label.timeframe.unit());
        LONG.set(bytes, SYMBOL, label.symbol0);
        LONG.set(bytes, SYMBOL + 8, label.symbol1);
        LONG.set(bytes, SYMBOL + 16, label.symbol2);
        LONG.set(bytes, SYMBOL + 24, label.symbol3);
        finish(seq);
        this.label = label;
    }

    @Override
    void begin() {
        label = null;
        super.begin();
    }

    /** Whose row this is in this process; {@code null} for a hole. */
    SlotLabel label() {
        return label;
    }

    long tsMicros() {
        return (long) LONG.get(bytes, TS);
    }

    /** The timeframe as the file has it; only for a slot whose state is {@link State#ROW}. */
    Timeframe timeframe() {
        return new Timeframe((short) SHORT.get(bytes, TIMEFRAME_COUNT), (char) (long) LONG.get(bytes, TIMEFRAME_UNIT));
    }

    /** Adds the row with a symbol this process knows already. */
    void addTo(CandleColumns rows, SlotLabel label) {
        rows.add(
                label.symbol,
                tsMicros(),
                (double) DOUBLE.get(bytes, OPEN),
                (double) DOUBLE.get(bytes, HIGH),
                (double) DOUBLE.get(bytes, LOW),
                (double) DOUBLE.get(bytes, CLOSE),
                (double) DOUBLE.get(bytes, VOLUME),
                sequence());
    }

    /** The label as the file has it. */
    SlotLabel readLabel(SymbolTable symbols) {
        byte[] utf8 = new byte[Math.min(Symbols.MAX_BYTES, bytes.get(SYMBOL_BYTES))];
        bytes.get(SYMBOL, utf8);
        return new SlotLabel(symbols.intern(utf8, 0, utf8.length), timeframe());
    }
}
