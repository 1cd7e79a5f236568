package dev.dayfile.benchmarks;

import static dev.dayfile.benchmarks.viewport.Group.SESSION_WINDOW;
import static dev.dayfile.benchmarks.viewport.ViewportTurn.CACHED;
import static dev.dayfile.benchmarks.viewport.ViewportTurn.COLD;
import static dev.dayfile.benchmarks.viewport.ViewportTurn.COLD_OPEN;
import static dev.dayfile.benchmarks.viewport.ViewportTurn.HOT;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Figure;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.Jdk;
import dev.dayfile.benchmarks.harness.JmhRunner;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import dev.dayfile.benchmarks.viewport.Contenders;
import dev.dayfile.benchmarks.viewport.Group;
import dev.dayfile.benchmarks.viewport.Stock;
import dev.dayfile.benchmarks.viewport.Stores;
import dev.dayfile.benchmarks.viewport.ViewportTurn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The suite {@code viewport}: the candles of a window, and the objects of a price band, out of stores that the engine has
 * made. Each turn of a contender is a JVM of its own that goes through a {@link Group} of cases; the gate holds every answer
 * against what DuckDB found in the files. {@link ViewportBenchmark} gives means by JMH, without a clock in the loop.
 *
 * <p>Not measured: compactions beside the queries, several threads that ask, files that are not in the page cache.
 */
final class ViewportSuite implements Suite {
    private static final String OURS = Contenders.DAYFILE.label();
    private static final String FLOOR = Contenders.ARRAY_COPY.label();
    private static final String BEST_SQL = Contenders.DUCKDB_BEST.label();
    private static final String FIRST_WAY = Contenders.DUCKDB_GLOBS.label();
    private static final String P50 = "p50";
    private static final String P99 = "p99";

    /** How much slower a hot viewport may be where there are many parts or days than where there are few. */
    private static final double FLAT = 1.5;

    private static final int ROUNDS = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "viewport";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        String size = run.quick() ? "QUICK" : "FULL";
        Path stores = run.freshFolder("stores");
        for (Group group : Group.values()) {
            List<Contenders> wanted = wanted(run, group);
            if (wanted.isEmpty()) {
                continue;
            }
            for (Stock stock : group.stocks(size)) {
                run.say("makes the store " + stock.name());
                Stores.build(stock, Files.createDirectories(stores.resolve(stock.name())));
            }
            for (int round = 1; round <= (run.quick() ? 1 : ROUNDS); round++) {
                for (Contenders contender : wanted) {
                    turn(run, round, group, size, contender, stores);
                }
            }
        }
        if (run.wants("jmh", OURS)) {
            JmhRunner.run(
                    run,
                    ViewportBenchmark.class,
                    result -> caseOf(
                            ViewportBenchmark.Day.valueOf(result.getParams().getParam("day"))),
                    method -> method.equals("arrayCopy") ? FLOOR : method);
        }
    }

    /** Which contenders a run was asked for; a group's cases are always measured together. */
    private static List<Contenders> wanted(SuiteRun run, Group group) {
        List<Contenders> wanted = new ArrayList<>();
        for (Contenders contender : Contenders.values()) {
            if (group.takes(contender, run.quick()) && run.wants(group.toString(), contender.label())) {
                wanted.add(contender);
            }
        }
        return wanted;
    }

    private static void turn(SuiteRun run, int round, Group group, String size, Contenders contender, Path stores)
            throws Exception {
        Optional<Jdk> jdk = Jdk.atLeast(contender.leastJava());
        if (jdk.isEmpty()) {
            run.note(contender.label() + " did not take part: it needs Java " + contender.leastJava()
                    + ", and no such JDK was found");
            return;
        }
        if (!jdk.get().equals(Jdk.current())) {
            run.note(contender.label() + " ran on Java " + jdk.get().version().feature() + ", since it needs "
                    + contender.leastJava());
        }
        run.say("round " + round + ": " + group + " " + contender.label());
        Path folder = run.freshFolder(group + "-" + contender.label());
        ChildJvm.run(
                        jdk.get(),
                        folder,
                        List.of(),
                        ViewportTurn.class,
                        List.of(
                                group.name(),
                                size,
                                contender.label(),
                                stores.toString(),
                                folder.toString(),
                                run.quick() ? "150" : "200",
                                run.quick() ? "150" : "500"),
                        TIMEOUT)
                .forEach(run::record);
    }

    private static String caseOf(ViewportBenchmark.Day day) {
        return SESSION_WINDOW + (day == ViewportBenchmark.Day.OPEN ? HOT : CACHED) + "-jmh";
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        return caseName.contains(COLD) ? BEST_SQL : FLOOR;
    }

    @Override
    public List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (String state : List.of(HOT, CACHED)) {
            String session = SESSION_WINDOW + state;
            goals.add(times("a session from memory in at most 3x the copy of arrays", session, FLOOR, 3));
            goals.add(Goal.atMost("its p99 under 10 us", new Figure(session, OURS, P99), 10_000));
            goals.add(times("1,000x faster than the specification's first way", session, FIRST_WAY, 1 / 1_000.0));
            goals.add(times("100x faster than the best of DuckDB over files", session, BEST_SQL, 1 / 100.0));
        }
        goals.add(times("a cold day in at most 1/3 of the best of DuckDB", SESSION_WINDOW + COLD, BEST_SQL, 1 / 3.0));
        goals.add(times("one symbol of 5,000, cold, likewise", "one-of-5000" + COLD, BEST_SQL, 1 / 3.0));
        goals.add(times(
                "a cold open day of 195 parts in at most 1/5 of the best of DuckDB",
                SESSION_WINDOW + COLD_OPEN,
                BEST_SQL,
                1 / 5.0));
        goals.add(Goal.atMost("250 cached days under 500 us", new Figure("250-days" + CACHED, OURS, P50), 500_000));
        for (int parts : new int[] {10, 195, 1_000, 5_000}) {
            goals.add(flat("parts-" + parts + HOT, "parts-1" + HOT));
        }
        for (int days : new int[] {250, 2_500}) {
            goals.add(flat("days-" + days + HOT, "days-20" + HOT));
            goals.add(flat("days-" + days + CACHED, "days-20" + CACHED));
        }
        return goals;
    }

    private static Goal times(String name, String caseName, String base, double limit) {
        return Goal.atMostTimes(name, new Figure(caseName, OURS, P50), new Figure(caseName, base, P50), limit);
    }

    private static Goal flat(String many, String few) {
        return Goal.atMostTimes(
                "as fast as with few parts or days", new Figure(many, OURS, P50), new Figure(few, OURS, P50), FLAT);
    }
}
