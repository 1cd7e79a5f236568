package dev.dayfile.internal.series;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;

/** Rows of a live series side by side, as a viewport copies them. */
public final class LiveRowsCopy {
    private static final CandleSeries.Columns NO_FILES = new CandleBuffer(0).toArrays();

    private LiveRowsCopy() {}

    /** All rows of a moment. */
    public static CandleSeries.Columns of(LiveSeries series) {
        return between(series.rows(), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static CandleSeries.Columns between(LiveSeries.Rows rows, long fromMicros, long toMicros) {
        int size = rows.size();
        int from = rows.lowerBound(fromMicros, size);
        int to = Math.max(from, rows.upperBound(toMicros, size));
        CandleBuffer copy = new CandleBuffer(0);
        CandleMerge.into(copy, NO_FILES, 0, 0, rows, from, to);
        return copy.toArrays();
    }
}
