package dev.dayfile.internal.ingest;

import dev.dayfile.internal.ingest.RingTail.Look;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The candles in a ring as one that follows sees them: by sequence, without a lock, while appends go on. One thread. */
public final class CandleTail {
    private final RingTail<RingSlot> tail;
    private final SymbolTable symbols = new SymbolTable();
    private final byte[] room = new byte[Symbols.MAX_BYTES];

    CandleTail(RingFile<RingSlot> ring) {
        tail = new RingTail<>(ring);
    }

    /** Every row up to this sequence stands in published parts. */
    public long persistedSeq() {
        return tail.persisted();
    }

    /** Every row up to this sequence was appended, and no row before it is still being written. */
    public long appendedSeq(long knownSeq) {
        return tail.appendedFrom(knownSeq);
    }

    /**
     * Hands over rows by sequence.
     *
     * @param after the first row's sequence is greater
     * @param upTo and the last one's not
     * @param symbol {@code null} for every symbol
     * @param timeframe {@code null} for every timeframe
     * @return up to which sequence it came: less than {@code upTo} when the ring has the next one no longer, or not yet
     */
    public long read(long after, long upTo, SymbolKey symbol, Timeframe timeframe, Consumer<Candle> into) {
        BooleanSupplier wanted = wanted(symbol, timeframe);
        for (long seq = after + 1; seq <= upTo; seq++) {
            Look look = tail.look(seq, wanted);
            if (look == Look.GONE || look == Look.LATER) {
                return seq - 1;
            }
            if (look == Look.ROW) {
                into.accept(tail.row().candle(symbols, room));
            }
        }
        return upTo;
    }

    /**
     * The rows that no part is known to hold, by timeframe and in no order: every row whose append returned before the
     * call, unless it stands in a part by now.
     *
     * @param symbol {@code null} for every symbol
     * @param timeframe {@code null} for every timeframe
     */
    public SortedMap<Timeframe, CandleColumns> unpublished(SymbolKey symbol, Timeframe timeframe) {
        SortedMap<Timeframe, CandleColumns> rows = new TreeMap<>();
        tail.lookAtUnpersisted(wanted(symbol, timeframe), () -> {
            RingSlot row = tail.row();
            row.addTo(rows.computeIfAbsent(row.timeframe(), tf -> new CandleColumns()), row.symbol(symbols, room));
        });
        return rows;
    }

    private BooleanSupplier wanted(SymbolKey symbol, Timeframe timeframe) {
        RingSlot slot = tail.shared();
        if (symbol == null) {
            return timeframe == null ? () -> true : () -> slot.isOf(timeframe);
        }
        SlotLabel label = new SlotLabel(symbol, timeframe);
        return () -> slot.isOf(label);
    }
}
