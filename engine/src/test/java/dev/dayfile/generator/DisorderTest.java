package dev.dayfile.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class DisorderTest {
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    private static final long MINUTE = 60_000_000L;
    private static final LocalDate FROM = LocalDate.of(2025, 10, 20);

    /** The days of one symbol by what is special about them; seven sessions without a holiday have every kind. */
    private final Map<Disorder.Kind, List<Candle>> days = new EnumMap<>(Disorder.Kind.class);

    DisorderTest() {
        SessionGenerator generator = settings().build();
        for (TradingSession session : generator.sessions()) {
            days.put(new Disorder(42, "SPY", session).kind(), new ArrayList<>());
        }
        for (Candle candle : generator) {
            LocalDate day = MarketClock.NEW_YORK.dayOf(candle.tsMicros());
            TradingSession session = generator.sessions().stream()
                    .filter(s -> s.day().equals(day))
                    .findFirst()
                    .orElseThrow();
            days.get(new Disorder(42, "SPY", session).kind()).add(candle);
        }
    }

    private static SessionGenerator.Builder settings() {
        return SessionGenerator.builder().from(FROM).days(7).seed(42).disorder(true);
    }

    @Test
    void shouldHaveEveryKindOfDayWithinSevenSessions() {
        assertThat(days).containsOnlyKeys(Disorder.Kind.values());
        assertThat(days.values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());
    }

    @Test
    void shouldLeaveOutVolumeForAWholeDayOnly() {
        days.forEach((kind, rows) -> assertThat(rows)
                .as(kind.name())
                .allMatch(candle -> Double.isNaN(candle.volume()) == (kind == Disorder.Kind.NO_VOLUME)));
    }

    @Test
    void shouldStampWithMicroseconds() {
        assertThat(days.get(Disorder.Kind.MICROSECOND_STAMPS)).allMatch(candle -> candle.tsMicros() % MINUTE != 0);
        assertThat(days.get(Disorder.Kind.MICROSECOND_STAMPS))
                .filteredOn(candle -> candle.tsMicros() % 1_000 != 0)
                .hasSizeGreaterThan(250);
    }

    @Test
    void shouldStampOffTheGridByWholeSeconds() {
        assertThat(days.get(Disorder.Kind.OFF_GRID))
                .allMatch(candle -> candle.tsMicros() % MINUTE != 0 && candle.tsMicros() % 1_000_000 == 0)
                .allMatch(candle -> candle.tsMicros() % MINUTE <= 7_000_000);
    }

    @Test
    void shouldHaveOneInstantInSeveralTimeframesEvenOffTheGrid() {
        for (Disorder.Kind kind : List.of(Disorder.Kind.PLAIN, Disorder.Kind.MICROSECOND_STAMPS)) {
            Map<Long, Set<Timeframe>> byInstant = days.get(kind).stream()
                    .collect(Collectors.groupingBy(
                            Candle::tsMicros, Collectors.mapping(Candle::timeframe, Collectors.toSet())));
            assertThat(byInstant.values()).anyMatch(timeframes -> timeframes.size() == 3);
        }
    }

    @Test
    void shouldHaveAGapOfUpToTwentyMinutesEveryLongDay() {
        days.forEach((kind, rows) -> {
            if (kind == Disorder.Kind.SHORT_DAY || kind == Disorder.Kind.EVENING) {
                return;
            }
            TreeSet<Long> stamps = new TreeSet<>();
            rows.stream().filter(c -> c.timeframe().equals(TWO_MINUTES)).forEach(c -> stamps.add(c.tsMicros()));
            long longest = 0;
            Long before = null;
            for (Long ts : stamps) {
                longest = before == null ? longest : Math.max(longest, ts - before);
                before = ts;
            }
            assertThat(longest).as(kind.name()).isBetween(3 * MINUTE, 23 * MINUTE);
        });
    }

    @Test
    void shouldHaveExactDuplicatesAndRevisionsEveryDay() {
        days.forEach((kind, rows) -> {
            Map<Object, Integer> copies = new HashMap<>();
            Map<Object, Set<Double>> closes = new HashMap<>();
            for (Candle c : rows) {
                copies.merge(c, 1, Integer::sum);
                closes.computeIfAbsent(Tuple.of(c.timeframe(), c.tsMicros()), key -> new HashSet<>())
                        .add(c.close());
            }
            assertThat(copies.values()).as(kind.name()).anyMatch(n -> n > 1);
            assertThat(closes.values()).as(kind.name()).anyMatch(values -> values.size() > 1);
        });
    }

    @Test
    void shouldDeliverARevisionAfterWhatItRevises() {
        List<Candle> clean = settings().disorder(false).build().toList();
        Map<Object, Candle> truth = new HashMap<>();
        clean.forEach(c -> truth.put(Tuple.of(c.timeframe(), c.tsMicros()), c));
        for (Disorder.Kind kind : List.of(Disorder.Kind.PLAIN, Disorder.Kind.NEWEST_FIRST, Disorder.Kind.SHORT_DAY)) {
            Set<Object> revised = new HashSet<>();
            for (Candle c : days.get(kind)) {
                Object key = Tuple.of(c.timeframe(), c.tsMicros());
                if (!c.equals(truth.get(key))) {
                    revised.add(key);
                } else {
                    assertThat(revised).as("the first value after its revision").doesNotContain(key);
                }
            }
            assertThat(revised).isNotEmpty();
        }
    }

    @Test
    void shouldDeliverSomeRowsLate() {
        long newest = Long.MIN_VALUE;
        int late = 0;
        Set<Long> seen = new HashSet<>();
        for (Candle c : days.get(Disorder.Kind.PLAIN)) {
            if (c.timeframe().equals(TWO_MINUTES) && seen.add(c.tsMicros())) {
                late += c.tsMicros() < newest ? 1 : 0;
                newest = Math.max(newest, c.tsMicros());
            }
        }
        assertThat(late).isPositive();
    }

    @Test
    void shouldDeliverADayNewestFirst() {
        assertThat(days.get(Disorder.Kind.NEWEST_FIRST))
                .isSortedAccordingTo((a, b) -> Long.compare(b.tsMicros(), a.tsMicros()))
                .hasSizeGreaterThan(280);
    }

    @Test
    void shouldHaveADayWithFifteenCandles() {
        Map<Timeframe, Long> distinct = days.get(Disorder.Kind.SHORT_DAY).stream()
                .collect(Collectors.groupingBy(
                        Candle::timeframe,
                        Collectors.collectingAndThen(
                                Collectors.mapping(Candle::tsMicros, Collectors.toSet()), set -> (long) set.size())));
        assertThat(distinct).hasSize(3).allSatisfy((timeframe, n) -> assertThat(n)
                .isEqualTo(15));
    }

    @Test
    void shouldHaveAnEveningCandleOnTheNextDateOfUtc() {
        List<Candle> evening = days.get(Disorder.Kind.EVENING).stream()
                .filter(c -> IsoTime.toInstant(c.tsMicros()).toString().endsWith("T00:30:00Z"))
                .toList();
        assertThat(evening).extracting(Candle::timeframe).hasSize(3).doesNotHaveDuplicates();
        LocalDate utc = LocalDate.ofInstant(IsoTime.toInstant(evening.get(0).tsMicros()), java.time.ZoneOffset.UTC);
        assertThat(MarketClock.NEW_YORK.dayOf(evening.get(0).tsMicros())).isEqualTo(utc.minusDays(1));
    }

    @Test
    void shouldDisturbASymbolTheSameWayWhateverElseIsAskedFor() {
        List<Candle> alone = settings().build().toList();
        assertThat(settings().symbols("QQQ", "SPY").build().toList().stream()
                        .filter(c -> c.symbol().equals("SPY")))
                .containsExactlyElementsOf(alone);
    }

    /** Whatever the seed, the timeframe or the length of the day, every fault finds its place. */
    @Property(tries = 30)
    void shouldDisturbAnySessions(@ForAll long seed) {
        for (String timeframe : List.of("1s", "7m", "1h", "1d")) {
            int days = timeframe.equals("1s") ? 1 : 8;
            List<Candle> rows = SessionGenerator.builder()
                    .timeframes(timeframe)
                    .from(LocalDate.of(2025, 11, 24))
                    .days(days)
                    .seed(seed)
                    .disorder(true)
                    .build()
                    .toList();
            assertThat(rows).hasSizeGreaterThan(days);
        }
    }
}
