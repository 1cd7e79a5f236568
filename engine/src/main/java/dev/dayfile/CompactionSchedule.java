package dev.dayfile;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** When a day is over, by the market's calendar. */
final class CompactionSchedule {
    private final TradingCalendar calendar;
    private final MarketClock clock;
    private final Duration afterClose;

    CompactionSchedule(TradingCalendar calendar, MarketClock clock, Duration afterClose) {
        this.calendar = calendar;
        this.clock = clock;
        this.afterClose = afterClose;
    }

    /** When a day may be compacted: so long after its closing bell or, without a session, after its end. */
    Instant dueAt(LocalDate day) {
        long closeMicros =
                calendar.sessionOf(day).map(TradingSession::closeMicros).orElse(clock.endMicros(day));
        return IsoTime.toInstant(closeMicros).plus(afterClose);
    }

    boolean isDue(LocalDate day, Instant now) {
        return !dueAt(day).isAfter(now);
    }

    /** The first time after {@code now} at which another day is due. */
    Instant nextAfter(Instant now) {
        LocalDate day = clock.dayOf(IsoTime.toMicros(now.minus(afterClose))).minusDays(1);
        while (isDue(day, now)) {
            day = day.plusDays(1);
        }
        return dueAt(day);
    }
}
