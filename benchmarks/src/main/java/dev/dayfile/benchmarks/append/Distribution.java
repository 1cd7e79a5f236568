package dev.dayfile.benchmarks.append;

import dev.dayfile.benchmarks.harness.Measurement;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Times in ns, to three digits, up to a minute. Taking one allocates nothing. */
final class Distribution {
    private static final long GREATEST_NANOS = 60_000_000_000L;

    private final Histogram histogram = new Histogram(GREATEST_NANOS, 3);

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
        report(out, caseName, contender, prefix + "p50", histogram.getValueAtPercentile(50));
        report(out, caseName, contender, prefix + "p99", histogram.getValueAtPercentile(99));
        report(out, caseName, contender, prefix + "p99.9", histogram.getValueAtPercentile(99.9));
        report(out, caseName, contender, prefix + "max", histogram.getMaxValue());
    }

    private static void report(List<Measurement> out, String caseName, String contender, String metric, long nanos) {
        out.add(new Measurement(caseName, contender, metric, "ns", nanos));
    }
}
