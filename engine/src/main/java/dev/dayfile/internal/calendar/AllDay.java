package dev.dayfile.internal.calendar;

import dev.dayfile.model.Arguments;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.Optional;

/** A market that never closes: every trading day is one session from roll to roll, of 23 or 25 hours twice a year. */
final class AllDay implements TradingCalendar {
    private final MarketClock clock;

    AllDay(MarketClock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<TradingSession> sessionOf(LocalDate day) {
        Arguments.require(day, "day");
        return Optional.of(new TradingSession(day, clock.startMicros(day), clock.endMicros(day)));
    }
}
