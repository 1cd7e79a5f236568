package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.StorageVerifier;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files as the specification's first implementation wrote them: one candle a part, no sequence, names without fractions,
 * and the time in one of several forms. They can be imported, or stand in a day's folder and be compacted.
 */
class FirstImplementationFilesTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final int ROWS = 4;
    private static final ViewportQuery ALL = ViewportQuery.of("SPY", TF).build();

    /** How the time of a row stands in the file. */
    enum Form {
        MILLISECONDS_AND_ISO_TEXT("epoch_ms(t)::bigint as ts, strftime(t, '%Y-%m-%dT%H:%M:%S+00:00') as ts_iso"),
        ISO_TEXT_OF_NEW_YORK("strftime(t - interval 4 hour, '%Y-%m-%dT%H:%M:%S-04:00') as ts"),
        ISO_TEXT_WITH_FRACTIONS("strftime(t, '%Y-%m-%dT%H:%M:%S.%f+00:00') as ts");

        private final String columns;

        Form(String columns) {
            this.columns = columns;
        }
    }

    private static Connection duckdb;

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() throws SQLException {
        duckdb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        duckdb.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeImportedThroughTheEngine(Form form) throws Exception {
        Path file = write(folder.resolve("2025-10-22.parquet"), form, 0, ROWS);
        List<String> refused = new ArrayList<>();
        try (StorageEngine engine = open()) {
            List<CompactionReport> reports =
                    engine.importParquet(file, ImportDefaults.NONE, (row, reason) -> refused.add(row + reason));

            assertThat(refused).isEmpty();
            assertThat(reports).singleElement().satisfies(report -> {
                assertThat(report.day()).isEqualTo(DAY);
                assertThat(report.rowsOut()).isEqualTo(ROWS);
            });
            assertThat(shown(engine.viewport(ALL).candles())).containsExactlyElementsOf(rows(0, ROWS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeImportedByTheCommandLine(Form form) throws Exception {
        List<String> args = new ArrayList<>(List.of("import", "--root", root().toString()));
        for (int i = 0; i < ROWS; i++) {
            args.add(writePart(folder.resolve("theirs"), form, i).toString());
        }
        CommandRun run = CommandRun.run(args.toArray(new String[0]));

        assertThat(run.exit()).as(run.err()).isZero();
        try (StorageReader reader = StorageReader.open(root())) {
            assertThat(shown(reader.viewport(ALL).candles())).containsExactlyElementsOf(rows(0, ROWS));
        }
        assertThat(root().resolve("data/2m/2025-10-22.parquet")).isRegularFile();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeReadAndCompactedWhereTheyStand(Form form) throws Exception {
        Path day = root().resolve("data/2m/2025-10-22");
        List<String> theirs = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            theirs.add(writePart(day, form, i).getFileName().toString());
        }
        List<String> expected = new ArrayList<>(rows(0, ROWS));
        expected.set(1, "corrected");
        try (StorageEngine engine = open()) {
            long seq = engine.candles("SPY", TF).append(OPEN + TF.micros(), 7, 9, 6, 8, 11);
            expected.set(1, shown(new Candle("SPY", TF, OPEN + TF.micros(), 7, 9, 6, 8, 11, seq)));
            assertThat(engine.awaitVisible(seq, Duration.ofSeconds(30))).isTrue();
            assertThat(shown(engine.viewport(ALL).candles())).containsExactlyElementsOf(expected);
            assertRead(expected);

            CompactionReport report = engine.compact(TF, DAY);

            assertThat(report.quarantined()).isEmpty();
            assertThat(report.rowsIn()).isEqualTo(ROWS + 1);
            assertThat(report.rowsOut()).isEqualTo(ROWS);
            assertRead(expected); // while the parts still stand beside the dayfile
            assertThat(engine.retire(Duration.ZERO)).isEqualTo(1);
            assertThat(shown(engine.viewport(ALL).candles())).containsExactlyElementsOf(expected);
        }
        assertRead(expected);
        try (Stream<Path> retired = Files.walk(root().resolve(".dayfile/retired"))) {
            assertThat(retired.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("part-")))
                    .hasSize(ROWS + 1)
                    .allMatch(name -> name.endsWith(".retired"))
                    .filteredOn(name -> theirs.contains(name.substring(0, name.length() - ".retired".length())))
                    .hasSize(ROWS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeLaterPartsIntoADayfileOfTheirs(Form form) throws Exception {
        write(root().resolve("data/2m/2025-10-22.parquet"), form, 0, ROWS - 1);
        writePart(root().resolve("data/2m/2025-10-22"), form, ROWS - 1);
        assertRead(rows(0, ROWS));
        try (StorageEngine engine = open()) {
            assertThat(engine.compact(TF, DAY).rowsOut()).isEqualTo(ROWS);
        }
        assertRead(rows(0, ROWS));
    }

    private void assertRead(List<String> expected) throws SQLException {
        try (StorageReader reader = StorageReader.open(root())) {
            assertThat(shown(reader.viewport(ALL).candles())).containsExactlyElementsOf(expected);
            try (ResultSet rows = reader.sql("select count(*) from candles where symbol = 'SPY'")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(expected.size());
            }
        }
        assertThat(StorageVerifier.verify(root()).findings()).isEmpty();
    }

    private Path root() {
        return folder.resolve("store");
    }

    private StorageEngine open() {
        return StorageEngine.open(StorageConfig.builder(root()).build());
    }

    private static List<String> rows(int from, int to) {
        List<String> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(shown(new Candle("SPY", TF, OPEN + i * TF.micros(), i + 1.5, i + 3, i, i + 2, i * 10, 0)));
        }
        return rows;
    }

    private static List<String> shown(CandleSeries candles) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < candles.size(); i++) {
            rows.add(shown(new Candle(
                    "SPY",
                    TF,
                    candles.tsMicros(i),
                    candles.open(i),
                    candles.high(i),
                    candles.low(i),
                    candles.close(i),
                    candles.volume(i),
                    0)));
        }
        return rows;
    }

    private static String shown(Candle c) {
        return IsoTime.format(c.tsMicros()) + " " + c.open() + " " + c.high() + " " + c.low() + " " + c.close() + " "
                + c.volume();
    }

    /** A part of one candle; the time in its name has no fractions, and its digits are no checksum. */
    private static Path writePart(Path day, Form form, int i) throws SQLException, IOException {
        return write(day.resolve(String.format("part-20251022_1330%02d-c24f98a%d.parquet", i, i)), form, i, i + 1);
    }

    private static Path write(Path file, Form form, int from, int to) throws SQLException, IOException {
        Files.createDirectories(file.getParent());
        try (Statement statement = duckdb.createStatement()) {
            statement.execute("copy (select 'SPY' as symbol, '2M' as timeframe, " + form.columns
                    + ", i + 1.5::double as open, (i + 3)::double as high, i::double as low, (i + 2)::double as close,"
                    + " (i * 10)::double as volume, i as global_x from (select i, timestamp '2025-10-22 13:30:00'"
                    + " + to_minutes(2 * i::int) as t from range(" + from + ", " + to + ") r(i))) to '" + file
                    + "' (format parquet)");
        }
        return file;
    }
}
