package dev.dayfile.benchmarks.harness;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of a suite ended in: the form of {@code SUITE.json}.
 *
 * @param notes what a reader has to know beside the figures: who could not take part, and why
 */
public record Report(
        String suite,
        String commit,
        String machine,
        String jdk,
        List<String> notes,
        List<Result> results,
        List<GoalResult> goals) {

    /** A report of an earlier version has no notes. */
    public Report {
        notes = notes == null ? List.of() : notes;
    }

    /**
     * A figure and how it compares.
     *
     * @param ratio the value over the one of {@code ratioTo} in the same case and metric, or {@code null}
     */
    public record Result(
            @JsonProperty("case") String caseName,
            String contender,
            String metric,
            String unit,
            double value,
            Double ratio,
            @JsonProperty("ratio_to") String ratioTo) {}

    /**
     * A goal and what this run has to say to it.
     *
     * @param value {@code null} when the contender did not keep up with the arrivals, and so missed the goal
     */
    public record GoalResult(
            String name,
            @JsonProperty("case") String caseName,
            String metric,
            Double value,
            double limit,
            boolean met) {}

    /** Sets a suite's figures beside each other and judges its goals by them. */
    static Report of(Suite suite, List<Measurement> measurements, List<String> notes, Machine machine) {
        Map<Figure, Double> values = new HashMap<>();
        for (Measurement m : measurements) {
            values.put(m.figure(), m.value());
        }
        List<Result> results = new ArrayList<>();
        for (Measurement m : measurements) {
            String base = m.metric().equals(Measurement.NOT_SUSTAINED) ? null : suite.ratioTo(m.caseName(), m.metric());
            Double of = base == null ? null : values.get(new Figure(m.caseName(), base, m.metric()));
            boolean comparable = of != null && of != 0;
            results.add(new Result(
                    m.caseName(),
                    m.contender(),
                    m.metric(),
                    m.unit(),
                    m.value(),
                    comparable ? (Double) (m.value() / of) : null,
                    comparable ? base : null));
        }
        List<GoalResult> goals = new ArrayList<>();
        for (Goal goal : suite.goals()) {
            goal.judge(values).ifPresent(goals::add);
        }
        return new Report(suite.name(), machine.commit(), machine.description(), machine.jdk(), notes, results, goals);
    }
}
