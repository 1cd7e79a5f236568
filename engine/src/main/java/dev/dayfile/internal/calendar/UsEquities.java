package dev.dayfile.internal.calendar;

import dev.dayfile.model.Arguments;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** The regular sessions of US equities: 09:30 to 16:00 in New York, to 13:00 on half days. */
public final class UsEquities implements TradingCalendar {
    /** The one instance; it has no state. */
    public static final UsEquities CALENDAR = new UsEquities();

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime OPEN = LocalTime.of(9, 30);
    private static final LocalTime CLOSE = LocalTime.of(16, 0);
    private static final LocalTime EARLY_CLOSE = LocalTime.of(13, 0);

    private UsEquities() {}

    @Override
    public Optional<TradingSession> sessionOf(LocalDate day) {
        Arguments.require(day, "day");
        if (NyseHolidays.closed(day)) {
            return Optional.empty();
        }
        LocalTime close = NyseHolidays.halfDay(day) ? EARLY_CLOSE : CLOSE;
        return Optional.of(new TradingSession(day, micros(day, OPEN), micros(day, close)));
    }

    private static long micros(LocalDate day, LocalTime time) {
        return IsoTime.toMicros(day.atTime(time).atZone(NEW_YORK).toInstant());
    }
}
