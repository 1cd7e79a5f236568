package dev.dayfile.benchmarks.append;

/** The clock that every distribution is taken with, and what reading it costs. */
final class Clock {
    private static final int READS = 1_000_000;

    private static final int STEPS = 1_000;
    private static final int MOST_STEP_NANOS = 100;

    /** Further apart, a step that is not a whole number of nanoseconds no longer shows as one. */
    private static final int MOST_NANOS_APART = 300;

    /** In what steps it counts, in ns. */
    static final long STEP_NANOS = stepOf(differences());

    private Clock() {}

    /** Of readings that lie this and that far apart, so that they are not all as far as one reading takes. */
    private static long[] differences() {
        long[] differences = new long[STEPS];
        for (int step = 0; step < STEPS; ) {
            long before = System.nanoTime();
            for (int i = 0; i < step % 32; i++) {
                Thread.onSpinWait();
            }
            long difference = System.nanoTime() - before;
            if (difference > 0) {
                differences[step++] = difference;
            }
        }
        return differences;
    }

    /**
     * The step of a clock of which readings lie so far apart: the greatest number of which nearly all of them, to the
     * nanosecond, are multiples; 1 where that is less than 4.
     */
    static long stepOf(long[] differences) {
        for (int step = MOST_STEP_NANOS; step >= 4; step--) {
            int near = 0;
            int multiples = 0;
            for (long difference : differences) {
                if (difference <= MOST_NANOS_APART) {
                    near++;
                    multiples += Math.abs(difference - Math.round((double) difference / step) * step) <= 1 ? 1 : 0;
                }
            }
            if (near > 0 && multiples >= 0.99 * near) {
                return step;
            }
        }
        return 1;
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

    /** Returns at the time asked for, or at once when that is past. Burns the processor. */
    static void spinUntil(long nanos) {
        while (System.nanoTime() - nanos < 0) {
            Thread.onSpinWait();
        }
    }
}
