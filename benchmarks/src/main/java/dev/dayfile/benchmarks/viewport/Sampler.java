package dev.dayfile.benchmarks.viewport;

import com.sun.management.ThreadMXBean;
import dev.dayfile.benchmarks.harness.Measurement;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Asks a query again and again: first until it is warm, then with a clock around each call, then a few times without one
 * for what it allocates. A percentile is given only where some ten samples lie above it.
 */
final class Sampler {
    static final String P50 = "p50";
    static final String P99 = "p99";
    static final String P999 = "p99.9";
    static final String ALLOCATED = "allocated";

    private static final int LEAST = 3;
    private static final int WARM_CALLS = 3_000;
    private static final long SLOW_NANOS = 20_000_000;
    private static final int BLOCKS_WITHOUT_GAIN = 4;
    private static final int MOST_BLOCKS = 20;
    private static final int ALLOCATION_SAMPLES = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long warmUpNanos;
    private final long sampleNanos;
    private final Answer answer = new Answer();

    Sampler(long warmUpMillis, long sampleMillis) {
        warmUpNanos = TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
        sampleNanos = TimeUnit.MILLISECONDS.toNanos(sampleMillis);
    }

    /** What a query costs, without the case's name. */
    record Cost(Histogram nanos, double bytes) {
        void report(List<Measurement> into, String caseName, String contender) {
            long n = nanos.getTotalCount();
            add(into, caseName, contender, P50, 50, n >= LEAST);
            add(into, caseName, contender, P99, 99, n >= 1_000);
            add(into, caseName, contender, P999, 99.9, n >= 10_000);
            into.add(new Measurement(caseName, contender, ALLOCATED, "B", bytes));
        }

        private void add(
                List<Measurement> into, String caseName, String contender, String metric, double p, boolean enough) {
            if (enough) {
                into.add(new Measurement(caseName, contender, metric, "ns", nanos.getValueAtPercentile(p)));
            }
        }
    }

    Cost sample(ViewportContender.Query query) throws Exception {
        warmUp(query);
        Histogram histogram = new Histogram(3);
        long start = System.nanoTime();
        for (long n = 0, now = start; n < LEAST || now - start < sampleNanos; n++) {
            long before = System.nanoTime();
            query.fill(answer);
            now = System.nanoTime();
            histogram.recordValue(now - before);
        }
        return new Cost(histogram, allocated(query));
    }

    /** Longer where there were few calls, since code is compiled by their number. */
    private void warmUp(ViewportContender.Query query) throws Exception {
        long start = System.nanoTime();
        long elapsed = 0;
        for (long n = 0; n < LEAST || elapsed < warmUpNanos || isCold(n, elapsed); n++) {
            query.fill(answer);
            elapsed = System.nanoTime() - start;
        }
    }

    private boolean isCold(long calls, long elapsedNanos) {
        return calls < WARM_CALLS && elapsedNanos < 3 * warmUpNanos && elapsedNanos / calls < SLOW_NANOS;
    }

    /** Waits until the compiler, which has much to do after something was opened, makes a query no faster any more. */
    void settle(ViewportContender.Query query) throws Exception {
        double best = Double.MAX_VALUE;
        int blocksWithoutGain = 0;
        for (int block = 0; block < MOST_BLOCKS && blocksWithoutGain < BLOCKS_WITHOUT_GAIN; block++) {
            long start = System.nanoTime();
            long elapsed = 0;
            long n = 0;
            while (elapsed < warmUpNanos / 2) {
                query.fill(answer);
                elapsed = System.nanoTime() - start;
                n++;
            }
            double mean = (double) elapsed / n;
            blocksWithoutGain = mean < 0.9 * best ? 0 : blocksWithoutGain + 1;
            best = Math.min(best, mean);
        }
    }

    private double allocated(ViewportContender.Query query) throws Exception {
        long start = System.nanoTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int n = 0;
        while (n < ALLOCATION_SAMPLES && (n < 1 || System.nanoTime() - start < sampleNanos / 2)) {
            query.fill(answer);
            n++;
        }
        return Math.rint((double) (THREADS.getCurrentThreadAllocatedBytes() - before) / n);
    }
}
