package dev.dayfile.benchmarks.parts;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.cli.Main;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One import of history by a process that has just begun: a million candles in a file of another writer, into a new store,
 * day by day with proof, and forced. Nothing is warm. The embedded engine has all its defaults, and its opening counts; the
 * command line is a process of its own, with the collector that the script gives it, and all of its life counts.
 */
public final class ImportTurn {
    /** What is measured. */
    public static final String TIME = "time";

    private static final int ROWS = 1_000_000;
    private static final Pattern ROWS_OUT = Pattern.compile("rows out (\\d+)");

    /** What is imported, and how. */
    public enum Form {
        /** Ten symbols over some two years, from Parquet, by the embedded engine. */
        TWO_YEARS("import-1m", "dayfile", "parquet"),

        /** One symbol over ten years, candles of a minute: many small days. */
        TEN_YEARS("import-1m-2565-days", "dayfile", "parquet"),

        /** The same from CSV, by the command line. */
        TEN_YEARS_OF_CSV("import-1m-2565-days-csv", "dayfile-command", "csv");

        private final String caseName;
        private final String contender;
        private final String format;

        Form(String caseName, String contender, String format) {
            this.caseName = caseName;
            this.contender = contender;
            this.format = format;
        }

        /** The case's name. */
        public String caseName() {
            return caseName;
        }

        /** Who imports. */
        public String contender() {
            return contender;
        }

        private String rows(int rows) {
            // 195 candles of 2 minutes, or 390 of one, a weekday from 14:30 UTC on; all symbols at each instant
            int symbols = this == TWO_YEARS ? 10 : 1;
            int minutes = this == TWO_YEARS ? 2 : 1;
            int ofDay = 390 / minutes;
            int rowsOfDay = ofDay * symbols;
            return "select 'S' || i % " + symbols + " as symbol, '" + minutes + "m' as timeframe,"
                    + " strftime(timestamp '2015-01-05 14:30:00' + to_days(((i // " + rowsOfDay + ") // 5 * 7 + (i // "
                    + rowsOfDay + ") % 5)::int) + to_minutes((i // " + symbols + ") % " + ofDay + " * " + minutes
                    + "), '%Y-%m-%dT%H:%M:%SZ') as ts, 100 + i % 977 / 7 as open, 102 + i % 977 / 7 as high,"
                    + " 99 + i % 977 / 7 as low, 101 + i % 977 / 7 as close, i % 5000 as volume from range(" + rows
                    + ") t(i)";
        }
    }

    private ImportTurn() {}

    /** Arguments: where the answer goes, an empty folder, and the form. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            ChildJvm.answer(answer, List.of(run(Path.of(args[1]), Form.valueOf(args[2]), ROWS)));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static Measurement run(Path folder, Form form, int rows) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve("history." + form.format);
        write(form, rows, file);
        long start = System.nanoTime();
        long imported = form == Form.TEN_YEARS_OF_CSV
                ? importByCommand(file, folder)
                : importByEngine(file, folder.resolve("store"));
        long elapsed = System.nanoTime() - start;
        if (imported != rows) {
            throw new GateException("not every row was imported [rows=" + rows + ", imported=" + imported + "]");
        }
        return new Measurement(form.caseName, form.contender, TIME, "ns", elapsed);
    }

    private static void write(Form form, int rows, Path file) throws SQLException {
        // In Parquet a time is a number, as writers have it.
        String select = form.format.equals("csv")
                ? form.rows(rows)
                : "select * replace (ts::timestamptz as ts) from (" + form.rows(rows) + ")";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("copy (" + select + ") to '" + file + "' (format " + form.format + ")");
        }
    }

    private static long importByEngine(Path file, Path store) {
        long imported = 0;
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(store).build())) {
            for (CompactionReport report : engine.importParquet(file, ImportDefaults.NONE, (row, why) -> {
                throw new IllegalStateException("row " + row + " is refused: " + why);
            })) {
                imported += report.rowsOut();
            }
        }
        return imported;
    }

    private static long importByCommand(Path file, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("command.txt");
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "import",
                        file.toString(),
                        "--root",
                        folder.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (command.waitFor() != 0) {
            throw new IOException("the command failed: " + Files.readString(output));
        }
        long imported = 0;
        for (Matcher line = ROWS_OUT.matcher(Files.readString(output)); line.find(); ) {
            imported += Long.parseLong(line.group(1));
        }
        return imported;
    }
}
