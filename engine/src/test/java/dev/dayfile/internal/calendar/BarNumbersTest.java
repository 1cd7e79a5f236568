package dev.dayfile.internal.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BarNumbersTest {
    private static final Timeframe FIFTEEN = Timeframe.parse("15m");
    private static final Timeframe HOUR = Timeframe.parse("1h");
    private static final MarketClock MARKET = MarketClock.NEW_YORK;

    private final BarNumbers equities =
            new BarNumbers(Calendars.of(TradingHours.US_EQUITIES, MARKET), Set.of(FIFTEEN, HOUR));

    private long number(String marketTime) {
        long ts = MARKET.parse(marketTime);
        return equities.day(FIFTEEN, MARKET.dayOf(ts)).indexOf(ts);
    }

    @Test
    void shouldCountOnFromSessionToSession() {
        long last = number("2025-11-26T15:45"); // then Thanksgiving, a half day and a weekend
        assertThat(number("2025-11-28T09:30")).isEqualTo(last + 1);
        assertThat(number("2025-11-28T12:45")).isEqualTo(last + 14);
        assertThat(number("2025-12-01T09:30")).isEqualTo(last + 15);
    }

    @Test
    void shouldCountOnOverAChangeOfTheYearAndOfDaylightSaving() {
        assertThat(number("2026-01-02T09:30")).isEqualTo(number("2025-12-31T15:45") + 1);
        assertThat(number("2025-11-03T09:30")).isEqualTo(number("2025-10-31T15:45") + 1);
    }

    @Test
    void shouldGiveEveryPlaceOfEverySessionTheNextNumber() {
        long expected = number("1998-01-02T09:30");
        for (TradingSession session : UsEquities.CALENDAR.sessions(LocalDate.of(1998, 1, 1), 7_000)) {
            DayGrid grid = equities.day(HOUR, session.day());
            DayGrid quarters = equities.day(FIFTEEN, session.day());
            assertThat(grid.indexOf(session.openMicros())).isNotEqualTo(DayGrid.NO_INDEX);
            for (long ts = session.openMicros(); ts < session.closeMicros(); ts += FIFTEEN.micros()) {
                if (quarters.indexOf(ts) != expected) {
                    throw new AssertionError(session + ": " + quarters.indexOf(ts) + " instead of " + expected);
                }
                expected++;
            }
        }
    }

    /** Numbers stand in files: whoever changes one of these must keep the old numbering beside the new one. */
    @Test
    void shouldNeverChangeTheNumbersOfADay() {
        assertThat(number("2000-01-03T09:30")).isZero();
        assertThat(number("1999-12-31T15:45")).isEqualTo(-1);
        assertThat(number("2012-10-31T09:30")).isEqualTo(LATE_2012);
        assertThat(number("2025-10-20T09:30")).isEqualTo(168_028);
        assertThat(number("2035-06-15T09:30")).isEqualTo(MID_2035);
    }

    private static final long LATE_2012 = 83_590;
    private static final long MID_2035 = 230_812;

    @Test
    void shouldNotNumberWhatStandsOffTheGrid() {
        assertThat(number("2025-10-22T09:30:00.000001")).isEqualTo(DayGrid.NO_INDEX);
        assertThat(number("2025-10-22T09:31")).isEqualTo(DayGrid.NO_INDEX);
        assertThat(number("2025-10-22T09:15")).isEqualTo(DayGrid.NO_INDEX);
        assertThat(number("2025-10-22T16:00")).isEqualTo(DayGrid.NO_INDEX);
        assertThat(number("2025-11-28T13:00")).isEqualTo(DayGrid.NO_INDEX); // a half day
        assertThat(number("2025-10-25T10:00")).isEqualTo(DayGrid.NO_INDEX); // a Saturday
        assertThat(equities.day(Timeframe.parse("2m"), LocalDate.of(2025, 10, 22))
                        .indexOf(MARKET.parse("2025-10-22T09:30")))
                .isEqualTo(DayGrid.NO_INDEX);
    }

    @Test
    void shouldNumberAMarketThatNeverClosesFromRollToRoll() {
        MarketClock futures = new MarketClock(ZoneId.of("America/Chicago"), LocalTime.of(17, 0));
        BarNumbers numbers = new BarNumbers(Calendars.of(TradingHours.ALL_DAY, futures), Set.of(HOUR));
        LocalDate day = LocalDate.of(2025, 11, 2); // 25 hours
        long start = futures.startMicros(day);
        long first = numbers.day(HOUR, day).indexOf(start);
        assertThat(numbers.day(HOUR, day).indexOf(start + 24 * HOUR.micros())).isEqualTo(first + 24);
        assertThat(numbers.day(HOUR, day.plusDays(1)).indexOf(futures.startMicros(day.plusDays(1))))
                .isEqualTo(first + 25);
    }

    @Test
    void shouldChooseTheHoursByTheClock() {
        assertThat(TradingHours.of(MARKET)).isEqualTo(TradingHours.US_EQUITIES);
        assertThat(TradingHours.of(new MarketClock(MARKET.zone(), LocalTime.of(18, 0))))
                .isEqualTo(TradingHours.ALL_DAY);
        for (TradingHours hours : TradingHours.values()) {
            assertThat(TradingHours.parse(hours.id())).isEqualTo(hours);
        }
    }
}
