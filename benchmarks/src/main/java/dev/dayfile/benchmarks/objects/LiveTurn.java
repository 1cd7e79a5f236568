package dev.dayfile.benchmarks.objects;

import com.sun.management.ThreadMXBean;
import dev.dayfile.ObjectEvents;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.ObjectBook;
import dev.dayfile.internal.object.SnapshotFile;
import dev.dayfile.internal.object.StoredObjects;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What is now: appending events, the snapshot, and objects by a band of prices. */
final class LiveTurn {
    static final String OURS = "dayfile";
    static final String SCAN = "column-scan";
    static final String DUCKDB = "duckdb";
    static final String ALLOCATED = "allocated";
    static final String FOUND = "found";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ARRIVAL_NANOS = 1_000_000;

    /** One percent of the prices that zones have. */
    private static final double BAND = 10;

    private LiveTurn() {}

    /** Events at 1,000 a second from one thread, and then some that are waited for until they are durable. */
    static List<Measurement> append(Path root, int events, int durable) throws Exception {
        Samples returned = new Samples(events);
        Samples forced = new Samples(durable);
        long allocated = 0;
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            ObjectEvents objects = engine.objects();
            EventScript script = new EventScript(200, 1_000_000, true);
            List<ObjectEvent> warmUp = new ArrayList<>();
            List<ObjectEvent> measured = new ArrayList<>();
            for (int i = 0; i < 2_000 + events + durable; i++) {
                (i < 2_000 ? warmUp : measured).add(script.next());
            }
            for (ObjectEvent event : warmUp) {
                objects.append(event);
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            long due = System.nanoTime();
            for (int i = 0; i < events; i++) {
                due += ARRIVAL_NANOS;
                while (System.nanoTime() - due < 0) {
                    Thread.onSpinWait();
                }
                long start = System.nanoTime();
                objects.append(measured.get(i));
                returned.addSince(start);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            for (int i = events; i < events + durable; i++) {
                long start = System.nanoTime();
                if (!objects.awaitDurable(objects.append(measured.get(i)), PATIENCE)) {
                    throw new GateException("an event did not become durable [seq=" + i + "]");
                }
                forced.addSince(start);
            }
            if (objects.appendedSeq() != script.seq()
                    || objects.current().size() != script.objects().size()) {
                throw new GateException("not every event was taken in [events=" + objects.appendedSeq() + "]");
            }
        }
        List<Measurement> out = new ArrayList<>();
        returned.report(out, "append-1k/s", OURS);
        out.add(new Measurement("append-1k/s", OURS, ALLOCATED, "B", (double) allocated / events));
        forced.report(out, "append-until-durable", OURS);
        return out;
    }

    /** The snapshot of so many objects after an event, by us and by DuckDB from a table in memory. */
    static List<Measurement> snapshot(Path root, int objects, int rounds) throws Exception {
        EventScript script = new EventScript(objects, 40_000, false);
        for (int i = 0; i < objects + objects / 4; i++) {
            script.next();
        }
        String caseName = "snapshot-" + objects;
        StoreLayout layout = new StoreLayout(root);
        Publisher publisher = new Publisher(Disk.LOCAL, true);
        StoredObjects nothing = new StoredObjects(Disk.LOCAL, layout, "00000000000000aa", DamagePolicy.FAIL);
        SnapshotFile file = new SnapshotFile(Disk.LOCAL, layout);
        AtomicLong seq = new AtomicLong();
        ObjectBook book = new ObjectBook(nothing, file, publisher, "00000000000000aa", 0, List::of, 0);
        List<ChartObject> drawn = new ArrayList<>(script.objects());
        for (ChartObject o : drawn) {
            book.append(create(o), event -> event.withSeq(seq.incrementAndGet()));
        }
        Samples ours = new Samples(rounds);
        Samples theirs = new Samples(rounds);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            book.writeSnapshot(upTo -> true);
            statement.execute("CREATE TABLE objects AS SELECT * FROM read_parquet('" + layout.objectSnapshot() + "')");
            Path copy = root.resolve("duckdb.parquet");
            for (int i = 0; i < rounds; i++) {
                book.append(
                        ObjectEvent.update(drawn.get(i % drawn.size()).id())
                                .left(i)
                                .at(drawn.get(i % drawn.size()).createdTsMicros())
                                .build(),
                        event -> event.withSeq(seq.incrementAndGet()));
                long start = System.nanoTime();
                book.writeSnapshot(upTo -> true);
                ours.addSince(start);
                start = System.nanoTime();
                statement.execute("COPY (SELECT * FROM objects ORDER BY id) TO '" + copy
                        + "' (FORMAT parquet, COMPRESSION zstd)");
                theirs.addSince(start);
            }
            try (ResultSet count = statement.executeQuery("SELECT (SELECT count(*) FROM read_parquet('"
                    + layout.objectSnapshot() + "')), (SELECT count(*) FROM read_parquet('" + copy + "'))")) {
                count.next();
                if (count.getLong(1) != drawn.size() || count.getLong(2) != drawn.size()) {
                    throw new GateException("a snapshot has not every object [objects=" + drawn.size() + "]");
                }
            }
        }
        List<Measurement> out = new ArrayList<>();
        ours.report(out, caseName, OURS);
        theirs.report(out, caseName, DUCKDB);
        return out;
    }

    private static ObjectEvent create(ChartObject o) {
        return ObjectEvent.create(o.id(), o.type(), o.symbol(), o.timeframe())
                .band(o.top(), o.bottom())
                .from(o.tStartMicros())
                .left(o.left())
                .payload(o.payload())
                .at(o.createdTsMicros())
                .build();
    }

    /** Viewports without candles of one symbol, all of whose objects are of one timeframe, by bands of prices. */
    static List<Measurement> band(Path root, int objects, int queries, int duckQueries, boolean whileAppending)
            throws Exception {
        String caseName = "band-" + objects + (whileAppending ? "-while-appending" : "");
        EventScript script = new EventScript(objects, 40_000, true);
        EventStore.write(root, script, objects + objects / 4);
        List<Measurement> out = new ArrayList<>();
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            List<ChartObject> current = engine.objects().current();
            if (current.size() != script.objects().size()) {
                throw new GateException("not every object is there [found=" + current.size() + "]");
            }
            ColumnScan scan = new ColumnScan(current);
            requireSameAnswers(engine, scan, root);
            Thread appending = new Thread(() -> append(engine, current), "appending");
            if (whileAppending) {
                appending.start();
            }
            out.addAll(ours(caseName, engine, queries));
            if (whileAppending) {
                appending.interrupt();
                appending.join();
            } else {
                out.addAll(scan(caseName, scan, queries));
                out.addAll(duckDb(caseName, root, duckQueries));
            }
        }
        return out;
    }

    private static void append(StorageEngine engine, List<ChartObject> objects) {
        long due = System.nanoTime();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            due += ARRIVAL_NANOS;
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            ChartObject o = objects.get((int) (i * 7919L % objects.size()));
            engine.objects()
                    .append(ObjectEvent.update(o.id())
                            .left(i)
                            .at(o.updatedTsMicros())
                            .build());
        }
    }

    private static double low(Random random) {
        return EventScript.LOWEST + random.nextDouble() * (EventScript.HIGHEST - EventScript.LOWEST - BAND);
    }

    private static ViewportQuery query(double low) {
        return ViewportQuery.of(EventScript.SYMBOL, EventScript.TIMEFRAME)
                .priceBand(low, low + BAND)
                .build();
    }

    private static List<Measurement> ours(String caseName, StorageEngine engine, int queries) {
        Random random = new Random(5);
        ViewportBuffer buffer = new ViewportBuffer();
        long found = 0;
        Samples times = new Samples(queries);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = -queries; i < queries; i++) { // the first half warms up
            ViewportQuery query = query(low(random));
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            engine.viewport(query, buffer);
            if (i >= 0) {
                times.addSince(start);
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
                found += buffer.objects().size();
            }
        }
        List<Measurement> out = new ArrayList<>();
        times.report(out, caseName, OURS);
        out.add(new Measurement(caseName, OURS, ALLOCATED, "B", Math.rint(allocated * 10.0 / queries) / 10));
        out.add(new Measurement(caseName, OURS, FOUND, "objects", (double) found / queries));
        return out;
    }

    private static List<Measurement> scan(String caseName, ColumnScan scan, int queries) {
        Random random = new Random(5);
        List<ChartObject> into = new ArrayList<>();
        Samples times = new Samples(queries);
        for (int i = -queries; i < queries; i++) {
            double low = low(random);
            long start = System.nanoTime();
            into.clear();
            scan.find(low, low + BAND, Long.MIN_VALUE, Long.MAX_VALUE, into);
            if (i >= 0) {
                times.addSince(start);
            }
        }
        List<Measurement> out = new ArrayList<>();
        times.report(out, caseName, SCAN);
        return out;
    }

    /** One prepared statement over the snapshot, its values read as any program does. */
    private static List<Measurement> duckDb(String caseName, Path root, int queries) throws Exception {
        Random random = new Random(5);
        Samples times = new Samples(queries);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query = prepared(duck, root)) {
            for (int i = -queries; i < queries; i++) {
                double low = low(random);
                long start = System.nanoTime();
                ids(query, low);
                if (i >= 0) {
                    times.addSince(start);
                }
            }
        }
        List<Measurement> out = new ArrayList<>();
        times.report(out, caseName, DUCKDB);
        return out;
    }

    private static PreparedStatement prepared(Connection duck, Path root) throws Exception {
        return duck.prepareStatement("SELECT * FROM read_parquet('" + new StoreLayout(root).objectSnapshot()
                + "') WHERE symbol = '" + EventScript.SYMBOL + "' AND timeframe = '" + EventScript.TIMEFRAME
                + "' AND least(top, bottom) <= ? AND greatest(top, bottom) >= ? ORDER BY id");
    }

    private static List<String> ids(PreparedStatement query, double low) throws Exception {
        query.setDouble(1, low + BAND);
        query.setDouble(2, low);
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static void requireSameAnswers(StorageEngine engine, ColumnScan scan, Path root) throws Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query = prepared(duck, root)) {
            Random random = new Random(6);
            for (int i = 0; i < 3; i++) {
                double low = low(random);
                List<ChartObject> ours = engine.viewport(query(low)).objects();
                List<ChartObject> scanned = new ArrayList<>();
                scan.find(low, low + BAND, Long.MIN_VALUE, Long.MAX_VALUE, scanned);
                List<String> ids = ours.stream().map(ChartObject::id).toList();
                if (!ours.equals(scanned) || !ids.equals(ids(query, low))) {
                    throw new GateException("the answers differ [low=" + low + ", dayfile=" + ours.size() + ", scan="
                            + scanned.size() + "]");
                }
            }
        }
    }
}
