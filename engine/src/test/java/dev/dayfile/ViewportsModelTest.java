package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Engine, reader, SQL and a sorted map answer random windows alike, while rows are appended, corrected and imported, days
 * are compacted and retired, and the engine is opened anew. Meanwhile another thread asks engine and reader for a symbol whose rows do not change
 * any more, and must be given them all, whatever is done to their files.
 */
class ViewportsModelTest {
    private static final Timeframe TIMEFRAME = Timeframe.parse("2m");
    private static final List<String> SYMBOLS = List.of("SPY", "QQQ", "日経");
    private static final String AT_REST = "REST";
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 30); // clocks change on the fourth of the days
    private static final int DAYS = 5;
    private static final int STEPS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final Map<String, TreeMap<Long, Candle>> model = new TreeMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ReadWriteLock reopening = new ReentrantReadWriteLock();
    private volatile boolean done;
    private StorageEngine engine;
    private StorageReader reader;
    private Random random;
    private long lastSeq;
    private double nextPrice = 1;

    private void open() {
        engine = StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(Duration.ofMillis(1))
                .force(false)
                .cacheBytes(random.nextBoolean() ? 20_000 : 1 << 20)
                .build());
    }

    @Test
    @Timeout(120)
    void shouldAnswerAlikeWhateverIsGoingOn() throws Exception {
        long seed = System.nanoTime();
        System.out.println("dayfile.seed=" + seed);
        random = new Random(seed);
        open();
        reader = StorageReader.open(root);
        try {
            for (int i = 0; i < 40; i++) {
                append(AT_REST);
            }
            awaitVisible();
            List<Candle> atRest = List.copyOf(model.get(AT_REST).values());
            Thread beside = new Thread(() -> askUntilDone(atRest), "asks beside");
            beside.start();
            for (int step = 0; step < STEPS && failure.get() == null; step++) {
                change();
                if (step % 3 == 0) {
                    compare("step " + step);
                }
            }
            done = true;
            beside.join();
            assertThat(failure.get()).isNull();
            engine.close();
            open();
            compare("opened anew");
        } finally {
            done = true;
            reader.close();
            engine.close();
        }
    }

    private void change() {
        LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
        switch (random.nextInt(12)) {
            case 0 -> {
                awaitVisible();
                engine.compact(TIMEFRAME, day);
            }
            case 1 -> engine.retire(Duration.ZERO);
            case 2 -> importRows();
            case 3 -> reopen();
            default -> append(SYMBOLS.get(random.nextInt(SYMBOLS.size())));
        }
    }

    private void reopen() {
        reopening.writeLock().lock();
        try {
            engine.close();
            open();
        } finally {
            reopening.writeLock().unlock();
        }
    }

    private void append(String symbol) {
        Candle c = candle(symbol, 0);
        lastSeq = engine.candles(symbol, TIMEFRAME)
                .append(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
        put(c);
    }

    /** A new candle, or a new revision of one: there are few times to choose from. */
    private Candle candle(String symbol, long seq) {
        long day = IsoTime.parse(FIRST_DAY.plusDays(random.nextInt(DAYS)) + "T13:30:00Z");
        double price = nextPrice++;
        double volume = random.nextInt(4) == 0 ? Double.NaN : price * 2;
        return new Candle(
                symbol,
                TIMEFRAME,
                day + random.nextInt(40) * TIMEFRAME.micros(),
                price,
                price + 1,
                price - 1,
                price,
                volume,
                seq);
    }

    private void put(Candle c) {
        model.computeIfAbsent(c.symbol(), s -> new TreeMap<>()).put(c.tsMicros(), c);
    }

    private void importRows() {
        awaitVisible(); // what was appended before must be older than what is imported now
        List<Candle> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rows.add(candle(SYMBOLS.get(random.nextInt(SYMBOLS.size())), 0));
        }
        rows.forEach(this::put);
        engine.importCandles(rows.iterator());
    }

    private void awaitVisible() {
        assertThat(engine.awaitVisible(lastSeq, PATIENCE)).isTrue();
    }

    private ViewportQuery query(String symbol) {
        ViewportQuery.Builder query = ViewportQuery.of(symbol, TIMEFRAME);
        long from = bound();
        long to = bound();
        query.between(Math.min(from, to), Math.max(from, to));
        if (random.nextInt(3) == 0) {
            query.last(1 + random.nextInt(30));
        }
        return query.build();
    }

    private long bound() {
        long open = IsoTime.parse(FIRST_DAY.plusDays(random.nextInt(DAYS)) + "T13:30:00Z");
        return open + random.nextInt(41) * TIMEFRAME.micros() + random.nextInt(3) - 1;
    }

    /** Values without sequences, which an import gives out by itself. */
    private static List<Candle> candles(String symbol, CandleSeries series) {
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            candles.add(new Candle(
                    symbol,
                    TIMEFRAME,
                    series.tsMicros(i),
                    series.open(i),
                    series.high(i),
                    series.low(i),
                    series.close(i),
                    series.volume(i),
                    0));
        }
        return candles;
    }

    private void compare(String when) throws SQLException {
        List<ViewportQuery> queries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            queries.add(query(i == 5 ? "NONE" : SYMBOLS.get(i % SYMBOLS.size())));
        }
        for (ViewportQuery query : queries) {
            assertThat(candles(query.symbol(), engine.viewport(query).candles()))
                    .as("engine, %s, %s", when, query)
                    .isEqualTo(expected(query));
        }
        awaitVisible();
        for (ViewportQuery query : queries) {
            assertThat(candles(query.symbol(), reader.viewport(query).candles()))
                    .as("reader, %s, %s", when, query)
                    .isEqualTo(expected(query));
        }
        if (random.nextInt(10) == 0) {
            compareBySql(when);
            for (ViewportQuery query : queries) {
                assertThat(bySql(query)).as("sql, %s, %s", when, query).isEqualTo(expected(query));
            }
        }
    }

    private List<Candle> expected(ViewportQuery query) {
        List<Candle> all = new ArrayList<>(model.getOrDefault(query.symbol(), new TreeMap<>())
                .subMap(query.fromMicros(), true, query.toMicros(), true)
                .values());
        return query.last() > 0 && all.size() > query.last() ? all.subList(all.size() - query.last(), all.size()) : all;
    }

    /** DuckDB reads the same files by code that is not ours. */
    private void compareBySql(String when) throws SQLException {
        List<Candle> expected =
                model.values().stream().flatMap(rows -> rows.values().stream()).toList();
        assertThat(bySql("ORDER BY symbol, ts_utc")).as("sql, %s", when).isEqualTo(expected);
    }

    /** What a viewport asks for, as DuckDB finds it. */
    private List<Candle> bySql(ViewportQuery query) throws SQLException {
        String from = IsoTime.format(query.fromMicros());
        String to = IsoTime.format(query.toMicros());
        List<Candle> found = bySql("WHERE symbol = '" + query.symbol() + "' AND timeframe = '" + TIMEFRAME
                + "' AND ts_utc BETWEEN '" + from + "' AND '" + to + "' ORDER BY ts_utc DESC"
                + (query.last() > 0 ? " LIMIT " + query.last() : ""));
        Collections.reverse(found);
        return found;
    }

    private List<Candle> bySql(String conditions) throws SQLException {
        List<Candle> found = new ArrayList<>();
        try (ResultSet rows = reader.sql("SELECT symbol, epoch_us(ts_utc), open, high, low, close,"
                + " coalesce(volume, 'NaN'::DOUBLE) FROM candles " + conditions)) {
            while (rows.next()) {
                found.add(new Candle(
                        rows.getString(1),
                        TIMEFRAME,
                        rows.getLong(2),
                        rows.getDouble(3),
                        rows.getDouble(4),
                        rows.getDouble(5),
                        rows.getDouble(6),
                        rows.getDouble(7),
                        0));
            }
        }
        return found;
    }

    private void askUntilDone(List<Candle> atRest) {
        ViewportQuery all = ViewportQuery.of(AT_REST, TIMEFRAME).build();
        try {
            while (!done) {
                reopening.readLock().lock();
                try {
                    assertThat(candles(AT_REST, engine.viewport(all).candles())).isEqualTo(atRest);
                } finally {
                    reopening.readLock().unlock();
                }
                assertThat(candles(AT_REST, reader.viewport(all).candles())).isEqualTo(atRest);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
