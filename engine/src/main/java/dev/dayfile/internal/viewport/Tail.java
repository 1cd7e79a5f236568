package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportQuery;
import java.time.LocalDate;

/**
 * What a query for the last candles or the last days keeps, for readers that take in day after day from the end of the
 * window.
 */
final class Tail {
    private final int last;
    private final int lastDays;
    private final MarketClock clock;

    Tail(ViewportQuery query, MarketClock clock) {
        last = query.last();
        lastDays = query.lastDays();
        this.clock = clock;
    }

    /** Whether rows may be dropped at all. */
    boolean cuts() {
        return last > 0 || lastDays > 0;
    }

    /** Whether earlier rows than these cannot change the answer, given that no earlier row is of the same day. */
    boolean isFull(CandleColumns rows) {
        return last > 0 && rows.size >= last || lastDays > 0 && days(rows) >= lastDays;
    }

    private int days(CandleColumns rows) {
        int days = 0;
        for (int i = rows.size - 1; i >= 0 && days < lastDays; i = firstOfDay(rows, i) - 1) {
            days++;
        }
        return days;
    }

    /** The first row that the answer keeps. The rows must be sorted, and one a key. */
    int firstKept(CandleColumns rows) {
        int first = 0;
        if (lastDays > 0) {
            first = rows.size;
            for (int days = 0; first > 0 && days < lastDays; days++) {
                first = firstOfDay(rows, first - 1);
            }
        }
        return last > 0 ? Math.max(first, rows.size - last) : first;
    }

    private int firstOfDay(CandleColumns rows, int row) {
        LocalDate day = clock.dayOf(rows.tsMicros[row]);
        long start = clock.startMicros(day);
        int first = row;
        while (first > 0 && rows.tsMicros[first - 1] >= start) {
            first--;
        }
        return first;
    }
}
