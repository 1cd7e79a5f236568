package dev.dayfile.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SessionGeneratorTest {
    private static final Timeframe ONE_MINUTE = Timeframe.parse("1m");
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");

    @Property(tries = 25)
    void shouldKeepToCentsAndToTheShapeOfACandle(@ForAll long seed, @ForAll @IntRange(min = 0, max = 3000) int offset) {
        LocalDate from = LocalDate.of(2015, 1, 1).plusDays(offset);
        for (Candle candle : SessionGenerator.builder().from(from).seed(seed).build()) {
            assertThat(candle.low()).isLessThanOrEqualTo(Math.min(candle.open(), candle.close()));
            assertThat(candle.high()).isGreaterThanOrEqualTo(Math.max(candle.open(), candle.close()));
            assertThat(candle.low()).isPositive();
            for (double price : new double[] {candle.open(), candle.high(), candle.low(), candle.close()}) {
                assertThat(price).isEqualTo(Math.round(price * 100) / 100.0);
            }
            assertThat(candle.volume()).isPositive().isEqualTo(Math.rint(candle.volume()));
        }
    }

    @Property(tries = 10)
    void shouldCutCoarseCandlesFromTheFineOnes(@ForAll long seed) {
        List<Candle> all = SessionGenerator.builder()
                .timeframes("1m", "2m", "15m", "30m", "1h", "1d")
                .from(LocalDate.of(2025, 11, 28))
                .days(2)
                .seed(seed)
                .build()
                .toList();
        for (Candle coarse : all) {
            List<Candle> fine = all.stream()
                    .filter(c -> c.timeframe().equals(ONE_MINUTE))
                    .filter(c -> c.tsMicros() >= coarse.tsMicros())
                    .filter(c -> c.tsMicros()
                            < coarse.tsMicros() + coarse.timeframe().micros())
                    .toList();
            assertThat(coarse.open()).isEqualTo(fine.get(0).open());
            assertThat(coarse.close()).isEqualTo(fine.get(fine.size() - 1).close());
            assertThat(coarse.high())
                    .isEqualTo(fine.stream().mapToDouble(Candle::high).max().orElseThrow());
            assertThat(coarse.low())
                    .isEqualTo(fine.stream().mapToDouble(Candle::low).min().orElseThrow());
            assertThat(coarse.volume())
                    .isEqualTo(fine.stream().mapToDouble(Candle::volume).sum());
        }
    }

    @Test
    void shouldGiveTheSameRowsForTheSameSeedAndOthersForAnother() {
        List<Candle> first = generate(7, "SPY");
        assertThat(generate(7, "SPY")).isEqualTo(first);
        assertThat(generate(8, "SPY")).isNotEqualTo(first);
    }

    /** Pins the rows themselves: a change of the generator changes every seed that anybody noted down. */
    @Test
    void shouldGiveTheseRowsForSeed42OnEveryJvm() {
        Candle first = SessionGenerator.builder().build().iterator().next();
        assertThat(first.toString())
                .isEqualTo(
                        "Candle[symbol=SPY, timeframe=2m, tsMicros=1760967000000000, open=171.37, high=171.51, low=171.35, "
                                + "close=171.47, volume=1133011.0, seq=0]");
    }

    @Test
    void shouldGiveASymbolTheSameRowsWhateverElseIsAskedFor() {
        List<Candle> alone = generate(7, "SPY");
        List<Candle> together = generate(7, "QQQ", "SPY", "BRK.B").stream()
                .filter(candle -> candle.symbol().equals("SPY"))
                .toList();
        assertThat(together).isEqualTo(alone);

        List<Candle> twoMinutes = SessionGenerator.builder()
                .timeframes("2m")
                .days(3)
                .seed(7)
                .build()
                .toList();
        assertThat(alone.stream().filter(candle -> candle.timeframe().equals(TWO_MINUTES)))
                .containsExactlyElementsOf(twoMinutes);
    }

    @Test
    void shouldGiveEachSymbolItsOwnWalk() {
        List<Candle> both = generate(7, "SPY", "QQQ");
        assertThat(both.stream().filter(c -> c.symbol().equals("SPY")).map(Candle::close))
                .isNotEqualTo(
                        both.stream().filter(c -> c.symbol().equals("QQQ")).map(Candle::close));
    }

    @Test
    void shouldDeliverCandlesInTheOrderInWhichTheyAreFinalized() {
        long before = Long.MIN_VALUE;
        for (Candle candle :
                SessionGenerator.builder().symbols("SPY", "QQQ").days(3).build()) {
            long finalizedAt = candle.tsMicros() + candle.timeframe().micros();
            assertThat(finalizedAt).isGreaterThanOrEqualTo(before);
            before = finalizedAt;
        }
    }

    @Test
    void shouldFillAFullSessionAndAHalfOne() {
        assertThat(timesOf(LocalDate.of(2025, 11, 26), "2m"))
                .hasSize(195)
                .startsWith("2025-11-26T14:30:00.000000+00:00")
                .endsWith("2025-11-26T20:58:00.000000+00:00");
        assertThat(timesOf(LocalDate.of(2025, 11, 28), "2m"))
                .hasSize(105)
                .startsWith("2025-11-28T14:30:00.000000+00:00")
                .endsWith("2025-11-28T17:58:00.000000+00:00");
        assertThat(timesOf(LocalDate.of(2025, 11, 26), "1h")).hasSize(7).endsWith("2025-11-26T20:30:00.000000+00:00");
    }

    @Test
    void shouldLeaveOutHolidaysAndWeekends() {
        SessionGenerator generator = SessionGenerator.builder()
                .from(LocalDate.of(2025, 11, 26))
                .days(3)
                .build();
        assertThat(generator.sessions().stream().map(TradingSession::day))
                .containsExactly(LocalDate.of(2025, 11, 26), LocalDate.of(2025, 11, 28), LocalDate.of(2025, 12, 1));
        Set<LocalDate> days = new HashSet<>();
        generator.forEach(candle -> days.add(MarketClock.NEW_YORK.dayOf(candle.tsMicros())));
        assertThat(days).hasSize(3).doesNotContain(LocalDate.of(2025, 11, 27));
    }

    @Test
    void shouldFollowTheClockChangesInUtc() {
        assertThat(timesOf(LocalDate.of(2025, 10, 31), "15m").get(0)).startsWith("2025-10-31T13:30");
        assertThat(timesOf(LocalDate.of(2025, 11, 1), "15m").get(0)).startsWith("2025-11-03T14:30");
        assertThat(timesOf(LocalDate.of(2026, 3, 6), "15m").get(0)).startsWith("2026-03-06T14:30");
        assertThat(timesOf(LocalDate.of(2026, 3, 9), "15m").get(0)).startsWith("2026-03-09T13:30");
    }

    @Test
    void shouldTradeMoreAtBothEndsOfTheSessionThanInItsMiddle() {
        double[] volume = new double[13]; // half hours
        for (Candle candle :
                SessionGenerator.builder().timeframes("30m").days(20).build()) {
            long sinceMidnight = candle.tsMicros() / 60_000_000L % 1440;
            volume[(int) (sinceMidnight - 13 * 60 - 30) / 30 % 13] += candle.volume();
        }
        assertThat(volume[0]).isGreaterThan(2 * volume[6]);
        assertThat(volume[12]).isGreaterThan(2 * volume[6]);
    }

    @Test
    void shouldMoveLikeAnEquityIndex() {
        List<Candle> days =
                SessionGenerator.builder().timeframes("1d").days(250).build().toList();
        double sumOfSquares = 0;
        for (int i = 1; i < days.size(); i++) {
            double change = Math.log(days.get(i).close() / days.get(i - 1).close());
            sumOfSquares += change * change;
        }
        assertThat(Math.sqrt(sumOfSquares)).as("deviation of a year").isCloseTo(0.18, within(0.06));
    }

    @Test
    void shouldWalkBySecondsForTimeframesBelowAMinute() {
        List<Candle> all =
                SessionGenerator.builder().timeframes("90s", "15s").build().toList();
        assertThat(all.stream().filter(c -> c.timeframe().toString().equals("15s")))
                .hasSize(1560);
        assertThat(all.stream().filter(c -> c.timeframe().toString().equals("90s")))
                .hasSize(260);
    }

    @Test
    void shouldRefuseImpossibleSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionGenerator.builder().days(0))
                .withMessageContaining("days=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionGenerator.builder().symbols("S PY"))
                .withMessageContaining("S PY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionGenerator.builder().timeframes("2d"))
                .withMessageContaining("timeframe=2d");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionGenerator.builder().symbols(List.of()))
                .withMessageContaining("symbols");
    }

    private static List<Candle> generate(long seed, String... symbols) {
        return SessionGenerator.builder()
                .symbols(symbols)
                .days(3)
                .seed(seed)
                .build()
                .toList();
    }

    private static List<String> timesOf(LocalDate day, String timeframe) {
        return SessionGenerator.builder().timeframes(timeframe).from(day).build().toList().stream()
                .map(candle -> IsoTime.format(candle.tsMicros()))
                .toList();
    }
}
