package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.StorageEngine;
import dev.dayfile.StorageVerifier;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.ViewportQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Promise: a row whose append returned is there after {@code kill -9}, exactly once, with its values and its sequence.
 *
 * <p>Each round starts a process that appends by one to four threads and compacts beside that, and kills it at a random
 * moment, or while it compacts. Now and then further processes only open the store, and are killed while they replay
 * what the first one left. The store is then opened here. Of each producer every acknowledged row must be there, and of
 * the others at most the one that was on its way. Then the day is compacted: since every key was appended once, a double
 * that compaction drops is a row that recovery wrote twice. It goes on until at least {@value #FEWEST_KILLS} processes
 * were killed, one of them at least while it appended, recovered and compacted.
 */
final class KillStressTest implements StressTest {
    private static final int MOST_PRODUCERS = 4;

    /** However little time it is given. */
    private static final int FEWEST_KILLS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A flush every 2 ms, and one that does not come before half of the ring is full. */
    private static final int[] FLUSH_MILLIS = {2, 2, 10_000};

    /** What was killed so far. */
    private static final class Tally {
        int appending;
        int recovering;
        int compacting;
        int starting;
        int idle;
        final int[] byProducers = new int[MOST_PRODUCERS + 1];
        long acknowledgedRows;
        long longestOpenMillis;

        boolean isEnough() {
            return kills() >= FEWEST_KILLS && appending > 0 && recovering > 0 && compacting > 0;
        }

        int kills() {
            return appending + recovering + compacting + starting + idle;
        }

        @Override
        public String toString() {
            return String.format(
                    "%d kills: %d while appending, %d while recovering, %d while compacting, %d just after"
                            + " recovery, %d before the store was touched; rounds with 1, 2, 3, 4 producers: %d, %d, %d, %d; %d rows acknowledged, 0 lost;"
                            + " longest opening %d ms",
                    kills(),
                    appending,
                    recovering,
                    compacting,
                    idle,
                    starting,
                    byProducers[1],
                    byProducers[2],
                    byProducers[3],
                    byProducers[4],
                    acknowledgedRows,
                    longestOpenMillis);
        }
    }

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        Random random = new Random(settings.seed());
        Path root = settings.folder().resolve("kill-store");
        Path phases = settings.folder().resolve("phase");
        Set<Long> seqs = new HashSet<>();
        List<long[]> rowsByRound = new ArrayList<>();
        Tally tally = new Tally();
        int round = 0;
        do {
            int producers = 1 + random.nextInt(MOST_PRODUCERS);
            Path acknowledged = settings.folder().resolve("acknowledged-" + round);
            Files.deleteIfExists(acknowledged);
            Acknowledgements acks = Acknowledgements.open(acknowledged, producers, KillRows.ROWS_A_PRODUCER);
            Target target = new Target(root, acknowledged, phases, round);
            kill(target, producers, random, tally);
            for (int i = random.nextInt(3); i > 0; i--) {
                kill(target, 0, random, tally);
            }
            tally.byProducers[producers]++;

            long[] rows;
            long begin = System.nanoTime();
            try (StorageEngine engine = StorageEngine.open(KillTarget.config(root, Duration.ofMillis(2)))) {
                tally.longestOpenMillis =
                        Math.max(tally.longestOpenMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                rows = check(engine, acks, round, producers, seqs);
                compact(engine, round, rows);
                require(
                        Arrays.equals(rows, check(engine, acks, round, producers, null)),
                        "the rows after compaction are those before it [round=%d]",
                        round);
                if (random.nextInt(4) == 0) {
                    recheck(engine, random.nextInt(round + 1), rowsByRound, rows);
                }
            }
            for (int p = 0; p < producers; p++) {
                tally.acknowledgedRows += acks.count(p);
            }
            rowsByRound.add(rows);
            Files.delete(acknowledged);
            settings.log()
                    .printf(
                            "round %d: %d producers, rows %s, %d kills%n",
                            round, producers, Arrays.toString(rows), tally.kills());
            round++;
        } while (!deadline.isOver() || !tally.isEnough());

        VerifyReport report = StorageVerifier.verify(root);
        settings.log().println(tally);
        require(report.clean(), "the store is clean after %d kills: %s", tally.kills(), report.findings());
    }

    /** What a process is told besides its producers. */
    private record Target(Path root, Path acknowledged, Path phases, int round) {}

    /**
     * Starts the process, lets it run for a while and kills it: where it appends, at any moment or while it compacts,
     * and where it does not, while it opens.
     */
    private static void kill(Target target, int producers, Random random, Tally tally)
            throws IOException, InterruptedException {
        Files.deleteIfExists(target.phases);
        Phase phase = Phase.open(target.phases);
        try (ChildJvm child = ChildJvm.start(
                        target.root.getParent(),
                        false,
                        List.of(),
                        KillTarget.class,
                        target.root,
                        target.acknowledged,
                        target.round,
                        producers,
                        random.nextLong(),
                        FLUSH_MILLIS[random.nextInt(FLUSH_MILLIS.length)],
                        target.phases);
                BufferedReader output = child.process().inputReader(StandardCharsets.UTF_8)) {
            Process process = child.process();
            int delayMillis;
            if (producers == 0) {
                await(process, phase, Phase.OPENING);
                delayMillis = random.nextInt(300);
            } else {
                String line = output.readLine();
                require("ready".equals(line), "the process opens the store after a kill [round=%d]", target.round);
                boolean compacting = random.nextInt(3) == 0;
                if (compacting) {
                    await(process, phase, Phase.COMPACTING);
                }
                delayMillis = random.nextInt(compacting ? 30 : 1_000);
            }
            boolean ended = process.waitFor(delayMillis, TimeUnit.MILLISECONDS);
            require(!ended, "the process goes on until it is killed [round=%d]", target.round);
        }
        switch (phase.get()) {
            case Phase.STARTING -> tally.starting++;
            case Phase.OPENING -> tally.recovering++;
            case Phase.COMPACTING -> tally.compacting++;
            default -> {
                tally.appending += producers > 0 ? 1 : 0;
                tally.idle += producers > 0 ? 0 : 1;
            }
        }
    }

    private static void await(Process process, Phase phase, int wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (phase.get() < wanted && process.isAlive()) {
            require(System.nanoTime() - deadline < 0, "the process gets on [phase=%d]", phase.get());
            Thread.sleep(1);
        }
    }

    /**
     * Holds every producer's rows of a round to the promise.
     *
     * @param seqs sequences of all rows so far, to which those of this round are added; null to leave that out
     * @return how many rows each producer has
     */
    private static long[] check(StorageEngine engine, Acknowledgements acks, int round, int producers, Set<Long> seqs) {
        long[] rows = new long[producers];
        for (int p = 0; p < producers; p++) {
            CandleSeries candles = rowsOf(engine, round, p);
            int acknowledged = acks.count(p);
            require(
                    candles.size() == acknowledged || candles.size() == acknowledged + 1,
                    "every acknowledged row is there and at most one more [round=%d, producer=%d, acknowledged=%d,"
                            + " found=%d]",
                    round,
                    p,
                    acknowledged,
                    candles.size());
            for (int i = 0; i < candles.size(); i++) {
                require(
                        KillRows.isRow(candles, i, round, p, i),
                        "a row has its values [round=%d, producer=%d, row=%d]",
                        round,
                        p,
                        i);
                require(
                        i == acknowledged || candles.seq(i) == acks.seq(p, i),
                        "a row has the sequence that append returned [round=%d, producer=%d, row=%d, found=%d]",
                        round,
                        p,
                        i,
                        candles.seq(i));
                require(
                        seqs == null || seqs.add(candles.seq(i)),
                        "a sequence is given once in a store's life [round=%d, producer=%d, row=%d, seq=%d]",
                        round,
                        p,
                        i,
                        candles.seq(i));
            }
            rows[p] = candles.size();
        }
        return rows;
    }

    private static CandleSeries rowsOf(StorageEngine engine, int round, int producer) {
        return engine.viewport(ViewportQuery.of(KillRows.symbol(producer), KillRows.TIMEFRAME)
                        .between(KillRows.tsMicros(round, 0), KillRows.tsMicros(round, KillRows.ROWS_A_PRODUCER))
                        .build())
                .candles();
    }

    private static void compact(StorageEngine engine, int round, long[] rows) {
        long expected = 0;
        for (long n : rows) {
            expected += n;
        }
        if (expected == 0) {
            return; // killed before its first append
        }
        CompactionReport report = engine.compact(KillRows.TIMEFRAME, KillRows.day(round));
        require(report.doublesDropped() == 0, "no row stands in two parts [round=%d]: %s", round, report);
        require(
                report.rowsOut() == expected,
                "every row is compacted [round=%d, rows=%d]: %s",
                round,
                expected,
                report);
        require(report.quarantined().isEmpty(), "no part is damaged [round=%d]: %s", round, report);
        engine.retire(Duration.ZERO);
    }

    /** Days of earlier rounds stay what they were, whatever was killed after them. */
    private static void recheck(StorageEngine engine, int earlier, List<long[]> rowsByRound, long[] now) {
        long[] rows = earlier < rowsByRound.size() ? rowsByRound.get(earlier) : now;
        for (int p = 0; p < rows.length; p++) {
            int found = rowsOf(engine, earlier, p).size();
            require(
                    found == rows[p],
                    "an earlier day is as it was [round=%d, producer=%d, found=%d]",
                    earlier,
                    p,
                    found);
        }
    }
}
