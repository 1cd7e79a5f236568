package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.model.Candle;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Latest candles, bounds and gaps: the engine, the reader over DuckDB and the plainest model say the same. */
class OverviewsAgreeTest {
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 30); // clocks change on the Sunday after
    private static final List<String> SYMBOLS =
            Stream.concat(RandomStore.SYMBOLS.stream(), Stream.of("NONE")).toList();
    private static final List<Timeframe> TIMEFRAMES = Stream.concat(
                    RandomStore.TIMEFRAMES.stream(), Stream.of(Timeframe.parse("7m")))
            .toList();

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void shouldSayTheSame(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path root = Files.createTempDirectory("dayfile-overviews");
        MarketClock clock = MarketClock.NEW_YORK;
        StoreFixture fixture = new StoreFixture(root, clock);
        try (DuckReader duck =
                new DuckReader(Disk.LOCAL, fixture.layout, clock, fixture.candleFiles, DamagePolicy.FAIL)) {
            RandomStore store = new RandomStore(fixture, FIRST_DAY, random);
            EngineOverview engine = new EngineViewports(
                            Disk.LOCAL,
                            fixture.layout,
                            clock,
                            fixture.candleFiles,
                            store.live,
                            DamagePolicy.FAIL,
                            random.nextBoolean() ? 1 << 20 : 3000)
                    .overview();
            DuckOverview reader = duck.overview();
            List<Candle> inFiles = store.files(Source.ALL);
            List<Candle> all = new ArrayList<>(inFiles);
            all.addAll(store.inLive);
            for (int round = 0; round < 2; round++) {
                for (Timeframe timeframe : TIMEFRAMES) {
                    long since = clock.startMicros(FIRST_DAY) + (long) (random.nextDouble() * 6 * 86_400_000_000L);
                    assertThat(engine.latest(timeframe, since)).isEqualTo(latestSince(all, timeframe, since));
                    assertThat(reader.latest(timeframe, since)).isEqualTo(latestSince(inFiles, timeframe, since));
                    assertThat(engine.latest(timeframe, Long.MIN_VALUE))
                            .isEqualTo(NaiveOverview.latest(all, timeframe));
                    assertThat(reader.latest(timeframe, Long.MIN_VALUE))
                            .isEqualTo(NaiveOverview.latest(inFiles, timeframe));
                    assertThat(engine.bounds(timeframe, null)).isEqualTo(NaiveOverview.bounds(all, timeframe, null));
                    assertThat(reader.bounds(timeframe, null))
                            .isEqualTo(NaiveOverview.bounds(inFiles, timeframe, null));
                    String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
                    assertThat(engine.bounds(timeframe, symbol))
                            .isEqualTo(NaiveOverview.bounds(all, timeframe, symbol));
                    assertThat(reader.bounds(timeframe, symbol))
                            .isEqualTo(NaiveOverview.bounds(inFiles, timeframe, symbol));
                    gaps(engine, reader, all, inFiles, timeframe, symbol, clock, random);
                }
            }
        } finally {
            deleteTree(root);
        }
    }

    private static List<Candle> latestSince(List<Candle> candles, Timeframe timeframe, long sinceMicros) {
        return NaiveOverview.latest(candles, timeframe).stream()
                .filter(candle -> candle.tsMicros() >= sinceMicros)
                .toList();
    }

    private static void gaps(
            EngineOverview engine,
            DuckOverview reader,
            List<Candle> all,
            List<Candle> inFiles,
            Timeframe timeframe,
            String symbol,
            MarketClock clock,
            Random random) {
        LocalDate from = random.nextInt(3) == 0 ? null : FIRST_DAY.plusDays(random.nextInt(3) - 1);
        LocalDate to = random.nextInt(3) == 0 ? null : FIRST_DAY.plusDays(2 + random.nextInt(5));
        TradingCalendar calendar = calendar(clock, random.nextInt(3));
        long now = clock.startMicros(FIRST_DAY) + (long) (random.nextDouble() * 8 * 86_400_000_000L);

        List<SessionGaps> ofEngine = new ArrayList<>();
        engine.gaps(symbol, timeframe, from, to, calendar, now, ofEngine::add);
        assertThat(ofEngine).isEqualTo(NaiveOverview.gaps(all, symbol, timeframe, from, to, calendar, clock, now));
        List<SessionGaps> ofReader = new ArrayList<>();
        reader.gaps(symbol, timeframe, from, to, calendar, now, ofReader::add);
        assertThat(ofReader).isEqualTo(NaiveOverview.gaps(inFiles, symbol, timeframe, from, to, calendar, clock, now));

        List<SessionGaps> engineOfAll = new ArrayList<>();
        engine.gaps(null, timeframe, from, to, calendar, now, engineOfAll::add);
        assertThat(engineOfAll).isEqualTo(everySymbol(all, timeframe, from, to, calendar, clock, now));
        List<SessionGaps> readerOfAll = new ArrayList<>();
        reader.gaps(null, timeframe, from, to, calendar, now, readerOfAll::add);
        assertThat(readerOfAll).isEqualTo(everySymbol(inFiles, timeframe, from, to, calendar, clock, now));
    }

    private static List<SessionGaps> everySymbol(
            List<Candle> stored,
            Timeframe timeframe,
            LocalDate from,
            LocalDate to,
            TradingCalendar calendar,
            MarketClock clock,
            long now) {
        long fromMicros = from == null ? Long.MIN_VALUE : clock.startMicros(from) - timeframe.micros();
        long toMicros = to == null ? Long.MAX_VALUE : clock.endMicros(to) + timeframe.micros();
        List<SessionGaps> expected = new ArrayList<>();
        NaiveOverview.bySymbol(stored, timeframe).forEach((symbol, rows) -> {
            if (!rows.subMap(fromMicros, true, toMicros, true).isEmpty()) {
                expected.addAll(NaiveOverview.gaps(stored, symbol, timeframe, from, to, calendar, clock, now));
            }
        });
        return expected;
    }

    /** Sessions at the day's start, in its middle, or over the whole of it, and none on Saturdays. */
    private static TradingCalendar calendar(MarketClock clock, int kind) {
        long hour = 3_600_000_000L;
        return day -> {
            long start = clock.startMicros(day);
            if (day.getDayOfWeek() == DayOfWeek.SATURDAY) {
                return Optional.empty();
            }
            return Optional.of(
                    switch (kind) {
                        case 0 -> new TradingSession(day, start, start + 2 * hour);
                        case 1 -> new TradingSession(day, start + 5 * hour, start + 9 * hour + 1_000_000);
                        default -> new TradingSession(day, start, clock.endMicros(day));
                    });
        };
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
