package dev.dayfile.benchmarks.parts;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.internal.series.CandleColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One contender writes parts of one size, in a JVM of its own: the first one cold, then so many more; the time of a
 * part is from the rows in memory to the name in the folder. At last DuckDB reads them all back (the gate).
 */
public final class PartsTurn {
    /** The first part in the life of the JVM, classes and all. */
    public static final String FIRST = "first";

    public static final String P50 = "p50";
    public static final String P99 = "p99";
    public static final String THROUGHPUT = "throughput";
    public static final String BYTES = "bytes a part";

    private PartsTurn() {}

    /** Everyone, in the order of the turns. */
    public static List<String> contenders() {
        return PartContender.NAMES;
    }

    /** Arguments: answer, contender, case, rows of a part, parts, force, folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            Path folder = Files.createDirectories(Path.of(args[6]));
            ChildJvm.answer(
                    answer,
                    run(
                            args[1],
                            args[2],
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]),
                            Boolean.parseBoolean(args[5]),
                            folder));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static List<Measurement> run(String contender, String caseName, int rows, int parts, boolean force, Path folder)
            throws Exception {
        DayRows source = new DayRows(rows);
        long[] nanos = new long[parts];
        long first;
        try (PartContender writer = PartContender.open(contender, folder, force)) {
            writer.prepare(source.next(rows));
            long start = System.nanoTime();
            writer.write();
            first = System.nanoTime() - start;
            for (int i = 0; i < parts; i++) {
                CandleColumns next = source.next(rows);
                writer.prepare(next);
                start = System.nanoTime();
                writer.write();
                nanos[i] = System.nanoTime() - start;
            }
        }
        long bytes = requireAll(folder, (parts + 1L) * rows);
        long[] warm = Arrays.copyOfRange(nanos, parts / 2, parts);
        Arrays.sort(warm);
        double p50 = warm[warm.length / 2];
        return List.of(
                new Measurement(caseName, contender, FIRST, "ns", first),
                new Measurement(caseName, contender, P50, "ns", p50),
                new Measurement(caseName, contender, P99, "ns", warm[warm.length * 99 / 100]),
                new Measurement(caseName, contender, THROUGHPUT, "rows/s", rows * 1e9 / p50),
                new Measurement(caseName, contender, BYTES, "bytes", bytes / (parts + 1.0)));
    }

    /** The sums say that every row is there once and in its own column; returns how many bytes the files have. */
    private static long requireAll(Path folder, long rows) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery("select count(*), sum(seq), count(distinct (symbol, ts)),"
                        + " count(*) filter (high < low) from read_parquet('" + folder + "/**/*.parquet')")) {
            sums.next();
            if (sums.getLong(1) != rows
                    || sums.getLong(2) != rows * (rows + 1) / 2
                    || sums.getLong(3) != rows
                    || sums.getLong(4) != 0) {
                throw new GateException("not the rows that were given [found=" + sums.getLong(1) + ", given=" + rows
                        + ", sum of seq=" + sums.getLong(2) + "]");
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    /** Deletes a folder and what is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
