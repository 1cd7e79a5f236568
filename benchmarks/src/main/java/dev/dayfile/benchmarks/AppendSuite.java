package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.append.AppendTurn;
import dev.dayfile.benchmarks.append.AppendTurn.Producers;
import dev.dayfile.benchmarks.append.AppendTurn.Rate;
import dev.dayfile.benchmarks.append.Contenders;
import dev.dayfile.benchmarks.append.EngineTurn;
import dev.dayfile.benchmarks.append.OpenTurn;
import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Figure;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.JmhRunner;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The suite {@code append}: what it costs the caller to hand over one finalized candle. {@link Contenders} says who
 * takes part and what a returned append promises there, {@link AppendTurn} how they are timed, {@link EngineTurn} what
 * is measured of the engine alone, {@link OpenTurn} what a full ring costs at opening, and {@link AppendBenchmark} is the mean and the allocation of a burst by JMH.
 *
 * <p>The figures are those of one caller's thread, but for the cases of several producers. Contenders take turns in several short rounds, each turn in a fresh
 * JVM of the same heap with a fresh folder on the same file system, and medians of the rounds are reported. The writes
 * of a turn are brought to the disk before the next one begins.
 *
 * <p>Not measured: more than one symbol, except end to end and in the burst; reads beside
 * the appends; a disk that is full or slow; what a forced write costs on a device with a cache that lies; a peer with
 * settings other than the ones stated; memory. The tail is that of a virtual machine where others work too: it holds
 * pauses that no contender causes, which is why goals compare and why medians are taken.
 */
final class AppendSuite implements Suite {
    /** Rounds of everyone; those of {@link Contenders#isInGoals} take more. */
    private static final int ROUNDS = 3;

    private static final int ROUNDS_OF_GOALS = 5;
    private static final int QUICK_ROUNDS = 1;
    private static final int QUICK_ROUNDS_OF_GOALS = 2;
    private static final Duration TURN_TIMEOUT = Duration.ofMinutes(3);

    private static final String OURS = Contenders.DAYFILE.label();
    private static final String FLOOR = Contenders.NO_OP_DISRUPTOR.label();
    private static final String CHRONICLE = Contenders.CHRONICLE_QUEUE.label();
    private static final String ENGINE_ALONE = "engine";
    private static final String JMH_BURST = "burst-4096-jmh";

    @Override
    public String name() {
        return "append";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        String size = run.quick() ? "QUICK" : "FULL";
        int rounds = run.quick() ? QUICK_ROUNDS : ROUNDS;
        int roundsOfGoals = run.quick() ? QUICK_ROUNDS_OF_GOALS : ROUNDS_OF_GOALS;
        for (int round = 1; round <= roundsOfGoals; round++) {
            for (Contenders contender : Contenders.values()) {
                if ((round <= rounds || contender.isInGoals()) && wantsAny(run, contender.label())) {
                    if (contender.isHere()) {
                        turn(run, round, contender, size);
                    } else {
                        run.say(contender.label() + ": not on this machine");
                    }
                }
            }
            if (round <= rounds && EngineTurn.CASES.stream().anyMatch(c -> run.wants(c, OURS))) {
                engineTurn(run, round, size);
            }
            if (round <= rounds && (run.wants(OpenTurn.FULL_RING, OURS) || run.wants(OpenTurn.CLEAN, OURS))) {
                run.say("round " + round + ": " + OpenTurn.FULL_RING);
                keep(run, OpenTurn.run(run.freshFolder(OpenTurn.FULL_RING)));
                settle();
            }
        }
        if (run.wants(JMH_BURST, OURS) || run.wants(JMH_BURST, FLOOR)) {
            run.say("JMH");
            JmhRunner.run(
                    run, AppendBenchmark.class, result -> JMH_BURST, method -> method.equals(OURS) ? OURS : FLOOR);
        }
    }

    private static boolean wantsAny(SuiteRun run, String contender) {
        if (run.wants(AppendTurn.CLOSED_LOOP, contender)) {
            return true;
        }
        for (Rate rate : Rate.values()) {
            if (run.wants(rate.caseName(), contender)) {
                return true;
            }
        }
        for (Producers producers : Producers.values()) {
            if (run.wants(producers.caseName(), contender)) {
                return true;
            }
        }
        return false;
    }

    private static void turn(SuiteRun run, int round, Contenders contender, String size) throws Exception {
        run.say("round " + round + ": " + contender.label());
        Path folder = run.freshFolder(contender.label());
        keep(
                run,
                ChildJvm.run(
                        folder,
                        contender.jvmOptions(),
                        AppendTurn.class,
                        List.of(contender.label(), size, folder.toString()),
                        TURN_TIMEOUT));
        settle();
    }

    private static void engineTurn(SuiteRun run, int round, String size) throws Exception {
        run.say("round " + round + ": " + ENGINE_ALONE);
        Path folder = run.freshFolder(ENGINE_ALONE);
        keep(run, ChildJvm.run(folder, List.of(), EngineTurn.class, List.of(size, folder.toString()), TURN_TIMEOUT));
        settle();
    }

    private static void keep(SuiteRun run, List<Measurement> measurements) {
        for (Measurement m : measurements) {
            if (run.wants(m.caseName(), m.contender())) {
                run.record(m);
            }
        }
    }

    /** Has the system write what the last contender left to be written, so that the next one does not pay for it. */
    private static void settle() throws Exception {
        new ProcessBuilder("sync").start().waitFor();
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        boolean oursAlone = EngineTurn.CASES.contains(caseName)
                || caseName.equals(OpenTurn.FULL_RING)
                || caseName.equals(OpenTurn.CLEAN);
        return oursAlone ? null : FLOOR;
    }

    @Override
    public List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (Rate rate : Rate.values()) {
            String of = rate.caseName();
            goals.add(times("appended p50 at most 2x the no-op Disruptor's", of, "p50", FLOOR, 2));
            goals.add(times("appended p99 at most 3x the no-op Disruptor's", of, "p99", FLOOR, 3));
            goals.add(times("p50 at most 1/3 of Chronicle Queue's", of, "p50", CHRONICLE, 1 / 3.0));
            goals.add(times("p99 at most 1/3 of Chronicle Queue's", of, "p99", CHRONICLE, 1 / 3.0));
        }
        goals.add(Goal.atMost("0 bytes allocated an append", ours(AppendTurn.CLOSED_LOOP, "allocated"), 0));
        goals.add(Goal.atLeast(
                "2 M candles/s end to end into forced parts", ours(EngineTurn.END_TO_END, "throughput"), 2_000_000));
        goals.add(Goal.atMostTimes(
                "p99 while compacting at most 2x that without",
                ours(EngineTurn.COMPACTING, "p99"),
                ours(EngineTurn.QUIET, "p99"),
                2));
        goals.add(Goal.atMost(
                "a lone candle visible within the flush interval and 5 ms",
                ours(EngineTurn.LONE_CANDLE, "visible p99"),
                55_000_000));
        goals.add(Goal.atMost(
                "a burst of 5,000 visible within 100 ms", ours(EngineTurn.BURST, "visible max"), 100_000_000));
        goals.add(Goal.atMost("a burst makes one part", ours(EngineTurn.BURST, "parts a burst"), 1));
        goals.add(
                Goal.atMost("at most 2 % of a core while idle", ours(EngineTurn.IDLE, "writer's share of a core"), 2));
        goals.add(Goal.atMost(
                "opening with a full ring in under a second", ours(OpenTurn.FULL_RING, "opened"), 1_000_000_000));
        return goals;
    }

    private static Goal times(String name, String caseName, String metric, String base, double limit) {
        return Goal.atMostTimes(name, ours(caseName, metric), new Figure(caseName, base, metric), limit);
    }

    private static Figure ours(String caseName, String metric) {
        return new Figure(caseName, OURS, metric);
    }
}
