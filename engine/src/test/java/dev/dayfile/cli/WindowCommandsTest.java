package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gaps as a list, coarser candles, Arrow and the live tail from the command line. */
class WindowCommandsTest {
    private static final Timeframe TF = Timeframe.parse("5m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");

    @TempDir
    Path root;

    @TempDir
    Path elsewhere;

    private CommandRun run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(1, List.of("--root", root.toString()));
        return CommandRun.run(all.toArray(new String[0]));
    }

    /** The first five of a session's 78 candles of five minutes, without the third; an object. */
    @BeforeEach
    void writeCandles() {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            for (int i : new int[] {0, 1, 3, 4}) {
                engine.candles("SPY", TF).append(OPEN + i * TF.micros(), i + 1, i + 2, i, i + 1, 10);
            }
            engine.objects()
                    .append(ObjectEvent.create("z", "zone", "SPY", TF).at(OPEN).build());
        }
    }

    /** New York's clock alone does not make a market of US equities. */
    @Test
    void shouldCountGapsByTheStoresTradingHoursWhereverTheyAreShown() {
        StorageConfig config = StorageConfig.builder(elsewhere)
                .tradingHours(TradingHours.ALL_DAY)
                .build();
        Timeframe hour = Timeframe.parse("1h");
        try (StorageEngine engine = StorageEngine.open(config)) {
            for (int i : new int[] {0, 1, 5}) {
                engine.candles("BTC", hour).append(OPEN + i * hour.micros(), 1, 1, 1, 1, 1);
            }
        }
        CommandRun gaps = CommandRun.run("gaps", "--root", elsewhere.toString(), "--format", "csv");
        int missing = gaps.outLines().stream()
                .skip(1)
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(',') + 1)))
                .sum();
        assertThat(missing).isEqualTo(24 - 3);
        assertThat(CommandRun.run("describe", elsewhere.toString()).out())
                .contains("sessions: 24 candles expected, 3 present, 0 late")
                .contains(gaps.outLines().size() - 1 + " gaps in the sessions, " + missing + " candles missing");
        assertThat(run("describe").out()).contains("sessions: 78 candles expected, 4 present, 0 late");
    }

    @Test
    void shouldListGaps() throws IOException {
        CommandRun csv = run("gaps", "--symbol", "SPY", "--timeframe", "5m", "--format", "csv");
        assertThat(csv.exit()).as(csv.err()).isZero();
        assertThat(csv.outLines())
                .containsExactly(
                        "symbol,timeframe,day,from,to,candles",
                        "SPY,5m,2025-10-22,2025-10-22T13:40:00.000000+00:00,2025-10-22T13:45:00.000000+00:00,1",
                        "SPY,5m,2025-10-22,2025-10-22T13:55:00.000000+00:00,2025-10-22T20:00:00.000000+00:00,73");
        assertThat(run("gaps", "--format", "csv").out()).isEqualTo(csv.out());
        JsonNode json =
                new ObjectMapper().readTree(run("gaps", "--format", "json").out());
        assertThat(json).hasSize(2);
        assertThat(json.get(1).get("candles").asInt()).isEqualTo(73);
        assertThat(json.get(1).get("to").asText()).isEqualTo("2025-10-22T20:00:00.000000+00:00");
        assertThat(run("gaps").outLines()).hasSize(3).element(1).asString().contains("2025-10-22 09:40");
        assertThat(run("gaps", "--from", "2025-10-25", "--to", "2025-10-26").outLines())
                .containsExactly("no gaps");
        assertThat(run("gaps", "--from", "2025-10-26", "--to", "2025-10-25").exit())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void shouldMakeCoarserCandles() throws IOException {
        String[] hours = {"viewport", "--symbol", "SPY", "--timeframe", "1h", "--from-timeframe", "5m"};
        CommandRun csv = run(with(hours, "--format", "csv"));
        assertThat(csv.outLines())
                .containsExactly("ts,open,high,low,close,volume,seq", "2025-10-22T13:30:00.000000+00:00,1,6,0,5,40,4");
        assertThat(csv.err()).contains("may still change");
        JsonNode json =
                new ObjectMapper().readTree(run(with(hours, "--format", "json")).out());
        assertThat(json.get("timeframe").asText()).isEqualTo("1h");
        assertThat(json.get("resampled_from").asText()).isEqualTo("5m");
        assertThat(json.get("last_partial").asBoolean()).isTrue();
        CommandRun wrong = run("viewport", "--symbol", "SPY", "--timeframe", "7m", "--from-timeframe", "5m");
        assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).contains("multiple");
    }

    @Test
    void shouldWriteArrowStreamsToFiles() throws IOException {
        Path candles = elsewhere.resolve("candles.arrows");
        Path objects = elsewhere.resolve("objects.arrows");
        String[] window = {"viewport", "--symbol", "SPY", "--timeframe", "5m"};
        CommandRun arrow = run(
                with(window, "--format", "arrow", "--out", candles.toString(), "--objects-out", objects.toString()));
        assertThat(arrow.exit()).as(arrow.err()).isZero();
        assertThat(arrow.out()).isEmpty();
        assertThat(Files.readAllBytes(candles)).startsWith(-1, -1, -1, -1).endsWith(-1, -1, -1, -1, 0, 0, 0, 0);
        assertThat(Files.readAllBytes(objects)).startsWith(-1, -1, -1, -1).endsWith(-1, -1, -1, -1, 0, 0, 0, 0);

        Path csv = elsewhere.resolve("candles.csv");
        assertThat(run(with(window, "--format", "csv", "--out", csv.toString())).exit())
                .isZero();
        assertThat(Files.readAllLines(csv)).hasSize(5);
        CommandRun refused = run(with(window, "--objects-out", objects.toString()));
        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("--format arrow");
        CommandRun nowhere =
                run(with(window, "--out", elsewhere.resolve("none/x.csv").toString()));
        assertThat(nowhere.exit()).isNotZero();
        assertThat(nowhere.err().lines()).hasSize(1);
    }

    @Test
    void shouldCountUnpublishedRowsWithTheLiveTail() {
        try (StorageEngine engine = StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(Duration.ofSeconds(60))
                .build())) {
            engine.candles("SPY", TF).append(OPEN + 2 * TF.micros(), 3, 4, 2, 3, 10);
            String[] window = {"viewport", "--symbol", "SPY", "--timeframe", "5m", "--format", "csv"};
            assertThat(run(window).outLines()).hasSize(5);
            assertThat(run(with(window, "--live")).outLines())
                    .hasSize(6)
                    .element(3)
                    .asString()
                    .startsWith("2025-10-22T13:40");
        }
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
