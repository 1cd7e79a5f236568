package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MarketClockTest {
    private static final List<String> ZONES =
            List.of("America/New_York", "America/Chicago", "Europe/London", "Asia/Tokyo", "UTC");

    /** Clocks set forward or back at midnight or over it, a date left out, changes of half an hour. */
    private static final List<String> ODD_ZONES = List.of(
            "America/Sao_Paulo",
            "Asia/Beirut",
            "America/St_Johns",
            "America/Havana",
            "Pacific/Apia",
            "Pacific/Kwajalein",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Asia/Kathmandu");

    private static final List<LocalTime> ROLLS = List.of(
            LocalTime.MIDNIGHT,
            LocalTime.of(4, 0),
            LocalTime.of(17, 0),
            LocalTime.of(18, 0),
            LocalTime.NOON,
            LocalTime.of(0, 30),
            LocalTime.of(1, 30),
            LocalTime.of(2, 30),
            LocalTime.of(23, 30));

    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    @Provide
    Arbitrary<MarketClock> anyClock() {
        Arbitrary<String> zones =
                Arbitraries.of(Stream.concat(ZONES.stream(), ODD_ZONES.stream()).toList());
        return Combinators.combine(zones, Arbitraries.of(ROLLS))
                .as((zone, roll) -> new MarketClock(ZoneId.of(zone), roll));
    }

    @Provide
    Arbitrary<Long> anyTime() {
        return Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1);
    }

    @Property
    void shouldPutEveryInstantIntoExactlyOneDay(@ForAll("anyClock") MarketClock clock, @ForAll("anyTime") long micros) {
        assertInItsDay(clock, micros);
    }

    @Property
    void shouldAgreeWithTheLocalDateTimeAwayFromClockChanges(
            @ForAll("anyClock") MarketClock clock, @ForAll("anyTime") long micros) {
        ZonedDateTime local = IsoTime.toInstant(micros).atZone(clock.zone());
        boolean nearChange = !clock.zone().getRules().isFixedOffset()
                && Stream.of(-26L, 26L)
                        .map(hours -> local.plusHours(hours).getOffset())
                        .anyMatch(offset -> !offset.equals(local.getOffset()));
        if (nearChange) {
            return;
        }
        // Shifting the clock so that the roll becomes midnight says the day by another way than the code does.
        LocalDateTime shifted = clock.roll().isBefore(LocalTime.NOON)
                ? local.toLocalDateTime().minusNanos(clock.roll().toNanoOfDay())
                : local.toLocalDateTime()
                        .plusNanos(24 * HOUR * 1_000 - clock.roll().toNanoOfDay());
        assertThat(clock.dayOf(micros)).isEqualTo(shifted.toLocalDate());
    }

    static Stream<MarketClock> everyClock() {
        return Stream.concat(ZONES.stream(), ODD_ZONES.stream())
                .flatMap(zone -> ROLLS.stream().map(roll -> new MarketClock(ZoneId.of(zone), roll)));
    }

    /** Every clock change since 1950, three days around it: days are one after another and no instant is in two. */
    @ParameterizedTest
    @MethodSource("everyClock")
    void shouldPartitionTimeAroundEveryClockChange(MarketClock clock) {
        ZoneOffsetTransition change = clock.zone().getRules().nextTransition(Instant.parse("1950-01-01T00:00:00Z"));
        Instant end = Instant.parse("2040-01-01T00:00:00Z");
        while (change != null && change.getInstant().isBefore(end)) {
            long at = IsoTime.toMicros(change.getInstant());
            LocalDate previous = clock.dayOf(at - 36 * HOUR);
            for (long micros = at - 36 * HOUR; micros <= at + 36 * HOUR; micros += HOUR / 4) {
                assertInItsDay(clock, micros);
                LocalDate day = clock.dayOf(micros);
                assertThat(day).as("days never run backwards").isAfterOrEqualTo(previous);
                previous = day;
            }
            LocalDate day = clock.dayOf(at);
            for (LocalDate edge : List.of(day.minusDays(1), day, day.plusDays(1), day.plusDays(2))) {
                assertInItsDay(clock, clock.startMicros(edge));
                assertInItsDay(clock, clock.startMicros(edge) - 1);
            }
            change = clock.zone().getRules().nextTransition(change.getInstant());
        }
    }

    private static void assertInItsDay(MarketClock clock, long micros) {
        LocalDate day = clock.dayOf(micros);
        if (micros < clock.startMicros(day) || micros >= clock.endMicros(day)) {
            throw new AssertionError(IsoTime.format(micros) + " is not in " + day + " of " + clock);
        }
        assertThat(clock.endMicros(day)).isEqualTo(clock.startMicros(day.plusDays(1)));
    }

    @ParameterizedTest
    @CsvSource({
        // 20:30 in New York is the next date in UTC, and is the same trading day.
        "America/New_York, 00:00, 2025-10-23T00:30:00Z, 2025-10-22",
        "America/New_York, 00:00, 2025-10-22T13:30:00Z, 2025-10-22",
        "America/New_York, 00:00, 2025-10-22T03:59:59.999999Z, 2025-10-21",
        "America/New_York, 00:00, 2025-10-22T04:00:00Z, 2025-10-22",
        "America/New_York, 00:00, 2025-12-22T04:59:59.999999Z, 2025-12-21",
        "America/New_York, 00:00, 2025-12-22T05:00:00Z, 2025-12-22",
        // Futures: Sunday 17:00 in Chicago opens Monday.
        "America/Chicago, 17:00, 2025-10-19T21:59:59.999999Z, 2025-10-19",
        "America/Chicago, 17:00, 2025-10-19T22:00:00Z, 2025-10-20",
        "America/Chicago, 17:00, 2025-10-20T21:59:59.999999Z, 2025-10-20",
        // A market that runs past midnight and counts until 04:00.
        "America/New_York, 04:00, 2025-10-22T07:59:59.999999Z, 2025-10-21",
        "America/New_York, 04:00, 2025-10-22T08:00:00Z, 2025-10-22",
        "Asia/Tokyo, 00:00, 2025-10-21T15:00:00Z, 2025-10-22",
        "Europe/London, 00:00, 2025-07-01T22:59:59.999999Z, 2025-07-01",
        "UTC, 00:00, 2025-10-22T00:00:00Z, 2025-10-22",
        // Midnight does not exist: the clock goes from 23:59:59 to 01:00.
        "America/Sao_Paulo, 00:00, 2018-11-04T02:59:59.999999Z, 2018-11-03",
        "America/Sao_Paulo, 00:00, 2018-11-04T03:00:00Z, 2018-11-04",
        "Asia/Beirut, 00:00, 2024-03-30T21:59:59.999999Z, 2024-03-30",
        "Asia/Beirut, 00:00, 2024-03-30T22:00:00Z, 2024-03-31",
        // The roll itself is left out: 02:00 becomes 03:00, so the day starts with the change.
        "America/New_York, 02:30, 2025-03-09T06:59:59.999999Z, 2025-03-08",
        "America/New_York, 02:30, 2025-03-09T07:00:00Z, 2025-03-09",
        // The roll comes twice: the day starts with the first pass and does not go back in the second.
        "America/New_York, 01:30, 2025-11-02T05:29:59.999999Z, 2025-11-01",
        "America/New_York, 01:30, 2025-11-02T05:30:00Z, 2025-11-02",
        "America/New_York, 01:30, 2025-11-02T06:15:00Z, 2025-11-02"
    })
    void shouldKnowTheDayOfAnInstant(String zone, String roll, String instant, LocalDate day) {
        MarketClock clock = new MarketClock(ZoneId.of(zone), LocalTime.parse(roll));
        assertThat(clock.dayOf(IsoTime.parse(instant))).isEqualTo(day);
    }

    @Test
    void shouldKnowHowLongTheDaysOfAClockChangeAre() {
        MarketClock clock = MarketClock.NEW_YORK;
        assertThat(lengthHours(clock, "2025-03-09")).isEqualTo(23);
        assertThat(lengthHours(clock, "2025-11-02")).isEqualTo(25);
        assertThat(lengthHours(clock, "2025-10-22")).isEqualTo(24);
        MarketClock apia = new MarketClock(ZoneId.of("Pacific/Apia"), LocalTime.MIDNIGHT);
        assertThat(lengthHours(apia, "2011-12-30"))
                .as("left out at the date line")
                .isZero();
    }

    private static long lengthHours(MarketClock clock, String day) {
        LocalDate date = LocalDate.parse(day);
        return (clock.endMicros(date) - clock.startMicros(date)) / HOUR;
    }

    @Test
    void shouldKnowTheFirstAndTheLastDayThatAStoreCanHold() {
        for (String zone : ZONES) {
            for (LocalTime roll : ROLLS) {
                MarketClock clock = new MarketClock(ZoneId.of(zone), roll);
                assertInItsDay(clock, IsoTime.MIN_MICROS);
                assertInItsDay(clock, IsoTime.MAX_MICROS - 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-22T09:30, 2025-10-22T13:30:00Z",
        "2025-10-22 09:30:00.5, 2025-10-22T13:30:00.5Z",
        "2025-12-22T09:30, 2025-12-22T14:30:00Z",
        "2025-10-22, 2025-10-22T04:00:00Z",
        "2025-10-22T09:30Z, 2025-10-22T09:30:00Z",
        "2025-10-22T09:30-05:00, 2025-10-22T14:30:00Z",
        "2025-03-09T02:30, 2025-03-09T07:30:00Z",
        "2025-11-02T01:30, 2025-11-02T05:30:00Z",
        "2025-11-02T01:30-05:00, 2025-11-02T06:30:00Z"
    })
    void shouldReadTextAsMarketTime(String text, String instant) {
        assertThat(MarketClock.NEW_YORK.parse(text)).isEqualTo(IsoTime.parse(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-22T16:00, 2025-10-22T20:00:00Z",
        "2025-11-02T01:30, 2025-11-02T06:30:00Z",
        "2025-11-02T02:00, 2025-11-02T07:00:00Z",
        "2025-11-02T01:30-04:00, 2025-11-02T05:30:00Z",
        "2025-03-09T02:30, 2025-03-09T07:30:00Z"
    })
    void shouldReadAnUpperBoundAsTheSecondPass(String text, String instant) {
        assertThat(MarketClock.NEW_YORK.parseUpperBound(text)).isEqualTo(IsoTime.parse(instant));
    }

    @Test
    void shouldRefuseWhatIsNoTimeAndNull() {
        for (String text : new String[] {null, "", "noon", "2025-02-30", "1899-12-31T18:00", "2199-12-31T19:00"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> MarketClock.NEW_YORK.parse(text));
            assertThatIllegalArgumentException().isThrownBy(() -> MarketClock.NEW_YORK.parseUpperBound(text));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new MarketClock(null, LocalTime.MIDNIGHT));
        assertThatIllegalArgumentException().isThrownBy(() -> new MarketClock(ZoneId.of("UTC"), null));
    }
}
