package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Figure;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import dev.dayfile.benchmarks.parts.MemoryFolder;
import dev.dayfile.benchmarks.parts.PartsTurn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The suite {@code parts}: what it costs to make a Parquet part of rows in memory and to publish it. Contenders are the
 * store's own part writer, prepared bytes (the floor: create, write, rename), parquet-java's example writer, Carpet and
 * DuckDB's {@code COPY}. Each turn is a fresh JVM, so each has a cold first part; then all are warmed up the same way
 * ({@link dev.dayfile.benchmarks.harness.WarmUp}) and timed. Medians of the rounds are reported.
 *
 * <p>Cases are on a memory-backed file system, where the file system costs least and the writer is seen best; those
 * named {@code forced} are in the folder of the report and force file and folder.
 *
 * <p>A quick run leaves parts of 5,000 rows out, which are as those of 4,096.
 *
 * <p>Not measured: the way of a row through the ring into the batch; compression, which makes parts of few rows larger.
 */
final class PartsSuite implements Suite {
    private static final String OURS = "dayfile";
    private static final String FLOOR = "prepared-bytes";
    private static final String EXAMPLE = "example-writer";
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 1;
    private static final int WARM_UP_MILLIS = 1_000;
    private static final int QUICK_WARM_UP_MILLIS = 200;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private record Case(String name, int rows, int parts, int quickParts, boolean force) {}

    private static final List<Case> CASES = List.of(
            new Case("1-row", 1, 10_000, 2_000, false),
            new Case("32-rows", 32, 5_000, 1_000, false),
            new Case("500-rows", 500, 1_500, 250, false),
            new Case("4096-rows", 4_096, 300, 75, false),
            new Case("5000-rows", 5_000, 300, 0, false),
            new Case("1-row-forced", 1, 200, 30, true),
            new Case("500-rows-forced", 500, 100, 20, true));

    @Override
    public String name() {
        return "parts";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        int rounds = run.quick() ? QUICK_ROUNDS : ROUNDS;
        for (int round = 1; round <= rounds; round++) {
            for (Case each : CASES) {
                for (String contender : PartsTurn.contenders()) {
                    boolean leftOut = run.quick() && each.quickParts == 0;
                    if (!leftOut && run.wants(each.name, contender)) {
                        run.say("round " + round + ": " + each.name + " " + contender);
                        turn(run, each, contender);
                    }
                }
            }
        }
    }

    private static void turn(SuiteRun run, Case each, String contender) throws Exception {
        Path folder = run.freshFolder(each.name + "-" + contender);
        try (MemoryFolder memory = new MemoryFolder(folder)) {
            Path parts = (each.force ? folder : memory.path()).resolve("parts");
            List<Measurement> measured = ChildJvm.run(
                    folder,
                    List.of(),
                    PartsTurn.class,
                    List.of(
                            contender,
                            each.name,
                            Integer.toString(each.rows),
                            Integer.toString(run.quick() ? each.quickParts : each.parts),
                            Integer.toString(run.quick() ? QUICK_WARM_UP_MILLIS : WARM_UP_MILLIS),
                            Boolean.toString(each.force),
                            parts.toString()),
                    TIMEOUT);
            measured.forEach(run::record);
        }
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        return FLOOR;
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMostTimes(
                        "a part of one row in at most 1/5 of the example writer's time",
                        figure("1-row", OURS, PartsTurn.P50),
                        figure("1-row", EXAMPLE, PartsTurn.P50),
                        1 / 5.0),
                Goal.atMostTimes(
                        "a part of one row in at most 1.7x the bare floor",
                        figure("1-row", OURS, PartsTurn.P50),
                        figure("1-row", FLOOR, PartsTurn.P50),
                        1.7),
                Goal.atMostTimes(
                        "the first part after open in at most 1/10 of the example writer's first",
                        figure("1-row", OURS, PartsTurn.FIRST),
                        figure("1-row", EXAMPLE, PartsTurn.FIRST),
                        1 / 10.0),
                Goal.atLeastTimes(
                        "a part of 4,096 rows at 6x the example writer's rows a second",
                        figure("4096-rows", OURS, PartsTurn.THROUGHPUT),
                        figure("4096-rows", EXAMPLE, PartsTurn.THROUGHPUT),
                        6));
    }

    private static Figure figure(String caseName, String contender, String metric) {
        return new Figure(caseName, contender, metric);
    }
}
