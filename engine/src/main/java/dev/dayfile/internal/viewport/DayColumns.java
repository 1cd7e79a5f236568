package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CandleSeries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The candles of one symbol's day as its files had them: immutable, ascending by ts, each key once, the greatest
 * sequence having won.
 *
 * @param columns arrays of exact length
 * @param leftOut damaged files of the day that were left out; empty unless the policy allows it
 */
record DayColumns(CandleSeries.Columns columns, List<Path> leftOut) {
    static final DayColumns EMPTY = of(new CandleColumns(0), List.of());

    /** What an instance costs beside its arrays: objects, headers, its place in the cache. Generous on purpose. */
    private static final long OVERHEAD_BYTES = 400;

    private static final long BYTES_A_ROW = 7 * Long.BYTES;

    /** Copies rows that are sorted and hold each key once. */
    static DayColumns of(CandleColumns rows, List<Path> leftOut) {
        int n = rows.size;
        return new DayColumns(
                new CandleSeries.Columns(
                        Arrays.copyOf(rows.tsMicros, n),
                        Arrays.copyOf(rows.open, n),
                        Arrays.copyOf(rows.high, n),
                        Arrays.copyOf(rows.low, n),
                        Arrays.copyOf(rows.close, n),
                        Arrays.copyOf(rows.volume, n),
                        Arrays.copyOf(rows.seq, n)),
                List.copyOf(leftOut));
    }

    int size() {
        return columns.tsMicros().length;
    }

    /** Memory that the instance holds, for the cache's budget. */
    long bytes() {
        return OVERHEAD_BYTES + size() * BYTES_A_ROW;
    }

    /** The first row with a ts not before {@code micros}; the size when there is none. */
    int firstFrom(long micros) {
        long[] ts = columns.tsMicros();
        if (ts.length == 0 || ts[0] >= micros) {
            return 0; // the usual case: the window starts before the day
        }
        int at = Arrays.binarySearch(ts, micros);
        return at >= 0 ? at : -at - 1;
    }

    /** The first row with a ts after {@code micros}; the size when there is none. */
    int firstAfter(long micros) {
        long[] ts = columns.tsMicros();
        if (ts.length == 0 || ts[ts.length - 1] <= micros) {
            return ts.length;
        }
        int at = Arrays.binarySearch(ts, micros);
        return at >= 0 ? at + 1 : -at - 1;
    }
}
