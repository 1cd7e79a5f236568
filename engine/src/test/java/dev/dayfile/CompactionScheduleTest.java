package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.TradingHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CompactionScheduleTest {
    private static final MarketClock MARKET = MarketClock.NEW_YORK;

    private final CompactionSchedule schedule =
            new CompactionSchedule(Calendars.of(TradingHours.US_EQUITIES, MARKET), MARKET, Duration.ofMinutes(30));

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    private static Instant utc(String text) {
        return Instant.parse(text);
    }

    @Test
    void shouldWaitForTheCloseInEitherHalfOfTheYear() {
        assertThat(schedule.dueAt(day("2025-10-22"))).isEqualTo(utc("2025-10-22T20:30:00Z"));
        assertThat(schedule.dueAt(day("2025-12-10"))).isEqualTo(utc("2025-12-10T21:30:00Z"));
    }

    @Test
    void shouldComeEarlierOnAHalfDay() {
        assertThat(schedule.dueAt(day("2025-11-28"))).isEqualTo(utc("2025-11-28T18:30:00Z"));
    }

    @Test
    void shouldWaitForTheEndOfADayWithoutASession() {
        assertThat(schedule.dueAt(day("2025-10-25"))).isEqualTo(utc("2025-10-26T04:30:00Z"));
    }

    @Test
    void shouldBeDueFromThatInstantOn() {
        assertThat(schedule.isDue(day("2025-10-22"), utc("2025-10-22T20:29:59.999Z")))
                .isFalse();
        assertThat(schedule.isDue(day("2025-10-22"), utc("2025-10-22T20:30:00Z")))
                .isTrue();
    }

    @Test
    void shouldFindTheNextDayThatIsDue() {
        assertThat(schedule.nextAfter(utc("2025-10-22T13:00:00Z"))).isEqualTo(utc("2025-10-22T20:30:00Z"));
        assertThat(schedule.nextAfter(utc("2025-10-22T20:30:00Z"))).isEqualTo(utc("2025-10-23T20:30:00Z"));
        assertThat(schedule.nextAfter(utc("2025-10-24T23:00:00Z"))).isEqualTo(utc("2025-10-26T04:30:00Z"));
    }

    @Test
    void shouldAlwaysFindALaterTime() {
        CompactionSchedule late =
                new CompactionSchedule(Calendars.of(TradingHours.US_EQUITIES, MARKET), MARKET, Duration.ofDays(7));
        for (Instant now = utc("2025-10-20T00:00:00Z");
                now.isBefore(utc("2025-12-20T00:00:00Z"));
                now = now.plusSeconds(3_601)) {
            assertThat(schedule.nextAfter(now)).isAfter(now).isBefore(now.plus(Duration.ofDays(2)));
            assertThat(late.nextAfter(now)).isAfter(now).isBefore(now.plus(Duration.ofDays(2)));
        }
    }
}
