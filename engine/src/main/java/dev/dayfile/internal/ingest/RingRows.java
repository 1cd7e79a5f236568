package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows that a ring held and no part is known to hold, by timeframe. */
public final class RingRows {
    private final SortedMap<Timeframe, CandleColumns> byTimeframe = new TreeMap<>();
    private final SymbolTable symbols = new SymbolTable();
    private final byte[] symbolRoom = new byte[Symbols.MAX_BYTES];
    private int size;

    /** The timeframe of the row added last and its columns: most often also those of the next. */
    private Timeframe last;

    private CandleColumns columns;

    RingRows() {}

    /** The rows of slots that each hold one. */
    static RingRows of(RingSlots<RingSlot> slots) {
        RingRows rows = new RingRows();
        slots.forEach(rows::add);
        return rows;
    }

    /** Adds the row of a slot that holds one. */
    void add(RingSlot slot) {
        if (last == null || !slot.isOf(last)) {
            last = slot.timeframe();
            columns = byTimeframe.computeIfAbsent(last, tf -> new CandleColumns());
        }
        slot.addTo(columns, slot.symbol(symbols, symbolRoom));
        size++;
    }

    /** The rows of each timeframe, in no order. */
    public SortedMap<Timeframe, CandleColumns> byTimeframe() {
        return byTimeframe;
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }
}
