package dev.dayfile.stress;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that a kill test kills: opens the store, appends by several threads in bursts of random length, notes
 * each append that returned, and compacts the day all the while; or, told of no producers, only opens. It notes in a {@link Phase} what it is at, prints
 * {@code ready} once it appends, and never ends by itself before its input does.
 */
final class KillTarget {
    private static final int RING_SLOTS = 4096;

    private KillTarget() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Path acknowledged = Path.of(args[1]);
        int round = Integer.parseInt(args[2]);
        int producers = Integer.parseInt(args[3]);
        long seed = Long.parseLong(args[4]);
        Duration flushInterval = Duration.ofMillis(Long.parseLong(args[5]));
        Phase phase = Phase.open(Path.of(args[6]));

        phase.set(Phase.OPENING);
        // A store that is kept open to its end: the kill is the only close that it gets.
        StorageEngine engine = StorageEngine.open(config(root, flushInterval));
        phase.set(Phase.APPENDING);
        if (producers > 0) {
            Acknowledgements acks = Acknowledgements.open(acknowledged, producers, KillRows.ROWS_A_PRODUCER);
            start(engine, acks, round, producers, seed, phase);
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until the parent, and with it the input, is gone
        }
        System.exit(4);
    }

    private static void start(
            StorageEngine engine, Acknowledgements acks, int round, int producers, long seed, Phase phase) {
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> produce(engine, acks, round, producer, seed), "producer-" + producer);
            thread.setUncaughtExceptionHandler((t, e) -> {
                e.printStackTrace();
                System.exit(3);
            });
            threads.add(thread);
        }
        Thread compactor = new Thread(() -> compact(engine, round, seed, phase), "compactor");
        compactor.setUncaughtExceptionHandler((t, e) -> {
            e.printStackTrace();
            System.exit(3);
        });
        threads.add(compactor);
        threads.forEach(Thread::start);
    }

    /**
     * A small ring, so that it goes round before the kill.
     *
     * @param flushInterval short: many parts are published before the kill; long: it leaves a ring full of rows
     */
    static StorageConfig config(Path root, Duration flushInterval) {
        return StorageConfig.builder(root)
                .ringSlots(RING_SLOTS)
                .flushInterval(flushInterval)
                .build();
    }

    /** Compacts and retires the day that is being appended to, again and again, so that kills fall into that as well. */
    private static void compact(StorageEngine engine, int round, long seed, Phase phase) {
        Random random = new Random(~seed);
        while (true) {
            LockSupport.parkNanos(random.nextInt(200_000_000));
            phase.set(Phase.COMPACTING);
            engine.compact(KillRows.TIMEFRAME, KillRows.day(round));
            if (random.nextBoolean()) {
                engine.retire(Duration.ZERO);
            }
            phase.set(Phase.APPENDING);
        }
    }

    private static void produce(StorageEngine engine, Acknowledgements acks, int round, int producer, long seed) {
        CandleAppender appender = engine.candles(KillRows.symbol(producer), KillRows.TIMEFRAME);
        Random random = new Random(seed * 31 + producer);
        int burstEnd = 0;
        for (int row = 0; row < KillRows.ROWS_A_PRODUCER; row++) {
            double open = KillRows.open(round, producer, row);
            long seq = appender.append(
                    KillRows.tsMicros(round, row), open, open + 1, open - 1, open + 0.5, KillRows.volume(row));
            acks.add(producer, seq);
            if (row >= burstEnd) {
                burstEnd = row + random.nextInt(600);
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
        }
    }
}
