package dev.dayfile.internal.calendar;

import dev.dayfile.model.MarketClock;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingHours;

/** From the name of a market's hours to the calendar itself. */
public final class Calendars {
    private Calendars() {}

    /** @param clock says where the days of a market that never closes begin */
    public static TradingCalendar of(TradingHours hours, MarketClock clock) {
        return switch (hours) {
            case US_EQUITIES -> UsEquities.CALENDAR;
            case ALL_DAY -> new AllDay(clock);
        };
    }
}
