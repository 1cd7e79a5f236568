package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Rows in file order (symbol, ts, seq), a window of them at a time: what a merge takes from. */
interface RowWindows extends AutoCloseable {
    /**
     * Goes to the rows that follow; those before are then no longer to be had.
     *
     * @return whether there were any
     */
    boolean next();

    /** The window: one and the same object, of which all rows count. */
    CandleColumns rows();

    @Override
    default void close() {}
}
