package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.SortedPart;
import dev.dayfile.internal.series.CandleColumns;

/** The rows of a large part, read where it stands: its rows are in order already. */
final class PartRows implements RowWindows {
    private final SortedPart.Windows windows;
    private final CandleColumns rows = new CandleColumns(0);

    /** Takes the windows over and closes them. */
    PartRows(SortedPart.Windows windows) {
        this.windows = windows;
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
        windows.close();
    }
}
