package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * The trading day that rows must belong to.
 *
 * @param startMicros its first instant
 * @param endMicros the first instant after it
 */
record DaySpan(MarketClock market, Timeframe timeframe, LocalDate day, long startMicros, long endMicros) {
    static DaySpan of(MarketClock market, Timeframe timeframe, LocalDate day) {
        return new DaySpan(market, timeframe, day, market.startMicros(day), market.endMicros(day));
    }

    boolean holds(long tsMicros) {
        return tsMicros >= startMicros && tsMicros < endMicros;
    }

    /**
     * Checks the rows {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param file that they came from
     * @throws MisfiledRowException when one belongs to another day
     */
    void check(Path file, CandleColumns rows, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!holds(rows.tsMicros[i])) {
                throw new MisfiledRowException(file, rows, i, day, market.dayOf(rows.tsMicros[i]));
            }
        }
    }
}
