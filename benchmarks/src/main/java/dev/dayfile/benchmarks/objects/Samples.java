package dev.dayfile.benchmarks.objects;

import dev.dayfile.benchmarks.harness.Measurement;
import java.util.Arrays;
import java.util.List;

/** Times of one case and contender, all of them kept: there are a few thousand. */
final class Samples {
    static final String P50 = "p50";
    static final String P99 = "p99";

    private final long[] nanos;
    private int size;

    Samples(int most) {
        nanos = new long[most];
    }

    /** The time since a reading of the clock. */
    void addSince(long startNanos) {
        nanos[size++] = System.nanoTime() - startNanos;
    }

    void report(List<Measurement> out, String caseName, String contender) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        out.add(new Measurement(caseName, contender, P50, "ns", sorted[size / 2]));
        out.add(new Measurement(caseName, contender, P99, "ns", sorted[(int) Math.min(size - 1, size * 0.99)]));
    }
}
