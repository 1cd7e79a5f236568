package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The edges of windows, asked of everyone who answers: the engine that has the rows in its memory, the reader beside it,
 * an engine that was opened anew, and both again when the days are compacted.
 */
class ViewportEdgesTest {
    private static final Timeframe TIMEFRAME = Timeframe.parse("2m");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    /** What a window must show: the times of its candles, in UTC to the second. */
    private record Window(String from, String to, List<String> times) {}

    private StorageEngine open() {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .force(false)
                .retireGrace(Duration.ZERO)
                .build());
    }

    private void check(List<String> appended, List<Window> windows) {
        try (StorageEngine engine = open()) {
            CandleAppender spy = engine.candles("SPY", TIMEFRAME);
            long seq = 0;
            for (String ts : appended) {
                seq = spy.append(IsoTime.parse(ts), 1, 2, 0.5, 1.5, 10);
            }
            check("engine, from its memory", windows, query -> engine.viewport(query)
                    .candles());
            assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
            try (StorageReader reader = StorageReader.open(root)) {
                check("reader, from parts", windows, query -> reader.viewport(query)
                        .candles());
            }
        }
        try (StorageEngine engine = open();
                StorageReader reader = StorageReader.open(root)) {
            check("engine, from parts", windows, query -> engine.viewport(query).candles());
            for (LocalDate day : engine.daysWaiting(TIMEFRAME)) {
                engine.compact(TIMEFRAME, day);
            }
            check("engine, from dayfiles", windows, query -> engine.viewport(query)
                    .candles());
            check("reader, from dayfiles", windows, query -> reader.viewport(query)
                    .candles());
        }
    }

    private static void check(String who, List<Window> windows, Function<ViewportQuery, CandleSeries> answers) {
        for (Window window : windows) {
            CandleSeries candles = answers.apply(ViewportQuery.of("SPY", TIMEFRAME)
                    .between(window.from, window.to)
                    .build());
            List<String> times = new ArrayList<>();
            for (int i = 0; i < candles.size(); i++) {
                times.add(IsoTime.format(candles.tsMicros(i)).substring(0, 19) + "Z");
            }
            assertThat(times).as("%s, %s", who, window).isEqualTo(window.times);
        }
    }

    @Test
    void shouldIncludeBothBoundsToTheMicrosecond() {
        String first = "2025-07-03T13:30:00Z";
        String second = "2025-07-03T13:32:00Z";
        check(
                List.of(first, second),
                List.of(
                        new Window(first, second, List.of(first, second)),
                        new Window(first, first, List.of(first)),
                        new Window("2025-07-03T13:29:59.999999Z", "2025-07-03T13:29:59.999999Z", List.of()),
                        new Window("2025-07-03T13:30:00.000001Z", second, List.of(second)),
                        new Window(first, "2025-07-03T13:31:59.999999Z", List.of(first)),
                        new Window("2025-07-03T13:30:00.000001Z", "2025-07-03T13:31:59.999999Z", List.of())));
    }

    /** 01:30 comes twice: as a lower bound it is the first pass, as an upper bound the second. */
    @Test
    void shouldCoverBothPassesOfTheHourThatAutumnRepeats() {
        String before = "2025-11-02T05:28:00Z"; // 01:28, first pass
        String firstPass = "2025-11-02T05:30:00Z";
        String secondPass = "2025-11-02T06:30:00Z";
        String after = "2025-11-02T07:00:00Z"; // 02:00
        check(
                List.of(before, firstPass, secondPass, after),
                List.of(
                        new Window("2025-11-02T01:30", "2025-11-02T01:30", List.of(firstPass, secondPass)),
                        new Window("2025-11-02T01:29", "2025-11-02T01:59", List.of(firstPass, secondPass)),
                        new Window("2025-11-02T01:30-05:00", "2025-11-02T01:30-05:00", List.of(secondPass)),
                        new Window("2025-11-02T01:30-04:00", "2025-11-02T01:30-04:00", List.of(firstPass)),
                        new Window("2025-11-02", "2025-11-03", List.of(before, firstPass, secondPass, after))));
    }

    /** 02:30 does not come: it is read as far after the change as it would be after 02:00. */
    @Test
    void shouldReadTheHourThatSpringLeavesOutAsTheOneAfterIt() {
        String before = "2025-03-09T06:58:00Z"; // 01:58
        String atChange = "2025-03-09T07:00:00Z"; // 03:00
        String later = "2025-03-09T07:30:00Z"; // 03:30
        check(
                List.of(before, atChange, later),
                List.of(
                        new Window("2025-03-09T02:30", "2025-03-09T02:30", List.of(later)),
                        new Window("2025-03-09T02:00", "2025-03-09T02:30", List.of(atChange, later)),
                        new Window("2025-03-09T01:58", "2025-03-09T02:00", List.of(before, atChange)),
                        new Window("2025-03-09T01:59", "2025-03-09T02:59", List.of(atChange, later)),
                        new Window("2025-03-09", "2025-03-10", List.of(before, atChange, later))));
    }

    /** In New York a year begins five hours after the one in UTC; files and windows go by New York's. */
    @Test
    void shouldFindTheFirstCandleOfAYear() {
        String last = "2026-01-01T04:58:00Z"; // 23:58 on 31 December
        String first = "2026-01-01T05:00:00Z"; // midnight
        check(
                List.of(last, first),
                List.of(
                        new Window("2026-01-01", "2026-01-02", List.of(first)),
                        new Window("2025-12-31", "2025-12-31T23:59:59.999999", List.of(last)),
                        new Window("2025-12-31T23:58", "2026-01-01", List.of(last, first)),
                        new Window("2026-01-01T00:00Z", "2026-01-01T04:59Z", List.of(last))));
    }

    @Test
    void shouldRefuseAWindowThatEndsBeforeItBegins() {
        ViewportQuery naive = ViewportQuery.of("SPY", TIMEFRAME)
                .between("2025-07-03T16:00", "2025-07-03T09:30")
                .build(); // which only the market's clock can tell
        try (StorageEngine engine = open();
                StorageReader reader = StorageReader.open(root)) {
            assertThatIllegalArgumentException().isThrownBy(() -> engine.viewport(naive));
            assertThatIllegalArgumentException().isThrownBy(() -> reader.viewport(naive));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ViewportQuery.of("SPY", TIMEFRAME).between(2, 1).build());
        }
    }

    @Test
    void shouldAnswerNothingFromAnEmptyStoreAndForAnUnknownSymbol() {
        check(List.of(), List.of(new Window("2025-07-03", "2025-07-04", List.of())));
        try (StorageEngine engine = open();
                StorageReader reader = StorageReader.open(root)) {
            long seq =
                    engine.candles("SPY", TIMEFRAME).append(IsoTime.parse("2025-07-03T13:30:00Z"), 1, 2, 0.5, 1.5, 10);
            assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
            for (ViewportQuery unknown : List.of(
                    ViewportQuery.of("QQQ", TIMEFRAME).build(),
                    ViewportQuery.of("QQQ", TIMEFRAME).last(5).build(),
                    ViewportQuery.of("SPY", Timeframe.parse("7m")).lastDays(2).build())) {
                assertThat(engine.viewport(unknown).candles().size()).isZero();
                assertThat(reader.viewport(unknown).candles().size()).isZero();
            }
        }
    }
}
