package dev.dayfile.internal.ingest;

import dev.dayfile.model.MarketClock;
import java.time.LocalDate;

/**
 * Answers "which trading day?" for row after row without asking the zone's rules each time: it keeps the bounds of the
 * days asked for last. Not safe for use by several threads.
 */
final class DayRanges {
    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final int KEPT = 16;

    private final MarketClock clock;
    private final LocalDate[] days = new LocalDate[KEPT];
    private final long[] startMicros = new long[KEPT];
    private final long[] endMicros = new long[KEPT];

    DayRanges(MarketClock clock) {
        this.clock = clock;
    }

    LocalDate dayOf(long tsMicros) {
        int at = (int) Math.floorMod(Math.floorDiv(tsMicros, MICROS_A_DAY), (long) KEPT);
        if (days[at] == null || tsMicros < startMicros[at] || tsMicros >= endMicros[at]) {
            LocalDate day = clock.dayOf(tsMicros);
            startMicros[at] = clock.startMicros(day);
            endMicros[at] = clock.endMicros(day);
            days[at] = day;
        }
        return days[at];
    }
}
