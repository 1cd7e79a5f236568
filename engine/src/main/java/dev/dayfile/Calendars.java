package dev.dayfile;

import dev.dayfile.internal.calendar.UsEquities;
import dev.dayfile.model.TradingCalendar;

/** The trading calendars that come with the library; any other is a {@link TradingCalendar} of the caller's own. */
public final class Calendars {
    private Calendars() {}

    /** Regular sessions of US equities: 09:30 to 16:00 in New York, to 13:00 on half days, none on holidays. */
    public static TradingCalendar usEquities() {
        return UsEquities.CALENDAR;
    }
}
