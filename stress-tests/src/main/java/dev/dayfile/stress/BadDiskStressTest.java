package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.CandleAppender;
import dev.dayfile.EngineOnDisk;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageVerifier;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Promise: whatever the disk does, an acknowledged row is neither lost nor doubled, the engine's own viewports show it
 * all the while if they can look at the folders at all, and when the cause is gone everything goes on by itself.
 *
 * <p>One engine lives through one fault after the other: a file system without room, one that is read-only, a process
 * without file descriptors, forces that fail. While a fault lasts, rows are appended, now and then until the ring is
 * full and refuses. What a machine without root cannot do is left out, and said so.
 */
final class BadDiskStressTest implements StressTest {
    private static final Timeframe TIMEFRAME = Timeframe.parse("1s");
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final String SYMBOL = "SPY";
    private static final int RING_SLOTS = 1024;
    private static final int FAILURES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        Random random = new Random(settings.seed());
        try (BadMachine machine = BadMachine.at(settings.folder().resolve("bad-disk"), settings.log())) {
            Path root = machine.root();
            FailingDisk disk = new FailingDisk();
            List<Integer> rowsByDay = new ArrayList<>();
            Tally tally = new Tally();
            try (StorageEngine engine = EngineOnDisk.open(config(root), disk)) {
                do {
                    Day day = new Day(engine, FIRST_DAY.plusDays(rowsByDay.size()));
                    day.append(1 + random.nextInt(20));
                    day.requireDurable(); // folders and classes are there
                    List<BadMachine.Fault> faults = machine.faults();
                    BadMachine.Fault fault = faults.get(random.nextInt(faults.size()));
                    suffer(machine, disk, fault, day, random, tally);
                    if (random.nextBoolean()) {
                        day.compact();
                    }
                    rowsByDay.add(day.rows);
                    int earlier = random.nextInt(rowsByDay.size());
                    requireRows(engine, FIRST_DAY.plusDays(earlier), rowsByDay.get(earlier));
                } while (!deadline.isOver());
            }
            try (StorageEngine engine = StorageEngine.open(config(root))) {
                require(engine.stats().replayedRows() == 0, "nothing is left in the ring: %s", engine.stats());
                for (int i = 0; i < rowsByDay.size(); i++) {
                    requireRows(engine, FIRST_DAY.plusDays(i), rowsByDay.get(i));
                }
            }
            VerifyReport report = StorageVerifier.verify(root);
            settings.log().println(tally);
            require(report.clean(), "the store is clean: %s", report.findings());
        }
    }

    /** What was suffered so far. */
    private static final class Tally {
        final Map<BadMachine.Fault, Integer> faults = new EnumMap<>(BadMachine.Fault.class);
        long rows;
        long refused;
        long failures;
        long longestRecoveryMillis;

        @Override
        public String toString() {
            return String.format(
                    "faults %s; %d rows appended meanwhile, 0 lost, 0 doubled; the ring was full %d times; %d flushes"
                            + " failed; longest from the end of a fault to the last row's durability %d ms",
                    faults, rows, refused, failures, longestRecoveryMillis);
        }
    }

    private static void suffer(
            BadMachine machine, FailingDisk disk, BadMachine.Fault fault, Day day, Random random, Tally tally)
            throws Exception {
        EngineStats before = day.engine.stats();
        int rowsBefore = day.rows;
        boolean untilFull = random.nextInt(3) == 0;
        long begin;
        machine.begin(fault, disk);
        try {
            day.append(1 + random.nextInt(300));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (day.engine.stats().flushFailures() < before.flushFailures() + FAILURES) {
                require(System.nanoTime() - deadline < 0, "flushes fail [fault=%s]: %s", fault, day.engine.stats());
                if (fault == BadMachine.Fault.NO_DESCRIPTORS) {
                    machine.takeDescriptors(); // some were in use when the others were taken
                    day.append(1);
                }
                Thread.sleep(1);
            }
            if (untilFull) {
                day.appendUntilRefused();
                tally.refused++;
            }
            if (fault != BadMachine.Fault.NO_DESCRIPTORS) { // else a viewport may be unable to look at the day's folder
                require(
                        day.engine.stats().durableSeq() == before.durableSeq(),
                        "nothing becomes durable while it cannot [fault=%s]: %s",
                        fault,
                        day.engine.stats());
                requireRows(day.engine, day.day, day.rows);
            }
        } finally {
            begin = System.nanoTime();
            machine.end(fault, disk);
        }
        day.requireDurable();
        tally.longestRecoveryMillis =
                Math.max(tally.longestRecoveryMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        requireRows(day.engine, day.day, day.rows);
        tally.faults.merge(fault, 1, Integer::sum);
        tally.rows += day.rows - rowsBefore;
        tally.failures += day.engine.stats().flushFailures() - before.flushFailures();
    }

    /** The rows of one day: row {@code i} has {@code i} for its prices. */
    private static final class Day {
        final StorageEngine engine;
        final LocalDate day;
        final long startMicros;
        final CandleAppender appender;
        int rows;

        Day(StorageEngine engine, LocalDate day) {
            this.engine = engine;
            this.day = day;
            startMicros = engine.clock().startMicros(day);
            appender = engine.candles(SYMBOL, TIMEFRAME);
        }

        /** Stops where the ring is full. */
        void append(int n) {
            for (int i = 0; i < n && append(); i++) {
                // until it is refused
            }
        }

        void appendUntilRefused() {
            while (append()) {
                // until it is refused
            }
        }

        private boolean append() {
            long seq = appender.tryAppend(startMicros + rows * TIMEFRAME.micros(), rows, rows + 1, rows, rows, rows);
            if (seq < 0) {
                return false;
            }
            rows++;
            return true;
        }

        void requireDurable() {
            require(
                    engine.awaitDurable(engine.stats().appendedSeq(), PATIENCE),
                    "all goes on by itself: %s",
                    engine.stats());
        }

        void compact() {
            CompactionReport report = engine.compact(TIMEFRAME, day);
            require(report.rowsOut() == rows, "every row is compacted [rows=%d]: %s", rows, report);
            require(report.doublesDropped() == 0, "no row is in two parts: %s", report);
            engine.retire(Duration.ZERO);
        }
    }

    private static void requireRows(StorageEngine engine, LocalDate day, int rows) {
        long startMicros = engine.clock().startMicros(day);
        CandleSeries candles = engine.viewport(ViewportQuery.of(SYMBOL, TIMEFRAME)
                        .between(startMicros, startMicros + rows * TIMEFRAME.micros())
                        .build())
                .candles();
        require(candles.size() == rows, "every row is shown [day=%s, rows=%d, found=%d]", day, rows, candles.size());
        for (int i = 0; i < rows; i++) {
            require(
                    candles.tsMicros(i) == startMicros + i * TIMEFRAME.micros() && candles.open(i) == i,
                    "a row has its values [day=%s, row=%d]",
                    day,
                    i);
        }
    }

    private static StorageConfig config(Path root) {
        return StorageConfig.builder(root)
                .ringSlots(RING_SLOTS)
                .flushInterval(Duration.ofMillis(2))
                .cacheBytes(1L << 20)
                .build();
    }
}
