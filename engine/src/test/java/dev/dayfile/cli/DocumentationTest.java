package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README and docs/ tell a reader to type works: SQL in plain DuckDB, and commands of the command line. The store
 * is one in the middle of a grace, with a correction that came late, a day that is open, and chart objects.
 */
class DocumentationTest {
    private static final Path TOP = Path.of("").toAbsolutePath().getParent();

    /** A correction of a candle of a compacted day, and the first candle of a day without a dayfile. */
    private static final String LATE = "symbol,timeframe,ts,open,high,low,close,volume\n"
            + "SPY,2m,2025-10-22T09:30:00-04:00,123,124,122,123.45,1\n"
            + "SPY,2m,2025-10-23T09:30:00-04:00,123,124,122,123.5,1\n";

    private static final String CORRECTED = "SPY 2025-10-22T13:30Z";

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void generate() {
        root = folder.resolve("storage");
        run("", "generate --symbols SPY,QQQ --timeframes 2m,15m --from 2025-10-20 --days 3 --seed 42 --objects 5");
        run("", "compact --all --keep-parts");
        run(LATE, "append");
    }

    private void run(String input, String command) {
        List<String> args = new ArrayList<>(List.of(command.strip().split("\\s+")));
        if (!args.contains("--root")) {
            args.add("--root");
            args.add(root.toString());
        }
        CommandRun run = CommandRun.runWithInput(input, args.toArray(String[]::new));
        assertThat(run.exit()).as("%s: %s", command, run).isEqualTo(Exit.DONE);
    }

    private static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(TOP.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages.stream();
    }

    /** The blocks of a language on a page. */
    private static List<String> blocks(Path page, String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void shouldAnswerTheSqlOfEveryPage() throws IOException, SQLException {
        int blocks = 0;
        int corrected = 0;
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                InputStream macros = DocumentationTest.class.getResourceAsStream("/dev/dayfile/dayfile.sql")) {
            statement.execute(new String(macros.readAllBytes(), StandardCharsets.UTF_8));
            for (Path page : pages().toList()) {
                for (String block : blocks(page, "sql")) {
                    String sql = block.replaceAll("(?m)^\\.read .*$", "").replace("'storage", "'" + root);
                    try (ResultSet result = statement.executeQuery(sql)) {
                        corrected += check(page + ":\n" + block, result) ? 1 : 0;
                    }
                    blocks++;
                }
            }
        }
        assertThat(blocks).as("blocks of SQL").isGreaterThanOrEqualTo(7);
        assertThat(corrected).as("blocks that show candles of an open day").isGreaterThanOrEqualTo(2);
    }

    /** There are rows, of candles each key once and in its newest revision; returns whether there was a corrected one. */
    private static boolean check(String block, ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnName(i));
        }
        boolean candles = names.containsAll(List.of("symbol", "ts_utc", "close"));
        Map<String, Double> closes = new HashMap<>();
        int rows = 0;
        while (result.next()) {
            rows++;
            if (candles) {
                String key = result.getString("symbol") + " "
                        + result.getObject("ts_utc", OffsetDateTime.class).withOffsetSameInstant(ZoneOffset.UTC);
                assertThat(closes.put(key, result.getDouble("close")))
                        .as("%s in %s", key, block)
                        .isNull();
            }
        }
        assertThat(rows).as(block).isPositive();
        if (closes.containsKey(CORRECTED)) {
            assertThat(closes.get(CORRECTED)).as(block).isEqualTo(123.45);
        }
        return closes.containsKey(CORRECTED);
    }

    @Test
    void shouldRunTheCommandsOfEveryPage() throws IOException {
        Pattern command = Pattern.compile("(?:printf '%s\\\\n' ([^|]*)\\| )?\\./dayfile ([^#>&\\n]*)");
        int commands = 0;
        for (Path page : pages().toList()) {
            for (String block : blocks(page, "bash")) {
                for (MatchResult found :
                        command.matcher(block.replace("\\\n", " ")).results().toList()) {
                    if (!found.group(2).matches("(demo|serve)\\b.*")) { // tests of their own
                        run(input(found.group(1)), localized(found.group(2)));
                        commands++;
                    }
                }
            }
        }
        assertThat(commands).as("commands").isGreaterThanOrEqualTo(15);
    }

    /** What {@code printf '%s\n'} makes of its arguments. */
    private static String input(String arguments) {
        return arguments == null ? "" : String.join("\n", arguments.strip().split("\\s+")) + "\n";
    }

    /** With the test's folder, without waiting, and without what a synopsis puts in brackets. */
    private String localized(String command) {
        String local = command.replaceAll("\\[[^]]*]", "")
                .replace("--root storage", "--root " + root)
                .replaceAll("(out) (\\w+\\.(?:arrows|png))", "$1 " + folder + "/$2");
        return local.startsWith("compact") ? local + " --grace 0s" : local;
    }
}
