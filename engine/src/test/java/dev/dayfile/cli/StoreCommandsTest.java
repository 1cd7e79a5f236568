package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on one store, from generating to describing. */
class StoreCommandsTest {
    @TempDir
    private Path root;

    private CommandRun run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(1, List.of("--root", root.toString()));
        return CommandRun.run(all.toArray(new String[0]));
    }

    private CommandRun generate(String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "--timeframes", "2m,15m"));
        args.addAll(Arrays.asList(more));
        CommandRun run = run(args.toArray(new String[0]));
        assertThat(run.exit()).as(run.err()).isZero();
        return run;
    }

    private List<Path> parquetFiles() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 0x10;
        Files.write(file, bytes);
    }

    @Test
    void shouldGenerateSessionsAndTellTheirRows() {
        CommandRun run = generate("--symbols", "SPY,QQQ", "--from", "2025-11-26", "--days", "2");
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "day         timeframe  rows",
                        "2025-11-26  2m          390",
                        "2025-11-26  15m          52",
                        "2025-11-28  2m          210",
                        "2025-11-28  15m          28");
    }

    @Test
    void shouldStoreExactlyWhatTheGeneratorMadeUnderEveryDisorder() {
        generate("--days", "7", "--seed", "7", "--disorder");
        CommandRun compact = run("compact", "--all", "--grace", "0s");
        assertThat(compact.exit()).as(compact.err()).isZero();
        Map<String, String> expected = new TreeMap<>();
        SessionGenerator.builder()
                .timeframes("2m", "15m")
                .days(7)
                .seed(7)
                .disorder(true)
                .build()
                .forEach(c -> {
                    if (c.timeframe().toString().equals("2m")) {
                        expected.put(IsoTime.format(c.tsMicros()), line(c));
                    }
                });
        List<String> stored = run("viewport", "--symbol", "SPY", "--timeframe", "2m", "--format", "csv")
                .outLines();
        assertThat(stored.get(0)).isEqualTo("ts,open,high,low,close,volume,seq");
        assertThat(stored.stream().skip(1).map(line -> line.substring(0, line.lastIndexOf(','))))
                .containsExactlyElementsOf(expected.values());
    }

    private static String line(Candle c) {
        String volume = Double.isNaN(c.volume()) ? "" : Texts.plain(c.volume());
        return String.join(
                ",",
                IsoTime.format(c.tsMicros()),
                Texts.plain(c.open()),
                Texts.plain(c.high()),
                Texts.plain(c.low()),
                Texts.plain(c.close()),
                volume);
    }

    @Test
    void shouldCompactOneDayOfOneTimeframeAndKeepThePartsWhenTold() {
        generate("--days", "2");
        CommandRun plan = run("compact", "--dry-run");
        assertThat(plan.outLines()).hasSize(4).allMatch(line -> line.contains("planned"));
        assertThat(parquetFiles())
                .noneMatch(file -> file.getFileName().toString().startsWith("2025"));

        CommandRun one = run("compact", "--timeframe", "2m", "--day", "2025-10-20", "--keep-parts");
        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(one.outLines()).hasSize(1);
        assertThat(one.out())
                .contains("2m", "2025-10-20", "published", "rows in 195", "rows out 195", "doubles dropped 0")
                .containsPattern("bytes \\d+")
                .containsPattern("digest [0-9a-f]{16}");
        assertThat(root.resolve("data/2m/2025-10-20.parquet")).isRegularFile();
        assertThat(root.resolve("data/2m/2025-10-20")).isDirectory();

        CommandRun rest = run("compact", "--grace", "0s");
        assertThat(rest.outLines()).hasSize(3);
        assertThat(rest.err()).contains("retired the parts of");
        assertThat(root.resolve("data/2m/2025-10-20")).doesNotExist();
        assertThat(run("compact", "--grace", "0s").err()).contains("nothing waits");
    }

    @Test
    void shouldRetireKeptPartsOnlyOfTheDaysThatARunIsAskedFor() {
        generate("--days", "3", "--objects", "2");
        run("compact", "--day", "2025-10-20", "--keep-parts");
        Path candles = root.resolve("data/2m/2025-10-20");
        Path coarse = root.resolve("data/15m/2025-10-20");
        Path objects = root.resolve("objects/timeline/2025-10/2025-10-20");
        assertThat(List.of(candles, coarse, objects)).allMatch(Files::isDirectory);

        run("compact", "--day", "2025-10-21", "--grace", "0s");
        assertThat(root.resolve("data/2m/2025-10-21")).doesNotExist();
        assertThat(List.of(candles, coarse, objects)).as("another day").allMatch(Files::isDirectory);

        run("compact", "--timeframe", "15m", "--grace", "0s");
        assertThat(root.resolve("data/15m/2025-10-22")).doesNotExist();
        assertThat(coarse).doesNotExist();
        assertThat(List.of(candles, objects)).as("of other families").allMatch(Files::isDirectory);

        run("compact", "--objects", "--day", "2025-10-20", "--grace", "0s");
        assertThat(objects).doesNotExist();
        assertThat(candles).isDirectory();

        CommandRun all = run("compact", "--grace", "0s");
        assertThat(all.err()).contains("retired the parts of 2 days");
        assertThat(candles).doesNotExist();
    }

    @Test
    void shouldUndoACompaction() {
        generate("--days", "2");
        run("compact", "--grace", "0s");
        assertThat(root.resolve("data/2m/2025-10-20")).doesNotExist();
        CommandRun undo = run("compact", "--undo", "2025-10-20", "--grace", "0s");
        assertThat(undo.exit()).as(undo.err()).isZero();
        assertThat(undo.outLines()).hasSize(2).allMatch(line -> line.contains("2025-10-20  undone  parts back "));
        assertThat(root.resolve("data/2m/2025-10-20")).isDirectory();
        assertThat(root.resolve("data/2m/2025-10-20.parquet")).doesNotExist();
        assertThat(root.resolve("data/2m/2025-10-21.parquet")).isRegularFile();
        assertThat(run("verify").exit()).isZero();

        CommandRun again = run("compact", "--undo", "2025-10-20", "--grace", "0s");
        assertThat(again.exit()).isEqualTo(Exit.USAGE);
        assertThat(again.err()).contains("no dayfile of this day").hasLineCount(1);
        assertThat(run("compact", "--undo", "2025-10-21", "--all").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void shouldNotSayThatPartsCameBackWhereAnUndoIsRefused() {
        generate("--days", "1");
        run("compact", "--grace", "0s");
        run("retain", "--parts-days", "0", "--delete");
        CommandRun refused = run("compact", "--undo", "2025-10-20", "--grace", "0s");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("would lose some").doesNotContain("come back", "parts back");
        assertThat(refused.outLines()).isEmpty();
    }

    @Test
    void shouldDeleteRetiredPartsOnlyWhenToldTwice() {
        generate();
        run("compact", "--grace", "0s");
        assertThat(run("retain").exit()).isEqualTo(Exit.USAGE);
        assertThat(run("retain", "--parts-days", "1", "--delete").outLines()).isEmpty();
        CommandRun told = run("retain", "--parts-days", "0");
        assertThat(told.exit()).as(told.err()).isZero();
        assertThat(told.outLines()).hasSize(2).allMatch(line -> line.endsWith("would be deleted"));
        assertThat(root.resolve(".dayfile/retired/2m/2025-10-20.0")).isDirectory();
        assertThat(run("retain", "--parts-days", "0", "--delete").outLines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("  deleted"));
        assertThat(root.resolve(".dayfile/retired/2m/2025-10-20.0")).doesNotExist();
        assertThat(run("verify").exit()).isZero();
    }

    @Test
    void shouldKeepRetiredPartsThatTheDayfileDoesNotHold() throws IOException {
        generate();
        run("compact", "--grace", "0s");
        Files.delete(root.resolve("data/2m/2025-10-20.parquet"));
        CommandRun.runWithInput(
                "symbol,timeframe,ts,open,high,low,close\nSPY,2m,2025-10-20T17:00,1,2,1,2\n",
                "append",
                "--root",
                root.toString());
        run("compact", "--grace", "0s");
        CommandRun verify = run("verify");
        assertThat(verify.exit()).isEqualTo(Exit.DATA);
        assertThat(verify.out()).contains("retired parts hold rows that no file of the day shows");
        List<String> told = run("retain", "--parts-days", "0", "--delete").outLines();
        assertThat(told)
                .anyMatch(line -> line.startsWith("2m ") && line.contains("kept: the dayfile lacks rows of the day's"))
                .noneMatch(line -> line.startsWith("2m ") && line.endsWith("  deleted"))
                .anyMatch(line -> line.startsWith("15m ") && line.endsWith("  deleted"));
        CommandRun undo = run("compact", "--timeframe", "2m", "--undo", "2025-10-20", "--grace", "0s");
        assertThat(undo.exit()).as(undo.err()).isZero();
        run("compact", "--grace", "0s");
        assertThat(run("verify").exit()).isZero();
        assertThat(run("retain", "--parts-days", "0", "--delete").outLines())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("  deleted"));
    }

    @Test
    void shouldLeaveThePresentTradingDayAloneUnlessToldOtherwise() {
        LocalDate today = MarketClock.NEW_YORK.dayOf(IsoTime.toMicros(Instant.now()));
        CommandRun.runWithInput(
                "symbol,timeframe,ts,open,high,low,close\nSPY,2m," + today + "T00:30,1,2,1,2\n",
                "append",
                "--root",
                root.toString());
        assertThat(run("compact", "--grace", "0s").outLines()).isEmpty();
        assertThat(run("compact", "--grace", "0s", "--all").outLines()).hasSize(1);
    }

    @Test
    void shouldPrintAViewportAsOneJsonDocument() throws IOException {
        generate("--disorder", "--days", "7");
        CommandRun run = run(
                "viewport",
                "--symbol",
                "SPY",
                "--timeframe",
                "2m",
                "--from",
                "2025-10-20T09:30",
                "--to",
                "2025-10-20T16:00",
                "--format",
                "json");
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly("symbol", "timeframe", "from", "to", "candles", "objects");
        assertThat(document.get("from").asText()).isEqualTo("2025-10-20T13:30:00.000000+00:00");
        assertThat(document.get("to").asText()).isEqualTo("2025-10-20T20:00:00.000000+00:00");
        assertThat(document.get("objects").isArray()).isTrue();
        assertThat(document.get("candles").size()).isPositive();
        String before = "";
        for (JsonNode candle : document.get("candles")) {
            assertThat(candle.fieldNames())
                    .toIterable()
                    .containsExactly("ts", "open", "high", "low", "close", "volume", "seq");
            assertThat(candle.get("ts").asText()).isGreaterThan(before).hasSize(32);
            before = candle.get("ts").asText();
        }
        JsonNode unbounded = new ObjectMapper()
                .readTree(run("viewport", "--symbol", "QQQ", "--timeframe", "2m", "--format", "json")
                        .out());
        assertThat(unbounded.get("from").isNull()).isTrue();
        assertThat(unbounded.get("to").isNull()).isTrue();
        assertThat(unbounded.get("candles").size()).isZero();
    }

    @Test
    void shouldWriteAnAbsentVolumeAsNullAndNumbersPlainly() throws IOException {
        CommandRun.runWithInput(
                "symbol,timeframe,ts,open,high,low,close,volume\nBTC/USDT,1h,2025-10-22T13:00Z,1e7,12345678.5,0.00001,5,\n",
                "append",
                "--root",
                root.toString());
        CommandRun json = run("viewport", "--symbol", "BTC/USDT", "--timeframe", "1H", "--format", "json");
        assertThat(json.out())
                .contains("\"open\":10000000,\"high\":12345678.5,\"low\":0.00001,\"close\":5,\"volume\":null,");
        CommandRun table = run("viewport", "--symbol", "BTC/USDT", "--timeframe", "1h");
        assertThat(table.outLines().get(0)).startsWith("time (America/New_York)");
        assertThat(table.outLines().get(1)).startsWith("2025-10-22 09:00").contains(" - ");
    }

    @Test
    void shouldNarrowAViewportByCountSourceAndInstant() {
        generate();
        String[] base = {"viewport", "--symbol", "SPY", "--timeframe", "2m", "--format", "csv"};
        assertThat(run(with(base, "--last", "5")).outLines())
                .hasSize(6)
                .last()
                .asString()
                .startsWith("2025-10-20T19:58");
        assertThat(run(with(base, "--as-of", "2025-10-20T09:36")).outLines()).hasSize(4);
        assertThat(run(with(base, "--days-only")).outLines()).hasSize(1);
        assertThat(run(with(base, "--parts-only")).outLines()).hasSize(196);
        run("compact", "--grace", "0s");
        assertThat(run(with(base, "--days-only")).outLines()).hasSize(196);
        assertThat(run(with(base, "--parts-only")).outLines()).hasSize(1);
    }

    private static String[] with(String[] base, String... more) {
        return Stream.concat(Arrays.stream(base), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void shouldNameADamagedFileAndExitWith1() throws IOException {
        generate();
        Path part = parquetFiles().get(0);
        String name = part.getFileName().toString();
        String timeframe = part.getParent().getParent().getFileName().toString();
        assertThat(run("verify").exit()).isZero();
        damage(part);

        CommandRun verify = run("verify");
        assertThat(verify.exit()).isEqualTo(Exit.DATA);
        assertThat(verify.outLines()).hasSize(1).first().asString().contains(name);

        CommandRun failing = run("viewport", "--symbol", "SPY", "--timeframe", timeframe);
        assertThat(failing.exit()).isEqualTo(Exit.DATA);
        assertThat(failing.out()).isEmpty();
        assertThat(failing.err()).startsWith("dayfile: ").contains(name).hasLineCount(1);

        CommandRun without = run("viewport", "--symbol", "SPY", "--timeframe", timeframe, "--leave-out-damaged");
        assertThat(without.exit()).isEqualTo(Exit.DATA);
        assertThat(without.out()).isNotEmpty();
        assertThat(without.err()).contains("left out").contains(name);

        CommandRun repair = run("verify", "--repair");
        assertThat(repair.exit()).isEqualTo(Exit.DATA);
        assertThat(run("verify").exit()).isZero();
        assertThat(run("describe").out()).contains("quarantined: ").contains(name);
    }

    @Test
    void shouldDescribeTheStoreItsGapsAndOneFile() {
        CommandRun.runWithInput(
                "symbol,timeframe,ts,open,high,low,close\n" + session("2025-10-20", 5, 20)
                        + session("2025-10-21", 26, 0),
                "append",
                "--root",
                root.toString());
        CommandRun waiting = run("describe");
        assertThat(waiting.exit()).as(waiting.err()).isZero();
        assertThat(waiting.out())
                .contains("America/New_York")
                .containsPattern("15m +2025-10-20 +- +- +([1-9]) +\\1 +15 ") // one part, or a few on a slow machine
                .contains("sessions: 52 candles expected, 41 present, 0 late")
                .contains("1 gap in the sessions, 11 candles missing")
                .containsPattern("SPY +15m +2025-10-20 +11:00 +13:45 +11");

        assertThat(run("describe", "--no-gaps").out()).contains("15m ").doesNotContain("gap", "expected");
        assertThat(run("viewport", "--symbol", "SPY", "--timeframe", "15m", "--last-days", "1", "--format", "csv")
                        .outLines())
                .hasSize(27)
                .noneMatch(line -> line.contains("2025-10-20"));

        run("compact", "--grace", "0s");
        CommandRun compacted = run("describe");
        assertThat(compacted.out()).containsPattern("15m +2025-10-21 +26 +[\\d,]+ +0 +0 +0 +0 +1");

        Path dayfile = root.resolve("data/15m/2025-10-21.parquet");
        CommandRun file = CommandRun.run("describe", dayfile.toString());
        assertThat(file.exit()).isZero();
        assertThat(file.out())
                .contains("kind      dayfile", "rows      26", "ts_utc", "2025-10-21T13:30:00.000000+00:00");
        assertThat(CommandRun.run("describe", root.toString()).out()).isEqualTo(compacted.out());
    }

    @Test
    void shouldDescribeFilesThatHoldRowsOfOtherDays() throws Exception {
        CommandRun.runWithInput(
                "symbol,timeframe,ts,open,high,low,close\n" + session("2025-10-22", 26, 0),
                "append",
                "--root",
                root.toString());
        assertThat(run("describe").out()).doesNotContain("other days");
        Path theirs = root.resolve("data/15m/2025-10-22/utc.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("copy (select 'SPY' as symbol, '15m' as timeframe, unnest(['2025-10-22T00:30:00Z',"
                    + " '2025-10-22T13:30:00Z']) as ts, 1 as open, 2 as high, 1 as low, 2 as close) to '" + theirs
                    + "' (format parquet)");
        }
        CommandRun describe = run("describe");
        assertThat(describe.exit()).as(describe.err()).isZero();
        assertThat(describe.outLines())
                .containsOnlyOnce(
                        "rows of other days than 2025-10-22: " + theirs
                                + ": 2025-10-22T00:30:00.000000+00:00 to 2025-10-22T13:30:00.000000+00:00; no viewport shows them");
        assertThat(run("viewport", "--symbol", "SPY", "--timeframe", "15m", "--format", "csv")
                        .outLines())
                .hasSize(27)
                .noneMatch(line -> line.contains("T00:30"));
    }

    /** Candles of 15 minutes, from the bell on, without those whose number lies in a gap. */
    private static String session(String day, int gapFrom, int keepFrom) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            boolean inGap = i > gapFrom && i < gapFrom + 12;
            if (!inGap || keepFrom == 0) {
                int minutes = 9 * 60 + 30 + 15 * i;
                rows.append(String.format("SPY,15m,%sT%02d:%02d,1,2,1,2%n", day, minutes / 60, minutes % 60));
            }
        }
        return rows.toString();
    }

    @Test
    void shouldRunSqlInEveryFormat() throws IOException {
        generate("--symbols", "SPY,QQQ");
        String query = "select symbol, timeframe, count(*) as n, avg(volume) > 0 as traded, min(ts_utc) as first"
                + " from candles group by all order by all";
        CommandRun table = run("sql", query);
        assertThat(table.exit()).as(table.err()).isZero();
        assertThat(table.outLines()).hasSize(5);
        assertThat(table.outLines().get(0)).containsPattern("symbol +timeframe +n +traded +first");
        assertThat(table.err()).isEqualTo("4 rows\n");
        CommandRun csv = run("sql", query, "--format", "csv");
        assertThat(csv.outLines().get(1)).isEqualTo("QQQ,15m,26,true,2025-10-20T13:30:00.000000+00:00");
        JsonNode rows = new ObjectMapper()
                .readTree(run("sql", query, "--format", "json").out());
        assertThat(rows.size()).isEqualTo(4);
        assertThat(rows.get(0).get("n").isNumber()).isTrue();
        assertThat(rows.get(0).get("traded").isBoolean()).isTrue();
        assertThat(new ObjectMapper()
                        .readTree(run("sql", "select null as a, 'x,\"y' as b", "--format", "json")
                                .out()))
                .isEqualTo(new ObjectMapper().readTree("[{\"a\":null,\"b\":\"x,\\\"y\"}]"));
        assertThat(run("sql", "select null as a, 'x,\"y' as b", "--format", "csv")
                        .outLines())
                .containsExactly("a,b", ",\"x,\"\"y\"");
    }

    @Test
    void shouldRefuseSqlThatIsWrongOrNoQuery() {
        generate();
        CommandRun wrong = run("sql", "select nonsense from candles");
        assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).startsWith("dayfile: ").contains("nonsense").hasLineCount(1);
        CommandRun write = run("sql", "copy candles to '" + root.resolve("stolen.csv") + "'");
        assertThat(write.exit()).isEqualTo(Exit.USAGE);
        assertThat(root.resolve("stolen.csv")).doesNotExist();
    }

    @Test
    void shouldShowTheSameRowsForTheSameSeed(@TempDir Path other) {
        generate("--seed", "5", "--days", "2");
        CommandRun.run("generate", "--root", other.toString(), "--seed", "5", "--days", "2", "--timeframes", "2m,15m");
        Map<String, String> rows = new LinkedHashMap<>();
        for (Path store : List.of(root, other)) {
            rows.put(
                    store.toString(),
                    CommandRun.run(
                                    "viewport",
                                    "--root",
                                    store.toString(),
                                    "--symbol",
                                    "SPY",
                                    "--timeframe",
                                    "2m",
                                    "--format",
                                    "csv")
                            .out());
        }
        assertThat(rows.get(root.toString()))
                .isEqualTo(rows.get(other.toString()))
                .hasLineCount(391);
    }
}
