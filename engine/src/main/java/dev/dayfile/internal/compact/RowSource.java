package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Rows in file order (symbol, ts, seq), one at a time: what a merge takes from. */
interface RowSource extends AutoCloseable {
    /** Goes to the next row; the row before is then no longer to be had. */
    boolean next();

    /** The columns that hold the current row. */
    CandleColumns columns();

    /** The current row's place in {@link #columns}. */
    int row();

    @Override
    default void close() {}
}
