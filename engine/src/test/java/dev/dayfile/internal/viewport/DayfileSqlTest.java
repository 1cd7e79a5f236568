package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.layout.PartName;
import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The macros for researchers, in a plain DuckDB, over a store in the middle of a grace period with late rows. */
class DayfileSqlTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");

    @TempDir
    static Path root;

    private static Connection connection;
    private static Path dayfile;
    private static Path latePart;
    private static Path openPart;

    @BeforeAll
    static void writeStore() throws IOException, SQLException {
        StoreFixture store = new StoreFixture(root, MarketClock.NEW_YORK);
        Path absorbed = store.writePart(TWO_MINUTES, DAY, at("SPY", 0, 1), at("SPY", 1, 2), at("QQQ", 0, 3));
        dayfile = store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at("SPY", 0, 1), at("SPY", 1, 2), at("QQQ", 0, 3)),
                List.of(absorbed.getFileName().toString()));
        latePart = store.writePart(TWO_MINUTES, DAY, at("SPY", 1, 4), at("SPY", 2, 5)); // a correction and a late row
        openPart = store.writePart(TWO_MINUTES, DAY.plusDays(1), at("SPY", 720, 6)); // a day without a dayfile

        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (InputStream macros = DuckReader.class.getResourceAsStream("/dev/dayfile/dayfile.sql");
                Statement statement = connection.createStatement()) {
            statement.execute(new String(macros.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    private static Candle at(String symbol, int index, long seq) {
        return candle(symbol, TWO_MINUTES, T0 + index * TWO_MINUTES.micros(), seq);
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql.replace("@", root.toString()))) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    @Test
    void shouldCountRowsTwiceWithoutTheMacros() throws SQLException {
        assertThat(query("SELECT count(*) FROM read_parquet('@/data/**/*.parquet')"))
                .containsExactly("9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dayfile_candles", "dayfile_candles_exact"})
    void shouldShowEachKeyOnceWithItsGreatestSequence(String macro) throws SQLException {
        assertThat(query("SELECT seq FROM " + macro + "('@') ORDER BY seq")).containsExactly("1", "3", "4", "5", "6");
        assertThat(query("SELECT seq FROM " + macro + "('@') WHERE symbol = 'SPY' AND ts_utc"
                        + " >= '2025-07-03 13:32:00+00' ORDER BY seq"))
                .containsExactly("4", "5", "6");
    }

    @Test
    void shouldListTheFilesThatAreNotCovered() throws SQLException {
        assertThat(query("SELECT file FROM dayfile_files('@')"))
                .containsExactlyInAnyOrder(dayfile.toString(), latePart.toString(), openPart.toString());
        assertThat(fromList(root)).containsExactly("1", "3", "4", "5", "6");
    }

    /** As the macros' text tells to ask: the sequences of the rows. */
    private static List<String> fromList(Path store) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET VARIABLE files = (SELECT list(file) FROM dayfile_files('" + store + "'))");
        }
        return query("SELECT seq FROM read_parquet(getvariable('files')) QUALIFY row_number() OVER"
                + " (PARTITION BY symbol, timeframe, ts_utc ORDER BY seq DESC, bar_index) = 1 ORDER BY seq");
    }

    /** A dayfile of an import beside the parts of the open day has absorbed none of them. */
    @Test
    void shouldShowAnOpenDayIntoWhichHistoryWasImported(@TempDir Path other) throws SQLException {
        StoreFixture store = new StoreFixture(other, MarketClock.NEW_YORK);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 195; i++) {
            store.writePart(TWO_MINUTES, DAY, at("SPY", i, i + 1));
            all.add("" + (i + 1));
        }
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at("SPY", 200, 196)), List.of());
        all.add("196");
        for (String macro : List.of("dayfile_candles", "dayfile_candles_exact")) {
            assertThat(query("SELECT seq FROM " + macro + "('" + other + "') ORDER BY seq"))
                    .isEqualTo(all);
        }
        assertThat(fromList(other)).isEqualTo(all);
        assertThat(query("SELECT file FROM dayfile_files('" + other + "')")).hasSize(196);
    }

    /** More parts match the checksums than were absorbed, so it cannot be told which: none is left out. */
    @Test
    void shouldKeepAPartThatHasTheChecksumOfAnAbsorbedOne(@TempDir Path other) throws IOException, SQLException {
        StoreFixture store = new StoreFixture(other, MarketClock.NEW_YORK);
        Path absorbed = store.writePart(TWO_MINUTES, DAY, at("SPY", 0, 1));
        store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at("SPY", 0, 1)),
                List.of(absorbed.getFileName().toString()));
        assertThat(query("SELECT file FROM dayfile_files('" + other + "')")).hasSize(1);
        Path late = store.writePart(TWO_MINUTES, DAY, at("SPY", 1, 2));
        PartName name = PartName.parse(absorbed.getFileName().toString()).orElseThrow();
        Files.move(late, late.resolveSibling(new PartName(name.firstTsMicros() + 1, name.crc32c()).toString()));
        assertThat(query("SELECT file FROM dayfile_files('" + other + "')")).hasSize(3);
        assertThat(fromList(other)).containsExactly("1", "2");
    }

    /** Days in which whatever parts are absorbed and others wait, and rows that were imported. */
    @Test
    void shouldAgreeWithTheNaiveAnswerWhateverWasAbsorbed(@TempDir Path other) throws IOException, SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 25; run++) {
            Path folder = other.resolve("store-" + run);
            StoreFixture store = new StoreFixture(folder, MarketClock.NEW_YORK);
            TreeMap<String, Long> newest = new TreeMap<>();
            Set<String> kept = new TreeSet<>();
            long seq = 0;
            for (int d = 0; d < 3; d++) {
                LocalDate day = DAY.plusDays(d);
                boolean compacted = random.nextInt(3) > 0;
                List<Candle> inDayfile = new ArrayList<>();
                List<String> absorbed = new ArrayList<>();
                int parts = random.nextInt(random.nextInt(10) == 0 ? 300 : 6) + 1; // a varint of one byte, or two
                for (int part = 0; part < parts; part++) {
                    List<Candle> rows = new ArrayList<>();
                    for (int row = random.nextInt(3); row >= 0; row--) {
                        rows.add(random(random, d, ++seq, newest));
                    }
                    Path file = store.writePart(TWO_MINUTES, day, rows);
                    if (compacted && random.nextInt(4) > 0) {
                        absorbed.add(file.getFileName().toString());
                        inDayfile.addAll(rows);
                    } else {
                        kept.add(file.toString());
                    }
                }
                if (compacted) {
                    inDayfile.add(random(random, d, ++seq, newest)); // imported
                    absorbed.sort(null);
                    kept.add(store.writeDayfile(TWO_MINUTES, day, inDayfile, absorbed)
                            .toString());
                }
            }
            List<String> expected =
                    newest.values().stream().sorted().map(String::valueOf).toList();
            String as = "seed " + seed + ", run " + run;
            assertThat(query("SELECT seq FROM dayfile_candles('" + folder + "') ORDER BY seq"))
                    .as(as)
                    .isEqualTo(expected);
            assertThat(fromList(folder)).as(as).isEqualTo(expected);
            assertThat(query("SELECT file FROM dayfile_files('" + folder + "')"))
                    .as(as)
                    .containsExactlyInAnyOrderElementsOf(kept);
        }
    }

    private static Candle random(Random random, int day, long seq, TreeMap<String, Long> newest) {
        String symbol = random.nextBoolean() ? "SPY" : "QQQ";
        int index = day * 720 + random.nextInt(100);
        newest.put(symbol + index, seq);
        return at(symbol, index, seq);
    }

    /** Two scans have two listings: a dayfile that is published between them takes a whole day out of the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"dayfile_candles", "dayfile_candles_exact"})
    void shouldReadTheFilesOnce(String macro) throws SQLException {
        for (String filter : List.of("", " WHERE symbol = 'SPY'", " WHERE seq > 2 AND close > 1")) {
            try (Statement statement = connection.createStatement();
                    ResultSet plan =
                            statement.executeQuery("EXPLAIN SELECT * FROM " + macro + "('" + root + "')" + filter)) {
                assertThat(plan.next()).isTrue();
                assertThat(plan.getString(2).split("READ_PARQUET", -1))
                        .as(plan.getString(2))
                        .hasSize(2);
            }
        }
    }
}
