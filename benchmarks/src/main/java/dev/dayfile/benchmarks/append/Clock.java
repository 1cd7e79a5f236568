package dev.dayfile.benchmarks.append;

/** The clock that every distribution is taken with, and what reading it costs. */
final class Clock {
    private static final int READS = 1_000_000;

    private static final int STEPS = 1_000;

    /** In what steps it counts, in ns. */
    static final long STEP_NANOS = stepNanos();

    private Clock() {}

    /** The least difference of two readings that differ. */
    private static long stepNanos() {
        long least = Long.MAX_VALUE;
        long last = System.nanoTime();
        for (int step = 0; step < STEPS; ) {
            long now = System.nanoTime();
            if (now != last) {
                least = Math.min(least, now - last);
                step++;
            }
            last = now;
        }
        return least;
    }

    /**
     * The mean time of one reading, in ns, once it is compiled. Each service time contains about one; it is reported and
     * not taken off.
     */
    static double costNanos() {
        long best = Long.MAX_VALUE;
        for (int turn = 0; turn < 10; turn++) {
            long start = System.nanoTime();
            long last = start;
            for (int i = 1; i < READS; i++) {
                last = System.nanoTime();
            }
            best = Math.min(best, last - start);
        }
        return (double) best / READS;
    }

    /** Returns at the time asked for, or at once when that is past, with the time it is. Burns the processor. */
    static long spinUntil(long nanos) {
        long now;
        while ((now = System.nanoTime()) - nanos < 0) {
            Thread.onSpinWait();
        }
        return now;
    }
}
