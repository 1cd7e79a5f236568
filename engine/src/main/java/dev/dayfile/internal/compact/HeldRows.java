package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;

/** Rows that are in memory. */
final class HeldRows implements RowWindows {
    private static final int WINDOW_ROWS = 1_024;

    private final CandleColumns held;
    /** Where each row stands; {@code null} when they stand in order, as those of one symbol mostly do. */
    private final int[] order;

    private final CandleColumns window;
    private int next;

    /** @param held in any order. They are not moved: each is wanted once, and to move a million takes longer. */
    HeldRows(CandleColumns held) {
        this.held = held;
        order = held.isSorted() ? null : held.order();
        window = new CandleColumns(Math.min(WINDOW_ROWS, held.size));
    }

    @Override
    public boolean next() {
        int n = Math.min(WINDOW_ROWS, held.size - next);
        window.clear();
        if (order == null) {
            window.addRange(held, next, next + n);
        } else {
            for (int i = 0; i < n; i++) {
                window.set(i, held, order[next + i]);
            }
            window.size = n;
        }
        next += n;
        return n > 0;
    }

    @Override
    public CandleColumns rows() {
        return window;
    }
}
