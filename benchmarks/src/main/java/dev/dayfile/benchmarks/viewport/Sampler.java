package dev.dayfile.benchmarks.viewport;

import com.sun.management.ThreadMXBean;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.benchmarks.harness.WarmUp;
import java.lang.management.ManagementFactory;
import java.time.Duration;
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
    private static final Duration SLOW = Duration.ofMillis(20);

    private static final int FOR_P99 = 1_000;

    /** Sampling ends after so many times the time given. */
    private static final int MOST_SAMPLING = 3;

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
            add(into, caseName, contender, P99, 99, n >= FOR_P99);
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
        for (long n = 0, now = start; n < LEAST || wantsMore(n, now - start); n++) {
            long before = System.nanoTime();
            query.fill(answer);
            now = System.nanoTime();
            histogram.recordValue(now - before);
        }
        return new Cost(histogram, allocated(query));
    }

    /** For the time given, and on for a while where that makes enough samples for a p99. */
    private boolean wantsMore(long n, long elapsedNanos) {
        return elapsedNanos < sampleNanos
                || n < FOR_P99 && n >= FOR_P99 / MOST_SAMPLING && elapsedNanos < MOST_SAMPLING * sampleNanos;
    }

    /** The same for every contender and every window; to slow queries, whose ever they are, the compiler matters less. */
    private void warmUp(ViewportContender.Query query) throws Exception {
        WarmUp warmUp = WarmUp.ofShortCalls(Duration.ofNanos(warmUpNanos), LEAST, WARM_CALLS, SLOW);
        long inBlock;
        long n;
        do {
            long start = System.nanoTime();
            inBlock = 0;
            n = 0;
            while (inBlock < warmUp.blockNanos()) {
                query.fill(answer);
                inBlock = System.nanoTime() - start;
                n++;
            }
        } while (warmUp.wantsMoreAfter(n, inBlock));
    }

    private double allocated(ViewportContender.Query query) throws Exception {
        long start = System.nanoTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int n = 0;
        while (n < ALLOCATION_SAMPLES && (n < 1 || System.nanoTime() - start < sampleNanos / 4)) {
            query.fill(answer);
            n++;
        }
        return Math.rint((double) (THREADS.getCurrentThreadAllocatedBytes() - before) / n);
    }
}
