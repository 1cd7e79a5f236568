package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/**
 * What {@link LatestRows} over {@link HeldRows} gives, for a day that is in memory as a whole, which is most days. There
 * the row after this one can be looked at without taking it, so no row is copied to be compared.
 */
final class LatestHeldRows implements RowSource {
    private final CandleColumns columns;
    private final Tally dropped;
    private final int[] order;
    private int at = -1;

    /** @param dropped receives the rows that a later one of their key replaced */
    LatestHeldRows(CandleColumns columns, Tally dropped) {
        this.columns = columns;
        this.dropped = dropped;
        order = columns.order();
    }

    @Override
    public boolean next() {
        at++;
        while (at + 1 < columns.size && CandleColumns.compareKeys(columns, order[at], columns, order[at + 1]) == 0) {
            dropped.add(columns, order[at]);
            at++;
        }
        return at < columns.size;
    }

    @Override
    public CandleColumns columns() {
        return columns;
    }

    @Override
    public int row() {
        return order[at];
    }
}
