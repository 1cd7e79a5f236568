package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DaySpanTest {
    @Property(tries = 3000)
    void shouldHoldEveryInstantOfItsDay(@ForAll("clocks") MarketClock clock, @ForAll("instants") long micros) {
        DaySpan span = DaySpan.of(clock, clock.dayOf(micros)).orElseThrow();
        assertThat(micros).isBetween(span.fromMicros(), span.toMicros());
    }

    @Provide
    Arbitrary<MarketClock> clocks() {
        return Combinators.combine(
                        Arbitraries.of(
                                "America/New_York",
                                "America/Chicago",
                                "Europe/London",
                                "America/Havana",
                                "Australia/Lord_Howe",
                                "Asia/Tokyo",
                                "America/Sao_Paulo"),
                        Arbitraries.of("00:00", "01:30", "02:30", "17:00", "23:30"))
                .as((zone, roll) -> new MarketClock(ZoneId.of(zone), LocalTime.parse(roll)));
    }

    /** Instants near changes of the clock, and any others. */
    @Provide
    Arbitrary<Long> instants() {
        long hour = 3_600_000_000L;
        Arbitrary<Long> near = Combinators.combine(
                        Arbitraries.of(
                                "2024-11-03T06:00Z", "2025-03-09T07:00Z", "2025-10-26T01:00Z", "2017-10-15T03:00Z"),
                        Arbitraries.longs().between(-30 * hour, 30 * hour))
                .as((change, offset) -> IsoTime.parse(change) + offset);
        return Arbitraries.oneOf(near, Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1));
    }

    @Test
    void shouldBeExactWhereNoClockChanges() {
        LocalDate day = LocalDate.of(2025, 7, 3);
        DaySpan span = DaySpan.of(MarketClock.NEW_YORK, day).orElseThrow();
        assertThat(span.fromMicros()).isEqualTo(IsoTime.parse("2025-07-03T04:00Z"));
        assertThat(span.toMicros()).isEqualTo(IsoTime.parse("2025-07-04T04:00Z") - 1);
    }

    @Test
    void shouldTouchWindowsToTheMicrosecond() {
        DaySpan span =
                DaySpan.of(MarketClock.NEW_YORK, LocalDate.of(2025, 7, 3)).orElseThrow();
        assertThat(span.touches(Long.MIN_VALUE, span.fromMicros())).isTrue();
        assertThat(span.touches(Long.MIN_VALUE, span.fromMicros() - 1)).isFalse();
        assertThat(span.touches(span.toMicros(), Long.MAX_VALUE)).isTrue();
        assertThat(span.touches(span.toMicros() + 1, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldKnowNoDayThatNoStoreCanHold() {
        assertThat(DaySpan.of(MarketClock.NEW_YORK, LocalDate.of(9999, 12, 31))).isEmpty();
        assertThat(DaySpan.of(MarketClock.NEW_YORK, LocalDate.of(1, 1, 1))).isEmpty();
        assertThat(DaySpan.of(MarketClock.NEW_YORK, LocalDate.of(2199, 12, 31))).isPresent();
        assertThat(DaySpan.of(MarketClock.NEW_YORK, LocalDate.of(1899, 12, 31))).isPresent();
    }
}
