package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ResampledCandles;
import dev.dayfile.model.Resampler;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A viewport of coarser candles is a cut of the whole history resampled, whatever the window, in engine and reader. */
class ResampledViewportTest {
    private static final Timeframe FINE = Timeframe.parse("5m");
    private static final Timeframe HOUR = Timeframe.parse("1h");
    private static final Timeframe DAY = Timeframe.parse("1d");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SEED = 42;

    @TempDir
    Path root;

    private record Row(long ts, double open, double high, double low, double close, double volume, long seq) {}

    private static List<Row> rows(CandleSeries candles) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < candles.size(); i++) {
            rows.add(new Row(
                    candles.tsMicros(i),
                    candles.open(i),
                    candles.high(i),
                    candles.low(i),
                    candles.close(i),
                    candles.volume(i),
                    candles.seq(i)));
        }
        return rows;
    }

    @Test
    void shouldCutWhatTheWholeHistoryGives() {
        Random random = new Random(SEED);
        try (StorageEngine engine =
                        StorageEngine.open(StorageConfig.builder(root).build());
                StorageReader reader = StorageReader.open(root)) {
            long seq = 0;
            for (int day = 0; day < 6; day++) {
                for (int i = -20; i < 100; i++) {
                    if (random.nextInt(5) > 0) {
                        long offGrid = random.nextInt(4) == 0 ? random.nextInt(60_000_000) : 0;
                        seq = engine.candles("SPY", FINE)
                                .append(
                                        OPEN + day * DAY_MICROS + i * FINE.micros() + offGrid,
                                        random.nextInt(9),
                                        10,
                                        -1,
                                        random.nextInt(9),
                                        random.nextInt(9));
                    }
                }
            }
            engine.awaitVisible(seq, Duration.ofSeconds(30));
            ViewportQuery everything = ViewportQuery.of("SPY", FINE).build();
            for (Timeframe coarse : List.of(HOUR, DAY, Timeframe.parse("15m"))) {
                ResampledCandles whole = new Resampler(FINE, coarse, Calendars.usEquities(), engine.clock())
                        .resample(engine.viewport(everything).candles());
                List<Row> all = rows(whole.candles());
                for (int n = 0; n < 40; n++) {
                    long a = OPEN - DAY_MICROS + (long) (random.nextDouble() * 8 * DAY_MICROS);
                    long b = a + (long) (random.nextDouble() * 3 * DAY_MICROS);
                    int last = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(40);
                    ViewportQuery.Builder builder =
                            ViewportQuery.of("SPY", coarse).resampledFrom(FINE);
                    boolean bounded = random.nextInt(4) > 0;
                    if (bounded) {
                        builder.between(a, b);
                    }
                    if (last > 0) {
                        builder.last(last);
                    }
                    ViewportQuery query = builder.build();
                    List<Row> expected = all.stream()
                            .filter(row -> !bounded || row.ts() >= a && row.ts() <= b)
                            .toList();
                    expected = last == 0
                            ? expected
                            : expected.subList(Math.max(0, expected.size() - last), expected.size());
                    Viewport ofEngine = engine.viewport(query);
                    assertThat(rows(ofEngine.candles()))
                            .as("%s, seed %d", query, SEED)
                            .isEqualTo(expected);
                    boolean toTheEnd = !expected.isEmpty()
                            && expected.get(expected.size() - 1).equals(all.get(all.size() - 1));
                    assertThat(ofEngine.lastPartial()).isEqualTo(toTheEnd && whole.lastPartial());
                    if (n % 8 == 0) {
                        Viewport ofReader = reader.viewport(query);
                        assertThat(rows(ofReader.candles())).as("%s", query).isEqualTo(expected);
                        assertThat(ofReader.lastPartial()).isEqualTo(ofEngine.lastPartial());
                    }
                }
            }
        }
    }

    @Test
    void shouldMarkACandleThatMayStillChange() {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            for (int i = 0; i < 11; i++) {
                engine.candles("SPY", FINE).append(OPEN + i * FINE.micros(), i, i, i, i, 1);
            }
            ViewportQuery hours =
                    ViewportQuery.of("SPY", HOUR).resampledFrom(FINE).last(5).build();
            assertThat(engine.viewport(hours).lastPartial()).isTrue();
            engine.candles("SPY", FINE).append(OPEN + 11 * FINE.micros(), 11, 11, 11, 11, 1);
            Viewport whole = engine.viewport(hours);
            assertThat(whole.lastPartial()).isFalse();
            assertThat(rows(whole.candles())).containsExactly(new Row(OPEN, 0, 11, 0, 11, 12, 12));

            Viewport then = engine.viewport(ViewportQuery.of("SPY", HOUR)
                    .resampledFrom(FINE)
                    .asOf(OPEN + 2 * FINE.micros() + 1)
                    .build());
            assertThat(rows(then.candles())).containsExactly(new Row(OPEN, 0, 1, 0, 1, 2, 2));
            assertThat(then.lastPartial()).isTrue();

            Viewport byDay = engine.viewport(ViewportQuery.of("SPY", HOUR)
                    .resampledFrom(FINE)
                    .lastDays(1)
                    .build());
            assertThat(byDay.candles().size()).isEqualTo(1);
        }
    }

    @Test
    void shouldShowObjectsOfTheCoarserTimeframe() {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            engine.objects()
                    .append(ObjectEvent.create("a", "zone", "SPY", HOUR)
                            .at(OPEN)
                            .build());
            engine.objects()
                    .append(ObjectEvent.create("b", "zone", "SPY", FINE)
                            .at(OPEN)
                            .build());
            Viewport viewport = engine.viewport(
                    ViewportQuery.of("SPY", HOUR).resampledFrom(FINE).build());
            assertThat(viewport.candles().size()).isZero();
            assertThat(viewport.objects()).extracting("id").containsExactly("a");
        }
    }

    @Test
    void shouldRefuseATimeframeThatIsNoMultiple() {
        assertThatThrownBy(() -> ViewportQuery.of("SPY", HOUR).resampledFrom(Timeframe.parse("7m")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple");
    }
}
