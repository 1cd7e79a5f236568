package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The engine's viewports, those of the reader without one and the plainest model give the same rows for the same query. */
class ViewportsAgreeTest {
    private static final List<MarketClock> CLOCKS = List.of(
            MarketClock.NEW_YORK,
            new MarketClock(ZoneId.of("America/Chicago"), LocalTime.of(17, 0)),
            new MarketClock(ZoneId.of("America/New_York"), LocalTime.of(1, 30)));

    /** Thursdays before the changes of New York's clock in 2025. */
    private static final List<LocalDate> FIRST_DAYS = List.of(LocalDate.of(2025, 3, 6), LocalDate.of(2025, 10, 30));

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void shouldGiveTheSameRows(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path root = Files.createTempDirectory("dayfile-agree");
        MarketClock clock = CLOCKS.get(random.nextInt(CLOCKS.size()));
        StoreFixture fixture = new StoreFixture(root, clock);
        try (DuckReader duck =
                new DuckReader(Disk.LOCAL, fixture.layout, clock, fixture.candleFiles, DamagePolicy.FAIL)) {
            RandomStore store = new RandomStore(fixture, FIRST_DAYS.get(random.nextInt(2)), random);
            long cacheBytes = random.nextBoolean() ? 1 << 20 : 1500;
            EngineViewports files = viewports(store, new LiveCandles(), cacheBytes);
            EngineViewports engine = viewports(store, store.live, cacheBytes);
            ViewportBuffer buffer = new ViewportBuffer();
            for (int i = 0; i < 30; i++) {
                ViewportQuery query = store.query();
                List<Candle> expected = NaiveViewport.answer(store.files(query.source()), query, clock);
                assertThat(candles(query, files, buffer)).as("files %s", query).isEqualTo(expected);
                assertThat(NaiveViewport.candles(query, duck.viewport(query).candles()))
                        .as("duck %s", query)
                        .isEqualTo(expected);
                List<Candle> known = new ArrayList<>(store.files(query.source()));
                if (query.source() == Source.ALL) {
                    known.addAll(store.inLive);
                }
                List<Candle> withLive = NaiveViewport.answer(known, query, clock);
                assertThat(candles(query, engine, buffer)).as("cold %s", query).isEqualTo(withLive);
                assertThat(candles(query, engine, buffer)).as("warm %s", query).isEqualTo(withLive);
            }
        } finally {
            deleteTree(root);
        }
    }

    private static EngineViewports viewports(RandomStore store, LiveCandles live, long cacheBytes) {
        return new EngineViewports(
                Disk.LOCAL,
                store.fixture.layout,
                store.fixture.clock,
                store.fixture.candleFiles,
                live,
                DamagePolicy.FAIL,
                cacheBytes);
    }

    private static List<Candle> candles(ViewportQuery query, EngineViewports viewports, ViewportBuffer buffer) {
        viewports.fill(query, buffer);
        return NaiveViewport.candles(query, buffer.candles());
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
