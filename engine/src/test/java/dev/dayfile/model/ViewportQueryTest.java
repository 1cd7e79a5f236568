package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class ViewportQueryTest {
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    private static final long T = IsoTime.parse("2025-10-22T13:30:00Z");

    private static ViewportQuery.Builder spy() {
        return ViewportQuery.of("SPY", TWO_MINUTES);
    }

    @Test
    void shouldAskForEverythingByDefault() {
        ViewportQuery query = spy().build();
        assertThat(query.symbol()).isEqualTo("SPY");
        assertThat(query.timeframe()).isEqualTo(TWO_MINUTES);
        assertThat(query.fromMicros()).isEqualTo(ViewportQuery.UNBOUNDED_FROM);
        assertThat(query.toMicros()).isEqualTo(ViewportQuery.UNBOUNDED_TO);
        assertThat(query.asOfMicros()).isEqualTo(ViewportQuery.UNBOUNDED_TO);
        assertThat(query.last()).isZero();
        assertThat(query.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(query.high()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(query.source()).isEqualTo(ViewportQuery.Source.ALL);
        assertThat(query.resolve(MarketClock.NEW_YORK)).isSameAs(query);
    }

    @Test
    void shouldTakeBoundsAsMicrosInstantsOrText() {
        ViewportQuery micros = spy().between(T, T + 60_000_000).build();
        ViewportQuery instants = spy().between(
                        Instant.parse("2025-10-22T13:30:00Z"), Instant.parse("2025-10-22T13:31:00Z"))
                .build();
        ViewportQuery text =
                spy().between("2025-10-22T09:30", "2025-10-22T13:31Z").build().resolve(MarketClock.NEW_YORK);
        for (ViewportQuery query : new ViewportQuery[] {micros, instants, text}) {
            assertThat(query.fromMicros()).isEqualTo(T);
            assertThat(query.toMicros()).isEqualTo(T + 60_000_000);
        }
    }

    @Test
    void shouldReadTheSameTextByTheClockItIsResolvedWith() {
        ViewportQuery query =
                spy().between("2025-10-22T09:30", "2025-10-22T16:00").build();
        MarketClock tokyo = new MarketClock(ZoneId.of("Asia/Tokyo"), LocalTime.MIDNIGHT);
        assertThat(query.resolve(MarketClock.NEW_YORK).fromMicros()).isEqualTo(T);
        assertThat(query.resolve(tokyo).fromMicros()).isEqualTo(IsoTime.parse("2025-10-22T00:30:00Z"));
    }

    @Test
    void shouldCoverBothPassesOfTheRepeatedHour() {
        ViewportQuery query =
                spy().between("2025-11-02T01:00", "2025-11-02T01:59").build().resolve(MarketClock.NEW_YORK);
        assertThat(query.fromMicros()).isEqualTo(IsoTime.parse("2025-11-02T05:00:00Z"));
        assertThat(query.toMicros()).isEqualTo(IsoTime.parse("2025-11-02T06:59:00Z"));
    }

    @Test
    void shouldKeepEverythingElseWhenItIsResolved() {
        ViewportQuery query = spy().between("2025-10-22T09:30", null)
                .last(195)
                .priceBand(700, 650)
                .asOf("2025-10-22T12:00")
                .source(ViewportQuery.Source.DAYFILES)
                .build()
                .resolve(MarketClock.NEW_YORK);
        assertThat(query.fromMicros()).isEqualTo(T);
        assertThat(query.last()).isEqualTo(195);
        assertThat(query.low()).isEqualTo(650);
        assertThat(query.high()).isEqualTo(700);
        assertThat(query.asOfMicros()).isEqualTo(IsoTime.parse("2025-10-22T16:00:00Z"));
        assertThat(query.toMicros()).isEqualTo(IsoTime.parse("2025-10-22T15:58:00Z"));
        assertThat(query.source()).isEqualTo(ViewportQuery.Source.DAYFILES);
    }

    /** Unresolved text must never be taken for "no bound": that would answer with the whole store. */
    @Test
    void shouldRefuseToTellInstantsThatNoClockHasResolved() {
        ViewportQuery bounds =
                spy().between("2025-10-22T09:30", "2025-10-22T16:00").build();
        ViewportQuery asOf = spy().asOf("2025-10-22T16:00").build();
        for (ViewportQuery query : new ViewportQuery[] {bounds, asOf}) {
            assertUnresolved(query, ViewportQuery::fromMicros);
            assertUnresolved(query, ViewportQuery::toMicros);
            assertUnresolved(query, ViewportQuery::asOfMicros);
        }
    }

    private static void assertUnresolved(ViewportQuery query, ToLongFunction<ViewportQuery> accessor) {
        assertThatIllegalStateException()
                .isThrownBy(() -> accessor.applyAsLong(query))
                .withMessageContaining("2025-10-22T16:00");
    }

    @Test
    void shouldNotSeeACandleBeforeItsEnd() {
        // The candle of 13:30 is finalized at 13:32: known as of then, unknown a microsecond before.
        assertThat(spy().asOf(T + 120_000_000).build().toMicros()).isEqualTo(T);
        assertThat(spy().asOf(T + 119_999_999).build().toMicros()).isEqualTo(T - 1);
        assertThat(spy().between(T - 10, T).asOf(T + 120_000_000).build().toMicros())
                .isEqualTo(T);
        assertThat(spy().between(T - 10, T).asOf(Long.MAX_VALUE).build().toMicros())
                .isEqualTo(T);
    }

    @Test
    void shouldNotWrapAroundForAnInstantBeforeAllTime() {
        for (long asOf : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE + TWO_MINUTES.micros()}) {
            assertThat(spy().asOf(asOf).build().toMicros()).isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void shouldLetTheLastWordOnABoundCount() {
        ViewportQuery text = spy().between(T, T)
                .asOf(T)
                .between("2025-10-22T10:00", null)
                .asOf("2025-10-22T11:00")
                .build()
                .resolve(MarketClock.NEW_YORK);
        assertThat(text.fromMicros()).isEqualTo(IsoTime.parse("2025-10-22T14:00:00Z"));
        assertThat(text.asOfMicros()).isEqualTo(IsoTime.parse("2025-10-22T15:00:00Z"));
        ViewportQuery micros = spy().between("2025-10-22T10:00", "2025-10-22T11:00")
                .asOf("2025-10-22T11:00")
                .between(T, T + 1)
                .asOf(T + 1_000_000_000)
                .build();
        assertThat(micros.fromMicros()).isEqualTo(T);
        assertThat(micros.toMicros()).isEqualTo(T + 1);
    }

    @Test
    void shouldRefuseAWindowThatEndsBeforeItStarts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spy().between(T + 1, T).build())
                .withMessageContaining("from=2025-10-22T13:30:00.000001+00:00, to=2025-10-22T13:30:00.000000+00:00");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        spy().between(Long.MAX_VALUE - 1, Long.MIN_VALUE + 1).build())
                .withMessageContaining("from=9223372036854775806");
        ViewportQuery text =
                spy().between("2025-10-22T16:00", "2025-10-22T09:30").build();
        assertThatIllegalArgumentException().isThrownBy(() -> text.resolve(MarketClock.NEW_YORK));
        assertThat(spy().between(T, T).build().toMicros()).isEqualTo(T);
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> spy().last(0)).withMessageContaining("last=0");
        assertThatIllegalArgumentException().isThrownBy(() -> spy().priceBand(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> spy().between("yesterday", null));
        assertThatIllegalArgumentException().isThrownBy(() -> spy().asOf("2025-02-30"));
        assertThatIllegalArgumentException().isThrownBy(() -> ViewportQuery.of("A B", TWO_MINUTES));
        assertThatIllegalArgumentException().isThrownBy(() -> ViewportQuery.of("SPY", null));
        assertThatIllegalArgumentException().isThrownBy(() -> spy().source(null));
    }
}
