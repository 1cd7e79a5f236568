package dev.dayfile.benchmarks.harness;

import java.util.Map;
import java.util.Optional;

/**
 * A figure to reach, as data: the ratio of two figures of the same run, because ratios travel between machines, or
 * rarely a figure by itself.
 */
public final class Goal {
    private final String name;
    private final Figure figure;
    private final Figure base;
    private final boolean atMost;
    private final double limit;

    private Goal(String name, Figure figure, Figure base, boolean atMost, double limit) {
        this.name = name;
        this.figure = figure;
        this.base = base;
        this.atMost = atMost;
        this.limit = limit;
    }

    /** The figure is at most {@code limit} times the base. */
    public static Goal atMostTimes(String name, Figure figure, Figure base, double limit) {
        return new Goal(name, figure, base, true, limit);
    }

    /** The figure is at least {@code limit} times the base. */
    public static Goal atLeastTimes(String name, Figure figure, Figure base, double limit) {
        return new Goal(name, figure, base, false, limit);
    }

    /** The figure itself is at most {@code limit}, in its own unit. */
    public static Goal atMost(String name, Figure figure, double limit) {
        return new Goal(name, figure, null, true, limit);
    }

    /** The figure itself is at least {@code limit}, in its own unit. */
    public static Goal atLeast(String name, Figure figure, double limit) {
        return new Goal(name, figure, null, false, limit);
    }

    /**
     * Compares with what this run measured. A goal is missed, with no value, when its contender did not keep up with the
     * arrivals; it is empty when the run left a figure out, so that nothing can be said.
     */
    Optional<Report.GoalResult> judge(Map<Figure, Double> values) {
        Double value = values.get(figure);
        if (value == null) {
            boolean fellBehind =
                    values.containsKey(new Figure(figure.caseName(), figure.contender(), Measurement.NOT_SUSTAINED));
            return fellBehind ? Optional.of(result(null, false)) : Optional.empty();
        }
        if (base != null) {
            Double of = values.get(base);
            if (of == null || of == 0) {
                return Optional.empty();
            }
            value /= of;
        }
        return Optional.of(result(value, atMost ? value <= limit : value >= limit));
    }

    private Report.GoalResult result(Double value, boolean met) {
        return new Report.GoalResult(name, figure.caseName(), figure.metric(), value, limit, met);
    }

    @Override
    public String toString() {
        return name + " [" + figure + (base == null ? "" : " / " + base) + (atMost ? " <= " : " >= ") + limit + "]";
    }
}
