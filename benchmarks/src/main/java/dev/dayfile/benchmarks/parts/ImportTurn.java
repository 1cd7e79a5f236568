package dev.dayfile.benchmarks.parts;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;

/**
 * One import of history in a fresh JVM: a Parquet file of another writer with a million candles of ten symbols, over some
 * two years, into a new store, day by day with proof, and forced. The opening of the engine counts too; nothing is warm.
 */
public final class ImportTurn {
    /** The case's name. */
    public static final String CASE = "import-1m";

    /** What is measured. */
    public static final String TIME = "time";

    private static final int ROWS = 1_000_000;

    private ImportTurn() {}

    /** Arguments: where the answer goes, and an empty folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            ChildJvm.answer(answer, List.of(run(Path.of(args[1]), ROWS)));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static Measurement run(Path folder, int rows) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve("history.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            // 195 candles of 2 minutes a weekday from 14:30 UTC on, ten symbols at each instant
            statement.execute(
                    "copy (select 'S' || i % 10 as symbol, '2m' as timeframe, timestamptz '2023-01-02 14:30:00Z'"
                            + " + to_days(((i // 1950) // 5 * 7 + (i // 1950) % 5)::int) + to_minutes((i // 10) % 195 * 2) as ts,"
                            + " 100 + i % 977 / 7 as open, 102 + i % 977 / 7 as high, 99 + i % 977 / 7 as low,"
                            + " 101 + i % 977 / 7 as close, i % 5000 as volume from range(" + rows + ") t(i)) to '"
                            + file
                            + "' (format parquet)");
        }
        long start = System.nanoTime();
        long imported = 0;
        try (StorageEngine engine = StorageEngine.open(
                StorageConfig.builder(folder.resolve("store")).build())) {
            for (CompactionReport report :
                    engine.importParquet(file, new ImportDefaults(null, null, null), (row, why) -> {
                        throw new IllegalStateException("row " + row + " is refused: " + why);
                    })) {
                imported += report.rowsOut();
            }
        }
        long elapsed = System.nanoTime() - start;
        if (imported != rows) {
            throw new GateException("not every row was imported [rows=" + rows + ", imported=" + imported + "]");
        }
        return new Measurement(CASE, "dayfile", TIME, "ns", elapsed);
    }
}
