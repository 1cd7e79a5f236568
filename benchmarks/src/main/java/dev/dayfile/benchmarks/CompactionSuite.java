package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.Figure;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import dev.dayfile.benchmarks.parts.CompactionTurn;
import dev.dayfile.benchmarks.parts.CompactionTurn.Repeats;
import dev.dayfile.benchmarks.parts.ImportTurn;
import dev.dayfile.benchmarks.parts.MemoryFolder;
import dev.dayfile.internal.layout.StoreLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The suite {@code compaction}: the parts of a day become one file. Contenders are the store's compaction, with its
 * proof, on as many threads as there are processors: embedded, with every default of the JVM; as the command line runs
 * it, with the fast compiler, the serial collector and little room for garbage; and with 64 Ki rows in memory and a heap of 22 MB besides;
 * DuckDB's {@code COPY (SELECT … ORDER BY …)} with ZSTD; parquet-java's rows with a sort in memory; and parquet-java's
 * copying of row groups, which sorts nothing. Each turn is a fresh JVM; files are on a memory-backed file system and
 * nothing is forced.
 *
 * <p>Days of a few hundred parts are timed three ways: the first compaction of the process, the fifteen after it, and,
 * behind a {@link dev.dayfile.benchmarks.harness.WarmUp} that is the same for all, the warm process, by which the goals
 * are judged. Big days are compacted a few times after the first, and these are timed.
 *
 * <p>Peak memory is what a fresh process grew by, native memory and loaded classes included; a JVM's heap is counted as
 * far as it was touched, and may grow to 256 MiB where nothing else is said, for parquet-java's rows to 2 GiB. A heap that
 * may grow is filled with garbage before it is collected; the contender with the small one shows what is needed.
 *
 * <p>The cases {@code import-1m…} stand by themselves: {@link ImportTurn}, on the disk and forced.
 *
 * <p>A quick run leaves parquet-java's copying of row groups out of the big days, where one pass takes most of a minute.
 *
 * <p>Not measured: the grace and the retirement after a compaction; late rows merged into a standing dayfile.
 */
final class CompactionSuite implements Suite {
    private static final String OURS = "dayfile";
    private static final String COMMAND = "dayfile-command";
    private static final String SMALL = "dayfile-64k-rows-22m-heap-c1";
    private static final String DUCKDB = "duckdb-copy";
    private static final String ROWS = "parquet-java-rows";
    private static final String APPEND = "parquet-java-append";
    private static final String TEN_SECONDS = " in at most 10 s";
    private static final double TEN_SECONDS_NS = 10e9;
    private static final String BIG_DAY = "5000-symbols";
    private static final int ROUNDS = 3;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private record Case(String name, int symbols, int parts, int rows, Repeats repeats, Repeats quick) {}

    private static final Repeats SMALL_DAY = new Repeats(15, 2_000, 60);
    private static final Repeats QUICK_SMALL_DAY = new Repeats(15, 600, 30);
    private static final Repeats LARGE_DAY = new Repeats(0, 0, 5);
    private static final Repeats QUICK_LARGE_DAY = new Repeats(0, 0, 3);
    private static final Repeats QUICK_LARGE_DAY_OF_ROWS = new Repeats(0, 0, 1);

    private static final List<Case> CASES = List.of(
            new Case("195-parts", 1, 195, 1, SMALL_DAY, QUICK_SMALL_DAY),
            new Case("390-parts", 1, 390, 1, SMALL_DAY, QUICK_SMALL_DAY),
            new Case("200x5000", 2_500, 200, 5_000, LARGE_DAY, QUICK_LARGE_DAY),
            new Case(BIG_DAY, 5_000, 200, 5_000, LARGE_DAY, QUICK_LARGE_DAY));

    @Override
    public String name() {
        return "compaction";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        for (int round = 1; round <= (run.quick() ? 1 : ROUNDS); round++) {
            for (ImportTurn.Form form : ImportTurn.Form.values()) {
                if (run.wants(form.caseName(), form.contender())) {
                    run.say("round " + round + ": " + form.caseName());
                    importing(run, form);
                }
            }
            for (Case each : CASES) {
                for (String contender : CompactionTurn.contenders()) {
                    boolean tooSlowForQuick = run.quick() && contender.equals(APPEND) && each.rows > 1;
                    if (!tooSlowForQuick && run.wants(each.name, contender)) {
                        run.say("round " + round + ": " + each.name + " " + contender);
                        turn(run, each, contender);
                    }
                }
            }
        }
    }

    private static void importing(SuiteRun run, ImportTurn.Form form) throws Exception {
        Path folder = run.freshFolder(form.caseName());
        ChildJvm.run(
                        folder,
                        List.of("-Xms64m", "-Xmx1g", "-XX:-AlwaysPreTouch"),
                        ImportTurn.class,
                        List.of(folder.resolve("import").toString(), form.name()),
                        TIMEOUT)
                .forEach(run::record);
    }

    private static Goal importing(String what, ImportTurn.Form form) {
        return Goal.atMost(
                what + TEN_SECONDS, new Figure(form.caseName(), form.contender(), ImportTurn.TIME), TEN_SECONDS_NS);
    }

    private static void turn(SuiteRun run, Case each, String contender) throws Exception {
        Path folder = run.freshFolder(each.name + "-" + contender);
        try (MemoryFolder memory = new MemoryFolder(folder)) {
            Path store = memory.path().resolve("store");
            CompactionTurn.writeParts(each.symbols, each.parts, each.rows, new StoreLayout(store));
            ChildJvm.run(
                            folder,
                            jvmOptions(contender),
                            CompactionTurn.class,
                            CompactionTurn.arguments(
                                    contender,
                                    each.name,
                                    each.symbols,
                                    each.parts,
                                    each.rows,
                                    repeats(run, each, contender),
                                    store),
                            TIMEOUT)
                    .forEach(run::record);
        }
    }

    /** A big day takes parquet-java's rows ten seconds, so that a quick run has two of them. */
    private static Repeats repeats(SuiteRun run, Case each, String contender) {
        if (!run.quick()) {
            return each.repeats;
        }
        return each.rows > 1 && contender.equals(ROWS) ? QUICK_LARGE_DAY_OF_ROWS : each.quick;
    }

    private static List<String> jvmOptions(String contender) {
        return switch (contender) {
            case SMALL ->
                List.of(
                        "-Xms8m",
                        "-Xmx22m",
                        "-XX:-UseG1GC",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-AlwaysPreTouch");
            case COMMAND ->
                List.of(
                        "-Xms16m",
                        "-Xmn4m",
                        "-Xmx256m",
                        "-XX:-UseG1GC",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-AlwaysPreTouch");
            case ROWS -> List.of("-Xms16m", "-Xmx2g", "-XX:-AlwaysPreTouch");
            default -> List.of("-Xms16m", "-Xmx256m", "-XX:-AlwaysPreTouch");
        };
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        return DUCKDB;
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                importing("a million candles of history", ImportTurn.Form.TWO_YEARS),
                importing("a million candles in 2,565 days", ImportTurn.Form.TEN_YEARS),
                importing("the same from CSV, by the command line", ImportTurn.Form.TEN_YEARS_OF_CSV),
                times(
                        "390 parts in at most 1/5 of DuckDB's time, warm",
                        "390-parts",
                        CompactionTurn.TIME,
                        DUCKDB,
                        1 / 5.0),
                times(
                        "390 parts in at most 1/10 of the time of parquet-java's rows, warm",
                        "390-parts",
                        CompactionTurn.TIME,
                        ROWS,
                        1 / 10.0),
                times("a big day at least as fast as DuckDB", BIG_DAY, CompactionTurn.TIME, DUCKDB, 1),
                times("a big day in a tenth of DuckDB's memory", BIG_DAY, CompactionTurn.MEMORY, DUCKDB, 1 / 10.0),
                bigDay("a big day by the command: as fast as DuckDB", COMMAND, CompactionTurn.TIME, 1),
                bigDay(
                        "a big day by the command: a tenth of DuckDB's memory",
                        COMMAND,
                        CompactionTurn.MEMORY,
                        1 / 10.0),
                bigDay("64 Ki rows held in a heap of 22 MB: as fast as DuckDB", SMALL, CompactionTurn.TIME, 1),
                bigDay(
                        "64 Ki rows held in a heap of 22 MB: a tenth of DuckDB's memory",
                        SMALL,
                        CompactionTurn.MEMORY,
                        1 / 10.0),
                times("a dayfile at most as large as DuckDB's ZSTD", "390-parts", CompactionTurn.BYTES, DUCKDB, 1),
                times("a big dayfile at most as large as DuckDB's ZSTD", BIG_DAY, CompactionTurn.BYTES, DUCKDB, 1),
                times(
                        "a dayfile smaller than row groups that were copied",
                        "390-parts",
                        CompactionTurn.BYTES,
                        APPEND,
                        1 / 10.0));
    }

    private static Goal bigDay(String name, String contender, String metric, double limit) {
        return Goal.atMostTimes(
                name, new Figure(BIG_DAY, contender, metric), new Figure(BIG_DAY, DUCKDB, metric), limit);
    }

    private static Goal times(String name, String caseName, String metric, String base, double limit) {
        return Goal.atMostTimes(name, new Figure(caseName, OURS, metric), new Figure(caseName, base, metric), limit);
    }
}
