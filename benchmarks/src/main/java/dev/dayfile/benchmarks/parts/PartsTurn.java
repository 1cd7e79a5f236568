package dev.dayfile.benchmarks.parts;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.benchmarks.harness.WarmUp;
import dev.dayfile.internal.series.CandleColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One contender writes parts of one size, in a JVM of its own: the first one cold, then as many as make it warm, then so
 * many more, which are timed; the time of a part is from the rows in memory to the name in the folder. At last DuckDB
 * reads them back (the gate). Those of the warm-up are deleted where that is to nobody's harm, since they may be
 * gigabytes: in memory, not on a disk, whose file system is slower for a while afterwards.
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

    /** Arguments: answer, contender, case, rows of a part, parts, milliseconds of warm-up at least, force, folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            Path folder = Files.createDirectories(Path.of(args[7]));
            ChildJvm.answer(
                    answer,
                    run(
                            args[1],
                            args[2],
                            Integer.parseInt(args[3]),
                            Integer.parseInt(args[4]),
                            Integer.parseInt(args[5]),
                            Boolean.parseBoolean(args[6]),
                            folder));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static List<Measurement> run(
            String contender, String caseName, int rows, int parts, int warmUpMillis, boolean force, Path folder)
            throws Exception {
        DayRows source = new DayRows(rows);
        Kept kept = new Kept();
        long[] nanos = new long[parts];
        long first;
        try (PartContender writer = PartContender.open(contender, folder, force)) {
            first = write(writer, source, rows, kept);
            warmUp(writer, source, rows, WarmUp.untilAtRest(Duration.ofMillis(warmUpMillis), 1), kept, force, folder);
            for (int i = 0; i < parts; i++) {
                nanos[i] = write(writer, source, rows, kept);
            }
        }
        long bytes = requireAll(folder, kept);
        Arrays.sort(nanos);
        double p50 = nanos[parts / 2];
        return List.of(
                new Measurement(caseName, contender, FIRST, "ns", first),
                new Measurement(caseName, contender, P50, "ns", p50),
                new Measurement(caseName, contender, P99, "ns", nanos[parts * 99 / 100]),
                new Measurement(caseName, contender, THROUGHPUT, "rows/s", rows * 1e9 / p50),
                new Measurement(caseName, contender, BYTES, "bytes", (double) bytes * rows / kept.rows));
    }

    /** What the folder must hold. */
    private static final class Kept {
        private long rows;
        private long seqs;

        void add(CandleColumns part) {
            rows += part.size;
            for (int i = 0; i < part.size; i++) {
                seqs += part.seq[i];
            }
        }
    }

    private static long write(PartContender writer, DayRows source, int rows, Kept kept) throws Exception {
        CandleColumns next = source.next(rows);
        writer.prepare(next);
        long start = System.nanoTime();
        writer.write();
        long elapsed = System.nanoTime() - start;
        kept.add(next);
        return elapsed;
    }

    private static void warmUp(
            PartContender writer, DayRows source, int rows, WarmUp warmUp, Kept kept, boolean onDisk, Path folder)
            throws Exception {
        Set<Path> before = Set.copyOf(files(folder));
        long written;
        long writing;
        long elapsed;
        do {
            Kept ofBlock = onDisk ? kept : new Kept();
            long start = System.nanoTime();
            written = 0;
            writing = 0;
            elapsed = 0;
            while (elapsed < warmUp.blockNanos()) {
                writing += write(writer, source, rows, ofBlock);
                written++;
                elapsed = System.nanoTime() - start;
            }
            if (!onDisk) {
                for (Path file : files(folder)) {
                    if (!before.contains(file)) {
                        Files.delete(file);
                    }
                }
            }
        } while (warmUp.wantsMoreAfter(written, writing, elapsed));
    }

    /** The sums say that every row is there once and in its own column; returns how many bytes the files have. */
    private static long requireAll(Path folder, Kept kept) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery("select count(*), sum(seq), count(distinct (symbol, ts)),"
                        + " count(*) filter (high < low) from read_parquet('" + folder + "/**/*.parquet')")) {
            sums.next();
            if (sums.getLong(1) != kept.rows
                    || sums.getLong(2) != kept.seqs
                    || sums.getLong(3) != kept.rows
                    || sums.getLong(4) != 0) {
                throw new GateException("not the rows that were given [found=" + sums.getLong(1) + ", given="
                        + kept.rows + ", sum of seq=" + sums.getLong(2) + "]");
            }
        }
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
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
