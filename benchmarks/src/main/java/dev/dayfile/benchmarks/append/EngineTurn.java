package dev.dayfile.benchmarks.append;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.WriterIdle;
import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What only the engine has: how long until a row is visible and durable, how fast rows get into forced parts end to
 * end, what its writer costs while nothing comes, and what a compaction does to the appender beside it. In a JVM of its
 * own, with the default configuration but for the parts of one case.
 */
public final class EngineTurn {
    public static final String LONE_CANDLE = "lone-candle";
    public static final String BURST = "burst-5000-symbols";
    public static final String END_TO_END = "end-to-end";
    public static final String END_TO_END_LARGE_PARTS = "end-to-end-32k-parts";
    public static final String IDLE = WriterIdles.caseName(WriterIdle.SLEEPING);
    public static final String QUIET = "100k/s-before-compacting";
    public static final String COMPACTING = "100k/s-while-compacting";

    public static final Set<String> CASES = cases();

    static final int BURST_SYMBOLS = 5_000;
    private static final int LARGE_PART_ROWS = StorageConfig.DEFAULT_RING_SLOTS / 2;
    private static final int END_TO_END_SYMBOLS = 16;
    private static final int BURSTS = 5;
    private static final int RATE = 100_000;
    private static final int COMPACTED_DAYS = 8;
    private static final LocalDate FIRST_COMPACTED = LocalDate.of(2025, 9, 1);
    private static final Timeframe TIMEFRAME = Timeframe.parse(Rows.TIMEFRAME);
    private static final String LABEL = Contenders.DAYFILE.label();

    private final AppendSettings settings;
    private final Path folder;
    private final List<Measurement> measured = new ArrayList<>();
    private int opened;

    EngineTurn(AppendSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    private static Set<String> cases() {
        Set<String> cases =
                new LinkedHashSet<>(List.of(LONE_CANDLE, BURST, END_TO_END, END_TO_END_LARGE_PARTS, QUIET, COMPACTING));
        for (WriterIdle idle : WriterIdle.values()) {
            cases.add(WriterIdles.caseName(idle));
        }
        return Collections.unmodifiableSet(cases);
    }

    /** The main of the child: answer file, size, folder. */
    public static void main(String[] args) throws Exception {
        AppendSettings settings = AppendSettings.Size.valueOf(args[1]).settings;
        ChildJvm.answer(Path.of(args[0]), new EngineTurn(settings, Path.of(args[2])).run());
        System.exit(0);
    }

    List<Measurement> run() throws Exception {
        endToEnd(settings.endToEndRows(), StorageConfig.DEFAULT_FLUSH_ROWS); // warms up
        measured.add(throughput(END_TO_END, StorageConfig.DEFAULT_FLUSH_ROWS));
        measured.add(throughput(END_TO_END_LARGE_PARTS, LARGE_PART_ROWS));
        loneCandles();
        bursts();
        measured.addAll(new WriterIdles(settings, folder).run());
        compacting();
        return measured;
    }

    private StorageEngine open() throws IOException {
        return open(StorageConfig.DEFAULT_FLUSH_ROWS);
    }

    private StorageEngine open(int flushRows) throws IOException {
        Path root = Files.createDirectories(folder.resolve("store-" + opened++));
        return StorageEngine.open(
                StorageConfig.builder(root).flushRows(flushRows).build());
    }

    private Measurement throughput(String caseName, int flushRows) throws Exception {
        return new Measurement(caseName, LABEL, "throughput", "1/s", endToEnd(settings.endToEndRows(), flushRows));
    }

    /** From the first append until the last row is in a forced part; a few symbols in turn, one thread. */
    private double endToEnd(int rows, int flushRows) throws Exception {
        try (StorageEngine engine = open(flushRows)) {
            CandleAppender[] appenders = new CandleAppender[END_TO_END_SYMBOLS];
            for (int i = 0; i < appenders.length; i++) {
                appenders[i] = engine.candles("S" + i, TIMEFRAME);
            }
            pause();
            long start = System.nanoTime();
            long seq = 0;
            for (int row = 0; row < rows; row++) {
                double open = Rows.open(row);
                CandleAppender appender = appenders[row % END_TO_END_SYMBOLS];
                seq = appender.append(
                        Rows.tsMicros(row / END_TO_END_SYMBOLS), open, open + 2, open - 2, open + 1, Rows.volume(row));
            }
            requireDurable(engine, seq);
            return Math.rint(rows * 1e9 / (System.nanoTime() - start));
        }
    }

    /** Candles that come alone, as they do in a bot: the flush interval rules. */
    private void loneCandles() throws Exception {
        Distribution visible = new Distribution();
        Distribution durable = new Distribution();
        try (StorageEngine engine = open()) {
            CandleAppender appender = engine.candles(Rows.SYMBOL, TIMEFRAME);
            for (int row = 0; row < 2 * settings.loneCandles(); row++) {
                long start = System.nanoTime();
                long seq = append(appender, row);
                boolean reached = row % 2 == 0
                        ? engine.awaitVisible(seq, Contenders.DRAIN_TIMEOUT)
                        : engine.awaitDurable(seq, Contenders.DRAIN_TIMEOUT);
                if (!reached) {
                    throw new IllegalStateException("a lone candle was not written: " + engine.stats());
                }
                (row % 2 == 0 ? visible : durable).add(System.nanoTime() - start);
            }
        }
        visible.report(measured, LONE_CANDLE, LABEL, "visible ");
        durable.report(measured, LONE_CANDLE, LABEL, "durable ");
    }

    /** The turn of a minute: a candle of every symbol at once. */
    private void bursts() throws Exception {
        Distribution visible = new Distribution();
        long parts;
        try (StorageEngine engine = open()) {
            CandleAppender[] appenders = new CandleAppender[BURST_SYMBOLS];
            for (int i = 0; i < appenders.length; i++) {
                appenders[i] = engine.candles("SYM" + i, TIMEFRAME);
            }
            for (int burst = 0; burst < BURSTS; burst++) {
                pause();
                long start = System.nanoTime();
                long seq = 0;
                for (CandleAppender appender : appenders) {
                    seq = append(appender, burst);
                }
                if (!engine.awaitVisible(seq, Contenders.DRAIN_TIMEOUT)) {
                    throw new IllegalStateException("a burst was not written: " + engine.stats());
                }
                visible.add(System.nanoTime() - start);
                requireDurable(engine, seq); // by then its part is counted
            }
            parts = engine.stats().partsPublished();
        }
        visible.report(measured, BURST, LABEL, "visible ");
        measured.add(new Measurement(BURST, LABEL, "parts a burst", "1", (double) parts / BURSTS));
    }

    private static long append(CandleAppender appender, long row) {
        double open = Rows.open(row);
        return appender.append(Rows.tsMicros(row), open, open + 2, open - 2, open + 1, Rows.volume(row));
    }

    /**
     * Service times at one rate with nothing beside it, then while days of another month are compacted one after the
     * other; both in the same engine, a moment apart. Only arrivals during a compaction count for the second.
     */
    private void compacting() throws Exception {
        ExecutorService compactions = Executors.newSingleThreadExecutor();
        try (StorageEngine engine = open()) {
            fillDays(engine);
            Appending appending = new Appending(engine);
            AppendLoops loops = new AppendLoops(appending);
            loops.arrivals(RATE, settings.caseMillis() / 4, () -> true);
            appending.drain();
            pause();
            AppendLoops.Open quiet = loops.arrivals(RATE, settings.caseMillis(), () -> true);
            appending.drain();
            pause();
            Future<Long> compacted = compactions.submit((Callable<Long>) () -> compactAll(engine));
            AppendLoops.Open beside = loops.arrivals(RATE, 30_000, () -> !compacted.isDone());
            appending.drain();
            requireCompacted(compacted);
            measured.addAll(AppendLoops.report(QUIET, LABEL, RATE, quiet));
            measured.addAll(AppendLoops.report(COMPACTING, LABEL, RATE, beside));
        } finally {
            compactions.shutdownNow();
        }
    }

    private void fillDays(StorageEngine engine) {
        CandleAppender appender = engine.candles("OLD", TIMEFRAME);
        long seq = 0;
        for (int day = 0; day < COMPACTED_DAYS; day++) {
            long start = engine.clock().startMicros(FIRST_COMPACTED.plusDays(day));
            for (int row = 0; row < settings.compactedRows(); row++) {
                double open = Rows.open(row);
                seq = appender.append(start + row, open, open + 2, open - 2, open + 1, Rows.volume(row));
            }
        }
        requireDurable(engine, seq);
    }

    private static long compactAll(StorageEngine engine) {
        long rows = 0;
        for (int day = 0; day < COMPACTED_DAYS; day++) {
            CompactionReport report = engine.compact(TIMEFRAME, FIRST_COMPACTED.plusDays(day));
            rows += report.rowsOut();
        }
        return rows;
    }

    private void requireCompacted(Future<Long> compacted) throws InterruptedException, ExecutionException {
        long rows = compacted.get();
        if (rows != (long) COMPACTED_DAYS * settings.compactedRows()) {
            throw new IllegalStateException("the compactions beside the appender lost rows [rows=" + rows + "]");
        }
    }

    private void pause() throws InterruptedException {
        Thread.sleep(settings.pauseMillis());
    }

    private static void requireDurable(StorageEngine engine, long seq) {
        if (!engine.awaitDurable(seq, Contenders.DRAIN_TIMEOUT)) {
            throw new IllegalStateException("the engine did not drain: " + engine.stats());
        }
    }

    /** An open engine for the loops; it outlives them. */
    private static final class Appending implements Contender {
        private final StorageEngine engine;
        private final CandleAppender appender;
        private long lastSeq;

        Appending(StorageEngine engine) {
            this.engine = engine;
            appender = engine.candles(Rows.SYMBOL, TIMEFRAME);
        }

        @Override
        public void append(long tsMicros, double open, double high, double low, double close, double volume) {
            lastSeq = appender.append(tsMicros, open, high, low, close, volume);
        }

        @Override
        public void drain() {
            requireDurable(engine, lastSeq);
        }

        @Override
        public Stored readBack() {
            throw new UnsupportedOperationException("the gate has its own");
        }

        @Override
        public void close() {}
    }
}
