package dev.dayfile.benchmarks;

import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Goal;
import dev.dayfile.benchmarks.harness.JmhRunner;
import dev.dayfile.benchmarks.harness.Suite;
import dev.dayfile.benchmarks.harness.SuiteRun;
import dev.dayfile.model.CandleSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The suite {@code viewport}: {@link ViewportBenchmark} by JMH, which says what the contenders do and what is not
 * measured. The gate compares the contenders' answers, column by column.
 */
final class ViewportSuite implements Suite {
    private static final String FLOOR = "array-copy";

    @Override
    public String name() {
        return "viewport";
    }

    @Override
    public void run(SuiteRun run) throws Exception {
        for (ViewportBenchmark.Day day : ViewportBenchmark.Day.values()) {
            requireSameAnswers(day);
        }
        run.say("every contender gave the same candles");
        JmhRunner.run(
                run,
                ViewportBenchmark.class,
                result ->
                        caseOf(ViewportBenchmark.Day.valueOf(result.getParams().getParam("day"))),
                method -> method.equals("arrayCopy") ? FLOOR : method);
    }

    private static String caseOf(ViewportBenchmark.Day day) {
        return ViewportBenchmark.CANDLES + "-" + day.name().toLowerCase(Locale.ROOT);
    }

    static void requireSameAnswers(ViewportBenchmark.Day day) {
        ViewportBenchmark benchmark = new ViewportBenchmark();
        benchmark.day = day;
        benchmark.fill();
        try {
            int candles = benchmark.dayfile();
            int copied = benchmark.arrayCopy();
            CandleSeries.Columns ours = benchmark.answerOfEngine();
            CandleSeries.Columns floor = benchmark.answerOfArrayCopy();
            boolean same = candles == ViewportBenchmark.CANDLES
                    && copied == candles
                    && Arrays.equals(ours.tsMicros(), floor.tsMicros())
                    && Arrays.equals(ours.open(), floor.open())
                    && Arrays.equals(ours.high(), floor.high())
                    && Arrays.equals(ours.low(), floor.low())
                    && Arrays.equals(ours.close(), floor.close())
                    && Arrays.equals(ours.volume(), floor.volume())
                    && Arrays.equals(ours.seq(), floor.seq());
            if (!same) {
                throw new GateException("the answers differ [day=" + day + ", dayfile=" + candles + " candles, " + FLOOR
                        + "=" + copied + "]");
            }
        } finally {
            benchmark.close();
        }
    }

    @Override
    public String ratioTo(String caseName, String metric) {
        return FLOOR;
    }

    @Override
    public List<Goal> goals() {
        return List.of();
    }
}
