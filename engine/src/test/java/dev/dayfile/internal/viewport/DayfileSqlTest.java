package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
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
        store.writePart(TWO_MINUTES, DAY, at("SPY", 1, 4), at("SPY", 2, 5)); // a correction and a late row
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

    @Test
    void shouldDropCoveredParts() throws SQLException {
        assertThat(query("SELECT seq FROM dayfile_candles('@') ORDER BY seq")).containsExactly("1", "2", "3", "6");
        assertThat(query("SELECT seq FROM dayfile_candles('@') WHERE symbol = 'SPY' ORDER BY seq"))
                .containsExactly("1", "2", "6");
    }

    @Test
    void shouldShowEachKeyOnceWithItsGreatestSequence() throws SQLException {
        assertThat(query("SELECT seq FROM dayfile_candles_exact('@') ORDER BY seq"))
                .containsExactly("1", "3", "4", "5", "6");
        assertThat(query("SELECT seq FROM dayfile_candles_exact('@') WHERE symbol = 'SPY' AND ts_utc"
                        + " >= '2025-07-03 13:32:00+00' ORDER BY seq"))
                .containsExactly("4", "5", "6");
    }

    @Test
    void shouldListTheFilesThatAreNotCovered() throws SQLException {
        assertThat(query("SELECT file FROM dayfile_files('@')"))
                .containsExactlyInAnyOrder(dayfile.toString(), openPart.toString());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET VARIABLE files = (SELECT list(file) FROM dayfile_files('" + root + "'))");
        }
        assertThat(query("SELECT seq FROM read_parquet(getvariable('files')) ORDER BY seq"))
                .containsExactly("1", "2", "3", "6");
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
