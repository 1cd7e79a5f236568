package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.SortedPart;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SpareColumns;

/** The rows of a large part, read where it stands: its rows are in order already. */
final class PartRows implements RowWindows {
    private final SortedPart.Windows windows;
    private final CandleColumns rows;
    private boolean closed;

    /** Takes the windows over and closes them. */
    PartRows(SortedPart.Windows windows) {
        this.windows = windows;
        rows = SpareColumns.take(windows.rowsAtMost());
    }

    @Override
    public boolean next() {
        rows.clear();
        return windows.next(rows);
    }

    @Override
    public CandleColumns rows() {
        return rows;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SpareColumns.give(rows);
            windows.close();
        }
    }
}
