package dev.dayfile.benchmarks.viewport;

import dev.dayfile.ObjectEvents;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.model.Candle;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes the stores by the engine itself: {@code closed} holds the compacted days and the objects, {@code open} the same
 * and the parts of the open day, {@code rows} every row of {@code open} for the contenders that have a table of their own.
 * Nothing is forced, since nothing here is about writing.
 */
public final class Stores {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int LAST_PRICE = 1_000;

    private Stores() {}

    static Path closed(Path folder) {
        return folder.resolve("closed");
    }

    static Path open(Path folder) {
        return folder.resolve("open");
    }

    static Path rows(Path folder) {
        return folder.resolve("rows");
    }

    /** Makes the stores of a stock in a folder that is there. */
    public static void build(Stock stock, Path folder) throws Exception {
        try (StorageEngine engine = engine(closed(folder)).start()) {
            engine.importCandles(stock.closedRows());
            appendObjects(engine, stock);
        }
        link(closed(folder), open(folder));
        try (StorageEngine engine = openDayEngine(open(folder), stock)) {
            appendOpenDay(engine, stock);
        }
        requireParts(stock, open(folder));
        StoredRows.dump(open(folder), stock, rows(folder));
    }

    /** An engine whose cache has room for everything. */
    static Settings engine(Path root) {
        return new Settings(StorageConfig.builder(root).force(false).cacheBytes(1L << 30));
    }

    /** What an engine is opened with. */
    record Settings(StorageConfig.Builder config) {
        /** The day is read from its files at every query. */
        Settings withoutCache() {
            return new Settings(config.cacheBytes(0));
        }

        StorageEngine start() {
            return StorageEngine.open(config.build());
        }
    }

    /** An engine that flushes soon where the number of parts is given. */
    static StorageEngine openDayEngine(Path root, Stock stock) {
        Settings settings = engine(root);
        if (stock.openParts() != Stock.AS_IT_COMES) {
            settings.config().flushInterval(Duration.ofMillis(stock.openParts() < 195 ? 50 : 1));
        }
        return settings.start();
    }

    /** Appends the open day's candles so that they come to stand in as many parts as the stock says. */
    static void appendOpenDay(StorageEngine engine, Stock stock) {
        List<Candle> rows = stock.openRows();
        int chunks = stock.openParts() == Stock.AS_IT_COMES ? 1 : stock.openParts();
        for (int chunk = 0; chunk < chunks; chunk++) {
            long seq = 0;
            int to = (int) ((chunk + 1L) * rows.size() / chunks);
            for (Candle c : rows.subList((int) ((long) chunk * rows.size() / chunks), to)) {
                seq = engine.candles(c.symbol(), c.timeframe())
                        .append(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
            }
            if (!engine.awaitVisible(seq, TIMEOUT)) {
                throw new IllegalStateException("the engine did not drain: " + engine.stats());
            }
        }
    }

    private static void requireParts(Stock stock, Path root) throws IOException {
        if (stock.openParts() == Stock.AS_IT_COMES) {
            return;
        }
        int parts = partsOfOpenDay(root, stock).size();
        if (parts != stock.openParts()) {
            throw new GateException(
                    "the open day has another number of parts [stock=" + stock + ", parts=" + parts + "]");
        }
    }

    static List<Path> partsOfOpenDay(Path root, Stock stock) throws IOException {
        Path day = root.resolve("data")
                .resolve(stock.timeframe().toString())
                .resolve(stock.openDay().toString());
        try (Stream<Path> files = Files.list(day)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    /** Zones all over the scale of prices; a tenth of them is removed again. */
    private static void appendObjects(StorageEngine engine, Stock stock) {
        Random random = new Random(7);
        ObjectEvents objects = engine.objects();
        long start = Stock.CLOCK.startMicros(stock.sessionDays().get(0));
        long seq = 0;
        for (int i = 0; i < stock.objects(); i++) {
            double bottom = random.nextInt(LAST_PRICE * 100) / 100.0;
            String id = String.format("z%06d", i);
            seq = objects.append(ObjectEvent.create(id, "zone", stock.symbol(), stock.timeframe())
                    .band(bottom + 1 + random.nextInt(4), bottom)
                    .from(start + random.nextInt(1_000_000))
                    .at(start + i)
                    .build());
            if (i % 10 == 0) {
                seq = objects.append(ObjectEvent.close(id).at(start + i).build());
            }
        }
        if (!objects.awaitVisible(seq, TIMEOUT)) {
            throw new IllegalStateException("the engine did not drain its events");
        }
    }

    /** Copies a closed store: its Parquet files, which never change, as further names of the same files. */
    static void link(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (path.toString().endsWith(".parquet")) {
                    Files.createLink(target, path);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
