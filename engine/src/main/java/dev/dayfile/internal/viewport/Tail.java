package dev.dayfile.internal.viewport;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportQuery;

/**
 * What a query for the last candles or the last days keeps, for a reader that takes in day after day from the end of the
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

    /** Whether rows and days before these cannot change the answer, given that no earlier row is of the same day. */
    boolean isFull(long rows, int daysWithRows) {
        return last > 0 && rows >= last || lastDays > 0 && daysWithRows >= lastDays;
    }

    /** The first candle that the answer keeps of these, which are ascending, one a key. */
    int firstKept(CandleBuffer candles) {
        int first = 0;
        if (lastDays > 0) {
            first = candles.size();
            for (int days = 0; first > 0 && days < lastDays; days++) {
                first = firstOfDay(candles, first - 1);
            }
        }
        return last > 0 ? Math.max(first, candles.size() - last) : first;
    }

    private int firstOfDay(CandleBuffer candles, int row) {
        long start = clock.startMicros(clock.dayOf(candles.tsMicros(row)));
        int first = row;
        while (first > 0 && candles.tsMicros(first - 1) >= start) {
            first--;
        }
        return first;
    }
}
