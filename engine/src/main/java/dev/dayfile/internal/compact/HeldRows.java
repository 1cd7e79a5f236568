package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Rows that are in memory. */
final class HeldRows implements RowSource {
    private final CandleColumns columns;
    private final int[] order;
    private int at = -1;

    /** Rows that stand in order. */
    HeldRows(CandleColumns sorted) {
        this(sorted, null);
    }

    private HeldRows(CandleColumns columns, int[] order) {
        this.columns = columns;
        this.order = order;
    }

    /** Rows in any order. They are not moved: each is wanted once, and to move a million takes longer. */
    static HeldRows sorted(CandleColumns unsorted) {
        return new HeldRows(unsorted, unsorted.order());
    }

    @Override
    public boolean next() {
        return ++at < columns.size;
    }

    @Override
    public CandleColumns columns() {
        return columns;
    }

    @Override
    public int row() {
        return order == null ? at : order[at];
    }
}
