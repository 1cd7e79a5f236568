package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageVerifier;
import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise: whatever goes on beside it, a viewport shows every appended row, each key once, in its newest revision.
 *
 * <p>Sessions of several symbols and timeframes with all disorder of real feeds are appended, while two threads ask for
 * viewports of random windows and one compacts and retires days, the open one too. Every answer is held to a model. At
 * the end the store is closed, opened again, compared in whole, and verified file by file.
 */
final class SoakStressTest implements StressTest {
    private static final List<String> TIMEFRAMES = List.of("2m", "5m", "15m");
    private static final String[] SYMBOLS = {"SPY", "QQQ", "BTC/USDT", "../x", "株"};
    private static final long MICROS_A_DAY = 86_400_000_000L;

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        Path root = settings.folder().resolve("soak-store");
        ModelStore model = new ModelStore();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong viewports = new AtomicLong();
        ExecutorService beside = Executors.newFixedThreadPool(3);
        try (StorageEngine engine = StorageEngine.open(config(root))) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Random random = new Random(settings.seed() + i);
                tasks.add(beside.submit(() -> askForViewports(engine, model, random, stop, viewports)));
            }
            Random random = new Random(settings.seed() - 1);
            tasks.add(beside.submit(() -> compactDays(engine, random, stop)));
            try {
                appendSessions(engine, model, settings, deadline, tasks, viewports);
            } finally {
                stop.set(true);
            }
            for (Future<?> task : tasks) {
                result(task);
            }
            checkEverything(engine, model);
        } finally {
            stop.set(true);
            beside.shutdown();
            require(beside.awaitTermination(1, TimeUnit.MINUTES), "every thread ends");
        }
        try (StorageEngine engine = StorageEngine.open(config(root))) {
            checkEverything(engine, model);
            compactAll(engine);
            checkEverything(engine, model);
        }
        VerifyReport report = StorageVerifier.verify(root);
        require(report.clean(), "the store is clean: %s", report.findings());
        settings.log().printf("%d keys, %d viewports%n", model.keys(), viewports.get());
    }

    /** A small cache, so that days are read from files as well as from memory. */
    private static StorageConfig config(Path root) {
        return StorageConfig.builder(root)
                .flushInterval(Duration.ofMillis(5))
                .cacheBytes(1L << 20)
                .compactionRows(1024)
                .build();
    }

    private static void appendSessions(
            StorageEngine engine,
            ModelStore model,
            Settings settings,
            Deadline deadline,
            List<Future<?>> tasks,
            AtomicLong viewports)
            throws Exception {
        LocalDate from = SessionGenerator.DEFAULT_FROM;
        do {
            SessionGenerator session = SessionGenerator.builder()
                    .symbols(SYMBOLS)
                    .timeframes(TIMEFRAMES.toArray(String[]::new))
                    .from(from)
                    .days(1)
                    .seed(settings.seed())
                    .disorder(true)
                    .build();
            long seq = -1;
            int rows = 0;
            for (Candle c : session) {
                model.appending(c);
                long next = engine.candles(c.symbol(), c.timeframe())
                        .append(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
                model.appended();
                require(next > seq, "sequences grow [seq=%d, next=%d]", seq, next);
                seq = next;
                if (++rows % 64 == 0) {
                    LockSupport.parkNanos(2_000_000); // lets parts stay small and the others have their turn
                    for (Future<?> task : tasks) {
                        require(!task.isDone() || result(task), "a thread beside the appends goes on");
                    }
                }
            }
            require(engine.awaitDurable(seq, Duration.ofSeconds(60)), "rows become durable: %s", engine.stats());
            LocalDate day = session.sessions().get(0).day();
            settings.log().printf("%s: %d rows, %d viewports so far%n", day, rows, viewports.get());
            from = day.plusDays(1);
        } while (!deadline.isOver());
    }

    /** Throws what a task threw; false when it ended by itself. */
    private static boolean result(Future<?> task) throws Exception {
        try {
            task.get();
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void askForViewports(
            StorageEngine engine, ModelStore model, Random random, AtomicBoolean stop, AtomicLong viewports) {
        ViewportBuffer buffer = new ViewportBuffer();
        while (!stop.get()) {
            List<ModelStore.Series> all = model.all();
            if (all.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            ModelStore.Series of = all.get(random.nextInt(all.size()));
            long start = engine.clock().startMicros(SessionGenerator.DEFAULT_FROM) - MICROS_A_DAY;
            long from = start + (long) (random.nextDouble() * 10 * MICROS_A_DAY);
            long to = from + (long) (random.nextDouble() * 4 * MICROS_A_DAY);
            ViewportQuery query = ViewportQuery.of(of.symbol(), of.timeframe())
                    .between(from, to)
                    .build();
            long before = model.returned();
            CandleSeries candles;
            if (random.nextBoolean()) {
                engine.viewport(query, buffer);
                candles = buffer.candles();
            } else {
                candles = engine.viewport(query).candles();
            }
            model.check(of, from, to, candles, before);
            viewports.incrementAndGet();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void compactDays(StorageEngine engine, Random random, AtomicBoolean stop) {
        while (!stop.get()) {
            LockSupport.parkNanos(random.nextInt(200) * 1_000_000L);
            List<Timeframe> timeframes = engine.timeframes();
            if (timeframes.isEmpty()) {
                continue;
            }
            Timeframe timeframe = timeframes.get(random.nextInt(timeframes.size()));
            List<LocalDate> days = List.copyOf(engine.daysWaiting(timeframe));
            if (!days.isEmpty()) {
                compact(engine, timeframe, days.get(random.nextInt(days.size())));
            }
            if (random.nextInt(3) == 0) {
                engine.retire(Duration.ZERO);
            }
        }
    }

    private static void compactAll(StorageEngine engine) {
        for (Timeframe timeframe : engine.timeframes()) {
            for (LocalDate day : engine.daysWaiting(timeframe)) {
                compact(engine, timeframe, day);
            }
            require(
                    engine.daysWaiting(timeframe).isEmpty(),
                    "nothing waits after compaction [timeframe=%s]",
                    timeframe);
        }
        engine.retire(Duration.ZERO);
    }

    private static void compact(StorageEngine engine, Timeframe timeframe, LocalDate day) {
        CompactionReport report = engine.compact(timeframe, day);
        require(report.quarantined().isEmpty(), "no part is damaged: %s", report);
        require(
                report.rowsIn() - report.rowsOut() == report.doublesDropped(),
                "rows in are rows out and doubles: %s",
                report);
    }

    private static void checkEverything(StorageEngine engine, ModelStore model) {
        long keys = 0;
        for (ModelStore.Series of : model.all()) {
            long before = model.returned();
            CandleSeries candles = engine.viewport(
                            ViewportQuery.of(of.symbol(), of.timeframe()).build())
                    .candles();
            model.check(of, Long.MIN_VALUE, Long.MAX_VALUE, candles, before);
            keys += candles.size();
        }
        require(keys == model.keys(), "the store holds every key [keys=%d, model=%d]", keys, model.keys());
    }
}
