package dev.dayfile.benchmarks.harness;

import java.util.Collection;
import java.util.function.Function;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a JMH benchmark within a suite: for means and allocation, where a distribution under load is not the figure. Its
 * methods are the contenders; JMH forks a JVM for each.
 */
public final class JmhRunner {
    private JmhRunner() {}

    /**
     * Records the score as metric {@code mean} and, as {@code allocated}, the bytes that all threads allocated an
     * operation.
     *
     * @param caseOf the case of a result, by its parameters
     * @param contenderOf the contender, by its method's name
     */
    public static void run(
            SuiteRun run, Class<?> benchmark, Function<RunResult, String> caseOf, Function<String, String> contenderOf)
            throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\b" + benchmark.getSimpleName() + "\\.")
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        if (run.quick()) {
            options.forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(300));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        for (RunResult result : results) {
            String method = result.getParams().getBenchmark();
            String contender = contenderOf.apply(method.substring(method.lastIndexOf('.') + 1));
            String caseName = caseOf.apply(result);
            if (!run.wants(caseName, contender)) {
                continue;
            }
            Result<?> mean = result.getPrimaryResult();
            run.record(new Measurement(
                    caseName, contender, "mean", mean.getScoreUnit().replace("/op", ""), mean.getScore()));
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            if (allocated != null) {
                run.record(new Measurement(caseName, contender, "allocated", "B", tenths(allocated.getScore())));
            }
        }
    }

    /** The profiler spreads what JMH itself allocates over the operations: a hundredth of a byte is nothing. */
    private static double tenths(double bytes) {
        return Math.rint(bytes * 10) / 10;
    }
}
