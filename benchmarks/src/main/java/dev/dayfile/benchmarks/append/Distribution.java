package dev.dayfile.benchmarks.append;

import dev.dayfile.benchmarks.harness.Measurement;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Times in ns, to three digits, up to a minute. Taking one allocates nothing.
 *
 * <p>A clock that counts in steps of 10 ns shows an append of 47 ns as 40 or 50, and half of many such appends lie at or
 * below 50: a median that says 50 for anything from 46 to 55. So the median is that of grouped data: the times between
 * two steps are taken as spread evenly around what the clock shows, which tells the median to a nanosecond even where
 * every call takes the same. Greater percentiles are as the clock shows them.
 */
final class Distribution {
    private static final long GREATEST_NANOS = 60_000_000_000L;

    /** In what steps the clock counts that the times were taken with. */
    private final long stepNanos;

    private final Histogram histogram = new Histogram(GREATEST_NANOS, 3);

    Distribution() {
        this(Clock.STEP_NANOS);
    }

    Distribution(long stepNanos) {
        this.stepNanos = stepNanos;
    }

    void add(long nanos) {
        histogram.recordValue(Math.min(GREATEST_NANOS, Math.max(0, nanos)));
    }

    void add(Distribution other) {
        histogram.add(other.histogram);
    }

    long rowsAbove(long nanos) {
        return histogram.getCountBetweenValues(nanos, GREATEST_NANOS);
    }

    /** Adds p50, p99, p99.9 and the greatest as metrics with a prefix. */
    void report(List<Measurement> out, String caseName, String contender, String prefix) {
        out.add(new Measurement(caseName, contender, prefix + "p50", "ns", medianNanos()));
        report(out, caseName, contender, prefix + "p99", histogram.getValueAtPercentile(99));
        report(out, caseName, contender, prefix + "p99.9", histogram.getValueAtPercentile(99.9));
        report(out, caseName, contender, prefix + "max", histogram.getMaxValue());
    }

    /** Half of the times are below it; 0 when there are none. */
    double medianNanos() {
        double half = histogram.getTotalCount() / 2.0;
        long group = 0;
        long inGroup = 0;
        long below = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            long next = Math.round((double) value.getValueIteratedTo() / stepNanos);
            if (next != group) {
                if (below + inGroup >= half) {
                    break;
                }
                below += inGroup;
                inGroup = 0;
                group = next;
            }
            inGroup += value.getCountAddedInThisIterationStep();
        }
        double share = inGroup == 0 ? 0.5 : (half - below) / inGroup;
        return Math.max(0, stepNanos * (group - 0.5 + share));
    }

    private static void report(List<Measurement> out, String caseName, String contender, String metric, long nanos) {
        out.add(new Measurement(caseName, contender, metric, "ns", nanos));
    }
}
