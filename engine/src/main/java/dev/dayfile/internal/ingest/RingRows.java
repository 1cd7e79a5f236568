package dev.dayfile.internal.ingest;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Timeframe;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows that a ring held and no part is known to hold, by timeframe. */
public final class RingRows {
    private final SortedMap<Timeframe, CandleColumns> byTimeframe = new TreeMap<>();
    private final SymbolTable symbols = new SymbolTable();
    private int size;

    RingRows() {}

    /** The rows of slots that each hold one. */
    static RingRows of(List<RingSlot> slots) {
        RingRows rows = new RingRows();
        slots.forEach(rows::add);
        return rows;
    }

    /** Adds the row of a slot that holds one. */
    void add(RingSlot slot) {
        SlotLabel label = slot.readLabel(symbols);
        slot.addTo(byTimeframe.computeIfAbsent(label.timeframe, tf -> new CandleColumns()), label);
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
