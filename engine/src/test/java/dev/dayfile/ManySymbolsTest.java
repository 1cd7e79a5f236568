package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 5,000 symbols in three timeframes through one engine, as they come at a turn of the quarter of an hour. */
class ManySymbolsTest {
    private static final int SYMBOLS = 5_000;
    private static final List<Timeframe> TIMEFRAMES =
            List.of(Timeframe.parse("1m"), Timeframe.parse("5m"), Timeframe.parse("15m"));
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");

    @TempDir
    Path root;

    @Test
    void shouldMakeOnePartATimeframeOfABurst() throws IOException {
        StorageConfig config = StorageConfig.builder(root)
                .force(false)
                .flushInterval(Duration.ofSeconds(1)) // so that a stalled machine does not cut a burst in two
                .build();
        try (StorageEngine engine = StorageEngine.open(config)) {
            CandleAppender[][] appenders = new CandleAppender[TIMEFRAMES.size()][SYMBOLS];
            for (int t = 0; t < TIMEFRAMES.size(); t++) {
                for (int s = 0; s < SYMBOLS; s++) {
                    appenders[t][s] = engine.candles("SYM" + s, TIMEFRAMES.get(t));
                }
            }
            for (int turn = 0; turn < 2; turn++) {
                long last = 0;
                for (int s = 0; s < SYMBOLS; s++) {
                    for (int t = 0; t < TIMEFRAMES.size(); t++) {
                        long ts = OPEN + turn * TIMEFRAMES.get(t).micros();
                        last = appenders[t][s].append(ts, s + 1, s + 2, s, s + 1, turn);
                    }
                }
                assertThat(engine.awaitVisible(last, Duration.ofSeconds(30))).isTrue();
                for (Timeframe timeframe : TIMEFRAMES) {
                    assertThat(parts(timeframe))
                            .as("%s after turn %d", timeframe, turn)
                            .isEqualTo(turn + 1);
                }
            }
            while (engine.stats().ringOccupied()
                    > 0) { // parts count as published a moment after their rows are visible
                Thread.onSpinWait();
            }
            assertThat(engine.stats().partsPublished()).isEqualTo(2L * TIMEFRAMES.size());
            for (int s = 0; s < SYMBOLS; s += 499) {
                for (Timeframe timeframe : TIMEFRAMES) {
                    CandleSeries candles = engine.viewport(
                                    ViewportQuery.of("SYM" + s, timeframe).build())
                            .candles();
                    assertThat(candles.size()).isEqualTo(2);
                    assertThat(candles.open(1)).isEqualTo(s + 1);
                    assertThat(candles.volume(1)).isEqualTo(1);
                }
            }
        }
    }

    private long parts(Timeframe timeframe) throws IOException {
        try (Stream<Path> parts = Files.list(root.resolve("data/" + timeframe + "/2025-10-22"))) {
            return parts.filter(part -> part.toString().endsWith(".parquet")).count();
        }
    }
}
