package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    @TempDir
    private Path folder;

    private Path root() {
        return folder.resolve("store");
    }

    private CommandRun importFiles(String... args) {
        List<String> all = new ArrayList<>(List.of("import", "--root", root().toString()));
        all.addAll(List.of(args));
        return CommandRun.run(all.toArray(new String[0]));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private List<String> stored(String timeframe) {
        CommandRun run = CommandRun.run(
                "viewport",
                "--root",
                root().toString(),
                "--symbol",
                "SPY",
                "--timeframe",
                timeframe,
                "--format",
                "csv");
        assertThat(run.exit()).as(run.err()).isZero();
        return run.outLines().stream()
                .skip(1)
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void shouldImportCsvAndJsonLinesIntoDayfilesLaterFilesWinning() throws IOException {
        String csv = file(
                "vendor.csv",
                "Date,Open,High,Low,Close,Volume\n2025-10-22 09:30,1,2,1,2,5\n2025-10-22 20:30,1,2,1,2,5\n"
                        + "2025-10-23 09:30,1,2,1,2,\n");
        String json = file(
                "more.jsonl", "{\"t\":1761139800000,\"o\":1,\"h\":9,\"l\":1,\"c\":2,\"v\":6,\"symbol\":\"SPY\"}\n");
        CommandRun run = importFiles(csv, json, "--symbol", "SPY", "--timeframe", "2m");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.outLines())
                .hasSize(2)
                .allMatch(line -> line.contains("published"))
                .anyMatch(line -> line.contains("2025-10-22") && line.contains("doubles dropped 1"));
        assertThat(root().resolve("data/2m/2025-10-22.parquet")).isRegularFile();
        assertThat(root().resolve("data/2m/2025-10-22")).doesNotExist();
        assertThat(stored("2m"))
                .containsExactly(
                        "2025-10-22T13:30:00.000000+00:00,1,9,1,2,6",
                        "2025-10-23T00:30:00.000000+00:00,1,2,1,2,5",
                        "2025-10-23T13:30:00.000000+00:00,1,2,1,2,");
    }

    /** One candle of one key, in each format that there is. */
    private enum Form {
        CSV,
        JSON,
        PARQUET;

        String write(Path file, int close) throws Exception {
            switch (this) {
                case CSV ->
                    Files.writeString(
                            file,
                            "symbol,timeframe,ts,open,high,low,close\nSPY,2m,2025-10-22T13:30Z,1,9,1," + close + "\n");
                case JSON ->
                    Files.writeString(
                            file,
                            "{\"symbol\":\"SPY\",\"timeframe\":\"2m\",\"ts\":\"2025-10-22T13:30Z\",\"open\":1,\"high\":9,\"low\":1,"
                                    + "\"close\":" + close + "}\n");
                default -> {
                    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                            Statement statement = duck.createStatement()) {
                        statement.execute(
                                "copy (select 'SPY' as symbol, '2m' as timeframe, '2025-10-22T13:30:00Z' as ts,"
                                        + " 1 as open, 9 as high, 1 as low, " + close + " as close) to '" + file
                                        + "' (format parquet)");
                    }
                }
            }
            return file.toString();
        }
    }

    /** Every order of every three formats, the same format twice or three times among them. */
    @Test
    void shouldLetTheFileGivenLastWinWhateverTheFormats() throws Exception {
        for (Form first : Form.values()) {
            for (Form second : Form.values()) {
                for (Form third : Form.values()) {
                    String one = first.write(folder.resolve("z-1." + first), 3);
                    String two = second.write(folder.resolve("y-2." + second), 4);
                    String three = third.write(folder.resolve("x-3." + third), 5);
                    CommandRun run = importFiles(one, two, three);
                    assertThat(run.exit()).as(run.err()).isZero();
                    assertThat(stored("2m"))
                            .as("%s, %s, %s", first, second, third)
                            .containsExactly("2025-10-22T13:30:00.000000+00:00,1,9,1,5,");
                    assertThat(run.outLines()).as("one merge a day").hasSize(1);
                    assertThat(importFiles(one, three, two).exit()).isZero();
                    assertThat(stored("2m")).containsExactly("2025-10-22T13:30:00.000000+00:00,1,9,1,4,");
                    deleteStore();
                }
            }
        }
    }

    /** Three candles of as many days, and a line that is none. */
    private String threeDays() throws IOException {
        return file(
                "three.csv",
                "symbol,timeframe,ts,open,high,low,close\nSPY,2m,2025-10-21T13:30Z,1,2,1,2\nbad\n"
                        + "SPY,2m,2025-10-22T13:30Z,1,2,1,2\nSPY,2m,2025-10-23T13:30Z,1,2,1,2\n");
    }

    @Test
    void shouldSayWhatIsStoredWhenItFailsAndCompleteItWhenRunAgain() throws Exception {
        String before = Form.PARQUET.write(folder.resolve("before.parquet"), 3);
        assertThat(importFiles(before).exit()).isZero();
        Path standing = root().resolve("data/2m/2025-10-22.parquet");
        byte[] whole = Files.readAllBytes(standing);
        byte[] damaged = whole.clone();
        damaged[20] ^= 1;
        Files.write(standing, damaged);
        String csv = threeDays();

        CommandRun run = importFiles(csv);

        assertThat(run.exit()).isEqualTo(Exit.DATA);
        List<String> stored = run.outLines();
        assertThat(stored).first().asString().contains("2025-10-21", "published", "rows in 1");
        assertThat(stored).noneMatch(line -> line.contains("2025-10-22"));
        for (String line : stored) {
            assertThat(root().resolve("data/2m/" + line.split("\\s+")[1] + ".parquet"))
                    .exists();
        }
        String dayfiles = stored.size() == 1 ? "1 dayfile, as listed, is stored" : "2 dayfiles, as listed, are stored";
        assertThat(run.err().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).contains("three.csv line 3: "),
                        line -> assertThat(line).isEqualTo("1 row refused"),
                        line -> assertThat(line)
                                .isEqualTo("not finished: " + dayfiles
                                        + "; the same import again is safe and completes it"),
                        line -> assertThat(line).startsWith("dayfile: ").contains(standing.toString()));

        Files.write(standing, whole);
        CommandRun again = importFiles(csv);
        assertThat(again.err()).contains("1 row refused").doesNotContain("not finished");
        assertThat(again.outLines()).hasSize(3);
        List<String> completed = stored("2m");
        deleteStore();
        importFiles(before);
        importFiles(csv);
        assertThat(completed).isEqualTo(stored("2m")).hasSize(3);
    }

    @Test
    void shouldSayThatNothingIsStoredWhenAFileTurnsOutToBeDamaged() throws Exception {
        Path parquet = folder.resolve("flipped.parquet");
        Form.PARQUET.write(parquet, 3);
        byte[] bytes = Files.readAllBytes(parquet);
        bytes[4] = (byte) 0xff; // in the header of the first page, which only reading the rows finds
        Files.write(parquet, bytes);

        CommandRun run = importFiles(threeDays(), parquet.toString());

        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.outLines()).isEmpty();
        assertThat(run.err())
                .contains("1 row refused", "not finished: nothing is stored; ", "dayfile: ", parquet.toString())
                .hasLineCount(4);
        assertThat(root().resolve("data")).doesNotExist();
    }

    @Test
    void shouldLookAtEveryFileBeforeAnyIsImported() throws Exception {
        Path cut = folder.resolve("cut.parquet");
        Form.PARQUET.write(cut, 3);
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 10));
        CommandRun run = importFiles(threeDays(), cut.toString());
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).startsWith("dayfile: ").contains(cut.toString()).hasLineCount(1);
        assertThat(root()).doesNotExist();
    }

    @Test
    void shouldRefuseAFolderAmongTheFilesBeforeAnythingIsImported() throws Exception {
        String good = Form.CSV.write(folder.resolve("good.csv"), 3);
        CommandRun run = importFiles(good, folder.toString());
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("folder", folder.toString()).hasLineCount(1);
        assertThat(root()).doesNotExist();
    }

    @Test
    void shouldReportBadLinesWithFileAndNumberAndGoOn() throws IOException {
        String csv = file(
                "vendor.csv", "ts,open,high,low,close\nbad\n2025-10-22T09:30,1,2,1,2\n2025-10-22T09:32,1,2,1,NaN\n");
        CommandRun run = importFiles(csv, "--symbol", "SPY", "--timeframe", "2m");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).contains(csv + " line 2: ", csv + " line 4: ", "close=NaN", "2 rows refused");
        assertThat(stored("2m")).hasSize(1);
    }

    @Test
    void shouldImportNothingWhenOneOfTheFilesLacksAColumn() throws IOException {
        String good = file("good.csv", "symbol,timeframe,ts,open,high,low,close\nSPY,2m,2025-10-22T09:30,1,2,1,2\n");
        String lacking = file("lacking.csv", "timeframe,ts,open,high,low,close\n2m,2025-10-22T09:32,1,2,1,2\n");
        CommandRun run = importFiles(good, lacking);
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("no column symbol", "--symbol", lacking).hasLineCount(1);
        assertThat(root()).doesNotExist();
    }

    @Test
    void shouldReadTimesWithoutOffsetInTheGivenZone() throws IOException {
        String csv = file("utc.csv", "ts,open,high,low,close\n2025-10-22T13:30,1,2,1,2\n");
        assertThat(importFiles(csv, "--symbol", "SPY", "--timeframe", "2m", "--zone", "UTC")
                        .exit())
                .isZero();
        assertThat(stored("2m")).containsExactly("2025-10-22T13:30:00.000000+00:00,1,2,1,2,");
    }

    @Test
    void shouldImportTheDayfilesOfAnotherStore() throws IOException {
        Path other = folder.resolve("other");
        CommandRun.run("generate", "--root", other.toString(), "--timeframes", "2m", "--days", "2");
        CommandRun.run("compact", "--root", other.toString(), "--grace", "0s");
        CommandRun run = importFiles(
                other.resolve("data/2m/2025-10-20.parquet").toString(),
                other.resolve("data/2m/2025-10-21.parquet").toString());
        assertThat(run.exit()).as(run.err()).isZero();
        CommandRun theirs = CommandRun.run(
                "viewport", "--root", other.toString(), "--symbol", "SPY", "--timeframe", "2m", "--format", "csv");
        assertThat(stored("2m"))
                .hasSize(390)
                .isEqualTo(theirs.outLines().stream()
                        .skip(1)
                        .map(line -> line.substring(0, line.lastIndexOf(',')))
                        .toList());
    }

    /** Every name that text is read by, one at a time in place of the preferred one, in capitals. */
    @Test
    void shouldKnowTheColumnsOfParquetByTheNamesThatItKnowsThoseOfTextBy() throws Exception {
        for (Field field : Field.values()) {
            for (String name : field.names()) {
                Path parquet = folder.resolve(name + ".parquet");
                Map<Field, String> names = new EnumMap<>(Field.class);
                List.of(Field.values()).forEach(f -> names.put(f, f.label()));
                names.put(field, name.toUpperCase(Locale.ROOT));
                String time = names.get(field == Field.DATE || field == Field.TIME ? field : Field.TS);
                try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                        Statement statement = duck.createStatement()) {
                    statement.execute("copy (select 'SPY' as \"" + names.get(Field.SYMBOL) + "\", '2m' as \""
                            + names.get(Field.TIMEFRAME) + "\", '2025-10-22T13:30:00Z' as \"" + time + "\", 1.5 as \""
                            + names.get(Field.OPEN) + "\", 2 as \"" + names.get(Field.HIGH) + "\", 1 as \""
                            + names.get(Field.LOW) + "\", 1.75 as \"" + names.get(Field.CLOSE) + "\", 7 as \""
                            + names.get(Field.VOLUME) + "\") to '" + parquet + "' (format parquet)");
                }
                CommandRun run = importFiles(parquet.toString());
                assertThat(run.exit()).as(name + ": " + run.err()).isZero();
                assertThat(stored("2m")).as(name).containsExactly("2025-10-22T13:30:00.000000+00:00,1.5,2,1,1.75,7");
                deleteStore();
            }
        }
    }

    @Test
    void shouldRefuseParquetWithDateAndTimeInTwoColumnsRatherThanLoseTheTime() throws Exception {
        Path parquet = folder.resolve("two.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("copy (select date '2025-10-22' as date, '09:30' as time, 1 as open, 2 as high, 1 as low,"
                    + " 2 as close) to '" + parquet + "' (format parquet)");
        }
        CommandRun run = importFiles(parquet.toString(), "--symbol", "SPY", "--timeframe", "2m");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).contains("date and time in two columns", parquet.toString());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void shouldRefuseAPipeSinceItIsReadMoreThanOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CommandRun run = importFiles(pipe.toString(), "--symbol", "SPY", "--timeframe", "2m");
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("append", pipe.toString()).hasLineCount(1);
        assertThat(root()).doesNotExist();
    }

    private void deleteStore() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void shouldNameAParquetFileThatIsDamaged() throws IOException {
        String torn = file("torn.parquet", "PAR1 and no more");
        CommandRun run = importFiles(torn, "--symbol", "SPY", "--timeframe", "2m");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).startsWith("dayfile: ").contains(torn).hasLineCount(1);
    }
}
