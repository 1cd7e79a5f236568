package dev.dayfile.benchmarks.parts;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.benchmarks.harness.WarmUp;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.util.Arrays;
import java.util.List;

/**
 * One contender compacts one day again and again, in a JVM of its own: the first time cold, then a few times, then until
 * it is warm, then to be timed. Then DuckDB reads the result whole (the gate) and one symbol of it, and our reader one
 * symbol, if the file is ours.
 */
public final class CompactionTurn {
    /** The first compaction in the life of the JVM, classes and all. */
    public static final String FIRST = "first";

    /** The median of those right after it: what a process sees that compacts seldom. */
    public static final String EARLY = "early";

    /** The median once the JVM is warm; of a big day, of the few after the first. */
    public static final String TIME = "time";

    /** Until the early ones are over, so that nobody is charged for a warm-up; of a big day, until the last. */
    public static final String MEMORY = "peak memory";

    public static final String BYTES = "output bytes";
    public static final String DUCKDB_QUERY = "one symbol by DuckDB";
    public static final String OUR_QUERY = "one symbol by our reader";

    private static final int QUERIES = 15;

    /** Compactions of a warm-up, at least. */
    private static final int LEAST_WARM = 15;

    private CompactionTurn() {}

    /** Everyone, in the order of the turns. */
    public static List<String> contenders() {
        return CompactionContender.NAMES;
    }

    /**
     * How often a day is compacted after the first time.
     *
     * @param early before anything is warm; 0 for none, and none are reported
     * @param warmUpMillis the least time of the warm-up; 0 for none
     * @param timed after that
     */
    public record Repeats(int early, int warmUpMillis, int timed) {}

    /** What to call {@link #main} with; the file for the answer goes before. */
    public static List<String> arguments(
            String contender, String caseName, int symbols, int parts, int rowsOfPart, Repeats repeats, Path store) {
        return List.of(
                contender,
                caseName,
                Integer.toString(symbols),
                Integer.toString(parts),
                Integer.toString(rowsOfPart),
                Integer.toString(repeats.early),
                Integer.toString(repeats.warmUpMillis),
                Integer.toString(repeats.timed),
                store.toString());
    }

    /** Arguments: the answer, then {@link #arguments}. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            StoreLayout layout = new StoreLayout(Path.of(args[9]));
            int parts = Integer.parseInt(args[4]);
            int rows = Integer.parseInt(args[5]);
            Repeats repeats =
                    new Repeats(Integer.parseInt(args[6]), Integer.parseInt(args[7]), Integer.parseInt(args[8]));
            ChildJvm.answer(answer, run(args[1], args[2], Integer.parseInt(args[3]), parts, rows, repeats, layout));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static List<Measurement> run(
            String contender,
            String caseName,
            int symbols,
            int parts,
            int rowsOfPart,
            Repeats repeats,
            StoreLayout layout)
            throws Exception {
        List<Measurement> measured = new ArrayList<>();
        long residentBefore = status("VmRSS");
        try (CompactionContender compaction = CompactionContender.open(contender)) {
            measured.add(new Measurement(caseName, contender, FIRST, "ns", nanos(compaction, layout)));
            if (repeats.early > 0) {
                measured.add(
                        new Measurement(caseName, contender, EARLY, "ns", median(compaction, layout, repeats.early)));
            }
            long peak = status("VmHWM");
            if (repeats.warmUpMillis > 0) {
                warmUp(compaction, layout, WarmUp.untilAtRest(Duration.ofMillis(repeats.warmUpMillis), LEAST_WARM));
            }
            measured.add(new Measurement(caseName, contender, TIME, "ns", median(compaction, layout, repeats.timed)));
            if (repeats.warmUpMillis == 0) {
                peak = status("VmHWM");
            }
            measured.add(new Measurement(caseName, contender, MEMORY, "bytes", Math.max(0, peak - residentBefore)));
        }
        Path dayfile = CompactionContender.dayfile(layout);
        measured.add(new Measurement(caseName, contender, BYTES, "bytes", Files.size(dayfile)));
        String symbol = symbols == 1 ? "SPY" : String.format("S%04d", symbols / 2);
        measured.add(new Measurement(
                caseName, contender, DUCKDB_QUERY, "ns", duckDb(dayfile, symbol, (long) parts * rowsOfPart)));
        if (contender.startsWith("dayfile")) {
            measured.add(new Measurement(caseName, contender, OUR_QUERY, "ns", ours(dayfile, symbol)));
        }
        return measured;
    }

    private static void warmUp(CompactionContender compaction, StoreLayout layout, WarmUp warmUp) throws Exception {
        long calls;
        long callNanos;
        long start;
        do {
            start = System.nanoTime();
            callNanos = 0;
            for (calls = 0; System.nanoTime() - start < warmUp.blockNanos(); calls++) {
                callNanos += nanos(compaction, layout);
            }
        } while (warmUp.wantsMoreAfter(calls, callNanos, System.nanoTime() - start));
    }

    private static long median(CompactionContender compaction, StoreLayout layout, int repeats) throws Exception {
        long[] nanos = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            nanos[i] = nanos(compaction, layout);
        }
        Arrays.sort(nanos);
        return nanos[repeats / 2];
    }

    /** Compacts once, where no dayfile stands. */
    private static long nanos(CompactionContender compaction, StoreLayout layout) throws Exception {
        Files.deleteIfExists(CompactionContender.dayfile(layout));
        long start = System.nanoTime();
        compaction.compact(layout);
        return System.nanoTime() - start;
    }

    /** Writes the parts of the day; not in the JVM that is measured, whose memory begins with what it is given. */
    public static void writeParts(int symbols, int parts, int rowsOfPart, StoreLayout layout) throws IOException {
        DayRows source = new DayRows(symbols);
        PartWriter writer = new PartWriter("00000000000000aa");
        Publisher publisher = new Publisher(Disk.LOCAL, false);
        for (int i = 0; i < parts; i++) {
            ByteBuffer bytes = writer.encode(DayRows.TIMEFRAME, source.next(rowsOfPart));
            publisher.publish(layout.part(DayRows.TIMEFRAME, LocalDate.parse(DayRows.DAY), writer.name()), bytes);
        }
    }

    /** What the system says of this process, in bytes; native memory, where DuckDB's is, included. */
    private static long status(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /** Returns the median time of a query for one symbol; before that, the file must hold every row. */
    private static double duckDb(Path dayfile, String symbol, long rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            try (ResultSet sums = statement.executeQuery("select count(*), sum(seq), count(distinct (symbol, ts))"
                    + " from read_parquet('" + dayfile + "')")) {
                sums.next();
                if (sums.getLong(1) != rows || sums.getLong(2) != rows * (rows + 1) / 2 || sums.getLong(3) != rows) {
                    throw new GateException(
                            "not the rows of the parts [found=" + sums.getLong(1) + ", in parts=" + rows + "]");
                }
            }
            long[] nanos = new long[QUERIES];
            for (int i = 0; i < QUERIES; i++) {
                long start = System.nanoTime();
                try (ResultSet one = statement.executeQuery("select ts_utc, open, high, low, close, volume from"
                        + " read_parquet('" + dayfile + "') where symbol = '" + symbol + "' order by ts_utc")) {
                    while (one.next()) {
                        one.getDouble(5);
                    }
                }
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos[QUERIES / 2];
        }
    }

    private static double ours(Path dayfile, String symbol) {
        CandleFiles files = new CandleFiles(Disk.LOCAL);
        long[] nanos = new long[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            long start = System.nanoTime();
            CandleColumns rows = new CandleColumns();
            try (CandleFileReader reader = files.open(dayfile)) {
                reader.readSymbol(SymbolKey.of(symbol), Long.MIN_VALUE, Long.MAX_VALUE, rows);
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[QUERIES / 2];
    }
}
