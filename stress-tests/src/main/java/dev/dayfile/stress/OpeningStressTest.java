package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.CandleAppender;
import dev.dayfile.EngineOnDisk;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.Timeframe;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Promise: a ring that is full to its last slot when its process is killed is in forced parts when the next opening
 * returns. How long that takes, and how long until a burst of 5,000 symbols is visible after it, is told as medians.
 *
 * <p>Each opening is timed in this process from its first on, so the first one counts the classes that it loads.
 */
final class OpeningStressTest implements StressTest {
    private static final Timeframe[] TIMEFRAMES = {Timeframe.parse("1m"), Timeframe.parse("2m")};
    private static final LocalDate DAY = LocalDate.of(2020, 1, 2);
    private static final int SYMBOLS = 500;
    private static final int BURST = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        List<Long> full = new ArrayList<>();
        List<Long> closed = new ArrayList<>();
        List<Long> bursts = new ArrayList<>();
        int round = 0;
        do {
            Path root = settings.folder().resolve("opening-store-" + round);
            killWithAFullRing(root);
            timed(full, () -> StorageEngine.open(config(root)), OpeningStressTest::requireReplayed);
            timed(closed, () -> StorageEngine.open(config(root)), engine -> burst(engine, bursts));
            settings.log()
                    .printf(
                            "round %d: full ring opened in %d ms, closed one in %d ms, burst visible in %d ms%n",
                            round, full.get(round), closed.get(round), bursts.get(round));
            StressTests.deleteAll(root);
            round++;
        } while (!deadline.isOver());
        settings.log()
                .printf(
                        "%d rounds; opening with %d rows of %d symbols in %d timeframes in the ring: first %d ms, median"
                                + " %d, greatest %d; of a closed store: median %d ms; a burst of %d symbols visible:"
                                + " median %d ms, greatest %d%n",
                        round,
                        StorageConfig.DEFAULT_RING_SLOTS,
                        SYMBOLS,
                        TIMEFRAMES.length,
                        full.get(0),
                        median(full),
                        Collections.max(full),
                        median(closed),
                        BURST,
                        median(bursts),
                        Collections.max(bursts));
    }

    private interface Checking {
        void check(StorageEngine engine);
    }

    private static void timed(List<Long> millis, Supplier<StorageEngine> opening, Checking checking) {
        long begin = System.nanoTime();
        try (StorageEngine engine = opening.get()) {
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            checking.check(engine);
        }
    }

    private static void requireReplayed(StorageEngine engine) {
        EngineStats stats = engine.stats();
        require(
                stats.replayedRows() == StorageConfig.DEFAULT_RING_SLOTS,
                "the rows of the whole ring are in parts: %s",
                stats);
    }

    private static void burst(StorageEngine engine, List<Long> millis) {
        CandleAppender[] appenders = new CandleAppender[BURST];
        for (int i = 0; i < BURST; i++) {
            appenders[i] = engine.candles("B" + i, TIMEFRAMES[0]);
        }
        long ts = engine.clock().startMicros(DAY);
        long begin = System.nanoTime();
        long seq = 0;
        for (CandleAppender appender : appenders) {
            seq = appender.append(ts, 1, 2, 1, 2, 3);
        }
        require(engine.awaitVisible(seq, PATIENCE), "a burst becomes visible: %s", engine.stats());
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void killWithAFullRing(Path root) throws IOException {
        try (ChildJvm child = ChildJvm.start(root.getParent(), false, List.of(), Target.class, root);
                BufferedReader output = child.process().inputReader(StandardCharsets.UTF_8)) {
            require("full".equals(output.readLine()), "the process fills the ring");
        }
    }

    private static StorageConfig config(Path root) {
        return StorageConfig.builder(root).build();
    }

    /** The process that is killed: its disk takes no file, so every row stays in the ring. */
    static final class Target {
        private Target() {}

        public static void main(String[] args) throws Exception {
            FailingDisk disk = new FailingDisk();
            StorageEngine engine = EngineOnDisk.open(config(Path.of(args[0])), disk);
            disk.takeFiles(false);
            long startMicros = engine.clock().startMicros(DAY);
            for (int i = 0; ; i++) {
                Timeframe timeframe = TIMEFRAMES[i % TIMEFRAMES.length];
                int symbol = i / TIMEFRAMES.length % SYMBOLS;
                long candle = i / (TIMEFRAMES.length * SYMBOLS);
                if (engine.candles("S" + symbol, timeframe)
                                .tryAppend(startMicros + candle * timeframe.micros(), i, i + 1, i, i, i)
                        < 0) {
                    break;
                }
            }
            System.out.println("full");
            while (System.in.read() >= 0) {
                // until the parent, and with it the input, is gone
            }
            System.exit(4);
        }
    }
}
