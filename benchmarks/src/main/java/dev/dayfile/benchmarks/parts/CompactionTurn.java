package dev.dayfile.benchmarks.parts;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One contender compacts one day again and again, in a JVM of its own, the first time cold. Then DuckDB reads the result
 * whole (the gate) and one symbol of it, and our reader one symbol, if the file is ours.
 */
public final class CompactionTurn {
    public static final String FIRST = "first";
    public static final String TIME = "time";
    public static final String MEMORY = "peak memory";
    public static final String BYTES = "output bytes";
    public static final String DUCKDB_QUERY = "one symbol by DuckDB";
    public static final String OUR_QUERY = "one symbol by our reader";

    private static final int QUERIES = 15;

    private CompactionTurn() {}

    /** Everyone, in the order of the turns. */
    public static List<String> contenders() {
        return CompactionContender.NAMES;
    }

    /** Arguments: answer, contender, case, symbols, parts, rows of a part, repeats, folder. */
    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            StoreLayout layout = new StoreLayout(Path.of(args[7]));
            int parts = Integer.parseInt(args[4]);
            int rows = Integer.parseInt(args[5]);
            ChildJvm.answer(
                    answer,
                    run(args[1], args[2], Integer.parseInt(args[3]), parts, rows, Integer.parseInt(args[6]), layout));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    static List<Measurement> run(
            String contender, String caseName, int symbols, int parts, int rowsOfPart, int repeats, StoreLayout layout)
            throws Exception {
        long residentBefore = status("VmRSS");
        long[] nanos = new long[repeats];
        long first = 0;
        try (CompactionContender compaction = CompactionContender.open(contender)) {
            for (int i = -1; i < repeats; i++) {
                Files.deleteIfExists(CompactionContender.dayfile(layout));
                long start = System.nanoTime();
                compaction.compact(layout);
                long elapsed = System.nanoTime() - start;
                if (i < 0) {
                    first = elapsed;
                } else {
                    nanos[i] = elapsed;
                }
            }
        }
        long peak = Math.max(0, status("VmHWM") - residentBefore);
        Arrays.sort(nanos);
        List<Measurement> measured = new ArrayList<>();
        measured.add(new Measurement(caseName, contender, FIRST, "ns", first));
        measured.add(new Measurement(caseName, contender, TIME, "ns", nanos[repeats / 2]));
        measured.add(new Measurement(caseName, contender, MEMORY, "bytes", peak));
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
