package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Sorted rows that are in memory. */
final class HeldRows implements RowSource {
    private final CandleColumns columns;
    private int row = -1;

    HeldRows(CandleColumns sorted) {
        columns = sorted;
    }

    @Override
    public boolean next() {
        return ++row < columns.size;
    }

    @Override
    public CandleColumns columns() {
        return columns;
    }

    @Override
    public int row() {
        return row;
    }
}
