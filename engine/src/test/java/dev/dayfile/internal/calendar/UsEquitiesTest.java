package dev.dayfile.internal.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsEquitiesTest {
    private static final UsEquities CALENDAR = UsEquities.CALENDAR;
    private static final long HOUR = 3_600_000_000L;

    /** NYSE's published calendars: a year, its closed weekdays, its half days. */
    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(2020, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", "11-27 12-24"),
                Arguments.of(2021, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"),
                Arguments.of(2022, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25"),
                Arguments.of(2023, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03 11-24"),
                Arguments.of(2024, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03 11-29 12-24"),
                // 2025-01-09 was the day of mourning for President Carter
                Arguments.of(
                        2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03 11-28 12-24"),
                Arguments.of(2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27 12-24"),
                Arguments.of(2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26"));
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldCloseOnPublishedHolidaysAndNoOtherWeekday(int year, String closed, String halfDays) {
        assertThat(weekdays(year).filter(day -> CALENDAR.sessionOf(day).isEmpty()))
                .containsExactlyElementsOf(days(year, closed));
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldCloseEarlyOnPublishedHalfDaysAndNoOther(int year, String closed, String halfDays) {
        List<LocalDate> early = weekdays(year)
                .filter(day -> CALENDAR.sessionOf(day)
                        .filter(session -> session.lengthMicros() == 3 * HOUR + HOUR / 2)
                        .isPresent())
                .toList();
        assertThat(early).containsExactlyElementsOf(days(year, halfDays));
    }

    @Test
    void shouldAgreeWithTheHolidayLibraryOverFiftyYears() {
        HolidayManager library = HolidayManager.getInstance(ManagerParameters.create(HolidayCalendar.NYSE));
        for (int year = 1998; year <= 2050; year++) {
            List<LocalDate> expected = library.getHolidays(Year.of(year)).stream()
                    .map(holiday -> holiday.getDate())
                    .filter(UsEquitiesTest::isWeekday)
                    .distinct()
                    .sorted()
                    .toList();
            assertThat(weekdays(year).filter(day -> CALENDAR.sessionOf(day).isEmpty()))
                    .as("closed weekdays of %s", year)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void shouldOpenAtHalfPastNineInNewYorkOnBothSidesOfTheClockChanges() {
        assertSession("2025-03-07", "2025-03-07T14:30:00Z", "2025-03-07T21:00:00Z");
        assertSession("2025-03-10", "2025-03-10T13:30:00Z", "2025-03-10T20:00:00Z");
        assertSession("2025-10-31", "2025-10-31T13:30:00Z", "2025-10-31T20:00:00Z");
        assertSession("2025-11-03", "2025-11-03T14:30:00Z", "2025-11-03T21:00:00Z");
        assertSession("2025-11-28", "2025-11-28T14:30:00Z", "2025-11-28T18:00:00Z");
    }

    @Test
    void shouldFindTheNextSessionOverALongWeekend() {
        assertThat(CALENDAR.nextSession(LocalDate.of(2026, 7, 3)).day()).isEqualTo("2026-07-06");
        assertThat(CALENDAR.sessions(LocalDate.of(2025, 11, 26), 4).stream().map(TradingSession::day))
                .containsExactly(
                        LocalDate.of(2025, 11, 26),
                        LocalDate.of(2025, 11, 28),
                        LocalDate.of(2025, 12, 1),
                        LocalDate.of(2025, 12, 2));
    }

    @Test
    void shouldCountTheCandlesOfASession() {
        TradingSession full = CALENDAR.nextSession(LocalDate.of(2025, 10, 20));
        TradingSession half = CALENDAR.nextSession(LocalDate.of(2025, 11, 28));
        assertThat(full.candles(Timeframe.parse("2m"))).isEqualTo(195);
        assertThat(full.candles(Timeframe.parse("1h"))).isEqualTo(7);
        assertThat(full.candles(Timeframe.parse("1d"))).isEqualTo(1);
        assertThat(half.candles(Timeframe.parse("2m"))).isEqualTo(105);
    }

    @Test
    void shouldRefuseASessionThatClosesBeforeItOpens() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TradingSession(LocalDate.of(2025, 10, 20), 5, 5))
                .withMessageContaining("2025-10-20");
    }

    private static void assertSession(String day, String open, String close) {
        assertThat(CALENDAR.sessionOf(LocalDate.parse(day)))
                .contains(new TradingSession(LocalDate.parse(day), IsoTime.parse(open), IsoTime.parse(close)));
    }

    private static List<LocalDate> days(int year, String monthDays) {
        return Stream.of(monthDays.split(" "))
                .map(text -> LocalDate.parse(year + "-" + text))
                .toList();
    }

    private static Stream<LocalDate> weekdays(int year) {
        return IntStream.rangeClosed(1, Year.of(year).length())
                .mapToObj(dayOfYear -> LocalDate.ofYearDay(year, dayOfYear))
                .filter(UsEquitiesTest::isWeekday);
    }

    private static boolean isWeekday(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
}
