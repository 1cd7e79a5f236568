package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Figure;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import dev.dayfile.benchmarks.objects.ObjectsTurn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The suite {@code objects}: what chart objects cost to append, to write as a snapshot, to find by price, to open and to
 * see as they were, with far more of them than anybody draws. Each turn is a fresh JVM. Contenders are a scan of plain
 * columns, which is the floor of a price band, and DuckDB: a prepared query over the snapshot, {@code COPY} for writing
 * one, and the shipped macro for the state as of an instant, whose answers are compared value by value.
 *
 * <p>A quick run has 1 M events in the past, a full one 10 M; both keep 100,000 objects.
 *
 * <p>Not measured: a cold page cache; objects with several prices; late events.
 */
final class ObjectsSuite implements Suite {
    private static final String OURS = "dayfile";
    private static final String SCAN = "column-scan";
    private static final String P50 = "p50";
    private static final int LIVE = 100_000;
    private static final long EVENTS_PER_DAY = 40_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "objects";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        int rounds = run.quick() ? 1 : 3;
        for (int round = 1; round <= rounds; round++) {
            now(run, round);
        }
        past(run);
    }

    private static void now(SuiteRun run, int round) throws Exception {
        if (run.wants("append-1k/s", OURS)) {
            turn(run, round, "append", run.freshFolder("append"), "2g", run.quick() ? "3000" : "20000", "50");
        }
        for (int objects : new int[] {500, 50_000}) {
            if (run.wants("snapshot-" + objects, OURS)) {
                turn(
                        run,
                        round,
                        "snapshot",
                        run.freshFolder("snapshot"),
                        "2g",
                        Integer.toString(objects),
                        run.quick() ? "20" : "60");
            }
        }
        for (int objects : new int[] {500, 50_000, LIVE}) {
            if (run.wants("band-" + objects, OURS)) {
                turn(
                        run,
                        round,
                        "band",
                        run.freshFolder("band"),
                        "2g",
                        Integer.toString(objects),
                        run.quick() ? "5000" : "20000",
                        "30");
            }
        }
        if (run.wants("band-" + LIVE + "-while-appending", OURS)) {
            turn(
                    run,
                    round,
                    "band-while-appending",
                    run.freshFolder("band"),
                    "2g",
                    Integer.toString(LIVE),
                    run.quick() ? "5000" : "20000");
        }
    }

    private static void past(SuiteRun run) throws Exception {
        String size = run.quick() ? "1M" : "10M";
        if (!run.wants("open-" + size, OURS) && !run.wants("as-of-" + size, OURS)) {
            return;
        }
        Path store = run.freshFolder("past");
        run.say("writing " + size + " events");
        int objects = ObjectsTurn.writePast(
                store.resolve("store"), run.quick() ? 1_000_000 : 10_000_000, LIVE, EVENTS_PER_DAY);
        for (int round = 1; round <= 3 && run.wants("open-" + size, OURS); round++) {
            turn(run, round, "open", store, "2g", "open-" + size, Integer.toString(objects));
        }
        if (run.wants("as-of-" + size, OURS)) {
            turn(run, 1, "as-of", store, "4g", "as-of-" + size, run.quick() ? "60" : "200", "2");
        }
    }

    private static void turn(SuiteRun run, int round, String turn, Path store, String heap, String... arguments)
            throws Exception {
        run.say("round " + round + ": " + turn + " " + String.join(" ", arguments));
        List<String> all = new ArrayList<>(List.of(turn, store.resolve("store").toString()));
        all.addAll(List.of(arguments));
        Path folder = run.freshFolder("turn");
        List<String> options = List.of("-Xms" + heap, "-Xmx" + heap);
        ChildJvm.run(folder, options, ObjectsTurn.class, all, TIMEOUT).forEach(run::record);
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        return caseName.startsWith("band-") && !caseName.endsWith("appending") ? SCAN : OURS;
    }

    @Override
    public List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (String size : List.of("1M", "10M")) {
            goals.add(Goal.atMost(
                    "opens within 3 s from the snapshot", new Figure("open-" + size, OURS, "time"), 3_000_000_000.0));
        }
        goals.add(Goal.atMost(
                "a price band over 100,000 objects within 50 us", new Figure("band-" + LIVE, OURS, P50), 50_000));
        goals.add(Goal.atMost(
                "and while events are appended", new Figure("band-" + LIVE + "-while-appending", OURS, P50), 50_000));
        for (String size : List.of("1M", "10M")) {
            goals.add(Goal.atMost(
                    "the state as of an instant within 50 ms", new Figure("as-of-" + size, OURS, P50), 50_000_000));
        }
        return goals;
    }
}
