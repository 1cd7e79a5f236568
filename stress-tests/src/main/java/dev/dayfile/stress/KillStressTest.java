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
 * <p>Each round starts a process that appends by one to four threads and kills it at a random moment, now and then while
 * it still opens the store and replays, or while it compacts. The store is then opened here. Of each producer every acknowledged row must be
 * there, and of the others at most the one that was on its way. Then the day is compacted: since every key was appended
 * once, a double that compaction drops is a row that recovery wrote twice.
 */
final class KillStressTest implements StressTest {
    private static final int MOST_PRODUCERS = 4;

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        Random random = new Random(settings.seed());
        Path root = settings.folder().resolve("kill-store");
        Set<Long> seqs = new HashSet<>();
        List<long[]> rowsByRound = new ArrayList<>();
        int round = 0;
        long longestOpenMillis = 0;
        do {
            int producers = 1 + random.nextInt(MOST_PRODUCERS);
            Path acknowledged = settings.folder().resolve("acknowledged-" + round);
            Files.deleteIfExists(acknowledged);
            Acknowledgements acks = Acknowledgements.open(acknowledged, producers, KillRows.ROWS_A_PRODUCER);
            killOnce(root, acknowledged, round, producers, random);

            long[] rows;
            long begin = System.nanoTime();
            try (StorageEngine engine = StorageEngine.open(KillTarget.config(root))) {
                long openMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                longestOpenMillis = Math.max(longestOpenMillis, openMillis);
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
            rowsByRound.add(rows);
            Files.delete(acknowledged);
            settings.log().printf("round %d: %d producers, rows %s%n", round, producers, Arrays.toString(rows));
            round++;
        } while (!deadline.isOver());

        VerifyReport report = StorageVerifier.verify(root);
        settings.log().printf("%d kills, longest opening %d ms%n", round, longestOpenMillis);
        require(report.clean(), "the store is clean after %d kills: %s", round, report.findings());
    }

    /** Starts the process, lets it run for a while and kills it. */
    private static void killOnce(Path root, Path acknowledged, int round, int producers, Random random)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillTarget.class.getName(),
                        root.toString(),
                        acknowledged.toString(),
                        Integer.toString(round),
                        Integer.toString(producers),
                        Long.toString(random.nextLong()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean whileOpening = random.nextInt(5) == 0;
        int delayMillis = random.nextInt(whileOpening ? 400 : 1_000);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            if (!whileOpening) {
                String line = output.readLine();
                require("ready".equals(line), "the process opens the store after a kill [round=%d]", round);
            }
            boolean ended = process.waitFor(delayMillis, TimeUnit.MILLISECONDS);
            require(!ended, "the process appends until it is killed [round=%d]", round);
        } finally {
            process.destroyForcibly();
            process.waitFor();
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
