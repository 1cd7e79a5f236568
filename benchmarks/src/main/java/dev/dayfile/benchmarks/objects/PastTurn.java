package dev.dayfile.benchmarks.objects;

import com.sun.management.OperatingSystemMXBean;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.internal.viewport.DuckReader;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What was: opening a store with a long past, and the state as of instants of it. */
final class PastTurn {
    static final String OPEN = "open";
    static final String AS_OF = "as-of";
    static final String TIME = "time";

    /** Of all threads, those that compile included: what a crowded machine cannot make longer. */
    static final String CPU = "cpu";

    static final String FIRST = "first";
    static final String HEAP = "heap";

    /** The whole state, and what one symbol's chart asks for. */
    static final String VIEWPORT = "dayfile-viewport";

    static final String DUCKDB_MACRO = "duckdb-macro";

    private PastTurn() {}

    /** Opens the store and asks for one viewport, as a bot that starts does. */
    static List<Measurement> open(String caseName, Path root, int objects) {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = process.getProcessCpuTime();
        long start = System.nanoTime();
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).force(false).build())) {
            int found = engine.viewport(ViewportQuery.of(EventScript.SYMBOL, EventScript.TIMEFRAME)
                            .priceBand(500, 510)
                            .build())
                    .objects()
                    .size();
            long elapsed = System.nanoTime() - start;
            long cpu = process.getProcessCpuTime() - cpuBefore;
            if (engine.objects().current().size() != objects || found == 0) {
                throw new GateException("not every object is there [found="
                        + engine.objects().current().size() + ", given=" + objects + "]");
            }
            return List.of(
                    new Measurement(caseName, LiveTurn.OURS, TIME, "ns", elapsed),
                    new Measurement(caseName, LiveTurn.OURS, CPU, "ns", cpu));
        }
    }

    /** States as of random instants; the first question reads all events, and is a figure of its own. */
    static List<Measurement> asOf(String caseName, Path root, int instants, int duckInstants, long historyBytes)
            throws Exception {
        List<Measurement> out = new ArrayList<>();
        StorageConfig config = StorageConfig.builder(root)
                .force(false)
                .objectHistoryBytes(historyBytes)
                .build();
        try (StorageEngine engine = StorageEngine.open(config);
                Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            long[] span = span(duck, root);
            long heapBefore = usedHeap();
            long start = System.nanoTime();
            engine.objects().asOf(span[1]);
            out.add(new Measurement(caseName, LiveTurn.OURS, FIRST, "ns", System.nanoTime() - start));
            out.add(new Measurement(
                    caseName, LiveTurn.OURS, HEAP, "MiB", (usedHeap() - heapBefore) / (double) (1 << 20)));
            Random random = new Random(9);
            Samples whole = new Samples(instants);
            Samples viewport = new Samples(instants);
            for (int i = -instants / 2; i < instants; i++) {
                long instant = instant(random, span);
                start = System.nanoTime();
                int found = engine.objects().asOf(instant).size();
                if (i >= 0) {
                    whole.addSince(start);
                }
                ViewportQuery query = ViewportQuery.of(EventScript.SYMBOL, EventScript.TIMEFRAME)
                        .priceBand(500, 510)
                        .asOf(instant)
                        .build();
                start = System.nanoTime();
                found -= engine.viewport(query).objects().size();
                if (i >= 0) {
                    viewport.addSince(start);
                }
                if (found < 0) {
                    throw new GateException("a viewport has more objects than there are [instant=" + instant + "]");
                }
            }
            whole.report(out, caseName, LiveTurn.OURS);
            viewport.report(out, caseName, VIEWPORT);
            out.addAll(duckDb(caseName, root, duck, engine, span, duckInstants));
        }
        return out;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long instant(Random random, long[] span) {
        return span[0] + (long) (random.nextDouble() * (span[1] - span[0]));
    }

    private static long[] span(Connection duck, Path root) throws SQLException {
        try (Statement statement = duck.createStatement();
                ResultSet span = statement.executeQuery("SELECT epoch_us(min(ts_utc)), epoch_us(max(ts_utc)) FROM"
                        + " read_parquet('" + root + "/objects/timeline/**/*.parquet')")) {
            span.next();
            return new long[] {span.getLong(1), span.getLong(2)};
        }
    }

    /** The same by the macro that is shipped; each of its answers must be ours, value by value. */
    private static List<Measurement> duckDb(
            String caseName, Path root, Connection duck, StorageEngine engine, long[] span, int instants)
            throws Exception {
        Samples times = new Samples(instants);
        Random random = new Random(10);
        try (Statement statement = duck.createStatement()) {
            statement.execute(macros());
        }
        try (PreparedStatement query = duck.prepareStatement(
                "SELECT * FROM dayfile_objects_as_of('" + root + "', make_timestamptz(?::BIGINT))")) {
            for (int i = 0; i < instants; i++) {
                long instant = instant(random, span);
                query.setLong(1, instant);
                long start = System.nanoTime();
                List<ChartObject> theirs = objects(query);
                times.addSince(start);
                if (!theirs.equals(engine.objects().asOf(instant))) {
                    throw new GateException("the answers differ [instant=" + IsoTime.format(instant) + ", duckdb="
                            + theirs.size() + " objects]");
                }
            }
        }
        List<Measurement> out = new ArrayList<>();
        if (instants > 0) {
            times.report(out, caseName, DUCKDB_MACRO);
        }
        return out;
    }

    private static String macros() throws IOException {
        try (InputStream macros = DuckReader.class.getResourceAsStream("/dev/dayfile/dayfile.sql")) {
            return new String(macros.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<ChartObject> objects(PreparedStatement query) throws SQLException {
        List<ChartObject> objects = new ArrayList<>();
        try (ResultSet r = query.executeQuery()) {
            while (r.next()) {
                objects.add(new ChartObject(
                        r.getString("id"),
                        r.getString("type"),
                        r.getString("symbol"),
                        Timeframe.parse(r.getString("timeframe")),
                        r.getString("status"),
                        (Long) r.getObject("left"),
                        micros(r, "t_start"),
                        micros(r, "t_end"),
                        (Double) r.getObject("y"),
                        (Double) r.getObject("top"),
                        (Double) r.getObject("bottom"),
                        r.getString("payload"),
                        r.getLong("seq"),
                        IsoTime.parse(r.getString("created_ts")),
                        IsoTime.parse(r.getString("updated_ts")),
                        (Long) r.getObject("created_step"),
                        (Long) r.getObject("updated_step")));
            }
        }
        return objects;
    }

    private static Long micros(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : ChronoUnit.MICROS.between(OffsetDateTime.parse("1970-01-01T00:00Z"), time);
    }
}
