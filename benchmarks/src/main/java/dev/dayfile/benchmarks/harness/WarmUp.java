package dev.dayfile.benchmarks.harness;

import java.time.Duration;

/**
 * Decides when a contender has been warmed up, the same way for all: after a set time and so many calls, or, while the
 * JVM's optimizing compiler is at work or still makes it faster, later. The caller does the work, in blocks, and tells of
 * each; a block is a fourth of the set time.
 *
 * <p>The compiler is asked, because a steady time does not tell: on two busy cores it can take half a second over one
 * method, and until it is done the contender runs as it came, in an even time that is a multiple of the later one.
 */
public final class WarmUp {
    private static final int BLOCKS_WITHOUT_GAIN = 4;

    /** A block that takes less than this of the best before was a gain. */
    private static final double GAIN = 0.9;

    /** It ends after so many times the time given. */
    private static final int MOST_TIMES = 20;

    /** It is not made longer than so many times the time given only because there were few calls. */
    private static final int MOST_TIMES_FOR_CALLS = 3;

    private final long leastNanos;
    private final int leastCalls;
    private final int warmCalls;
    private final double slowNanos;
    private long calls;
    private long elapsedNanos;
    private double best = Double.MAX_VALUE;
    private int blocksWithoutGain;

    private WarmUp(Duration least, int leastCalls, int warmCalls, double slowNanos) {
        leastNanos = least.toNanos();
        this.leastCalls = leastCalls;
        this.warmCalls = warmCalls;
        this.slowNanos = slowNanos;
    }

    /**
     * Until the compiler has come to rest, whatever a call takes.
     *
     * @param leastCalls of them there are so many in any case
     */
    public static WarmUp untilAtRest(Duration least, int leastCalls) {
        return new WarmUp(least, leastCalls, leastCalls, Double.MAX_VALUE);
    }

    /**
     * For calls of which most are short: where they are, also until there were enough for the compiler to begin, since it
     * goes by their number; where they are slow, whose ever they are, it matters less, and the set time is enough.
     *
     * @param warmCalls enough to begin
     * @param slow from here on a call is slow
     */
    public static WarmUp ofShortCalls(Duration least, int leastCalls, int warmCalls, Duration slow) {
        return new WarmUp(least, leastCalls, warmCalls, slow.toNanos());
    }

    /** How long a block is to take at least. */
    public long blockNanos() {
        return leastNanos / 4;
    }

    /** Takes a block of calls into account and returns whether another one is wanted. */
    public boolean wantsMoreAfter(long callsOfBlock, long nanosOfBlock) {
        return wantsMoreAfter(callsOfBlock, nanosOfBlock, nanosOfBlock, Compiler.isAtRest());
    }

    /**
     * Likewise, where something else is done between the calls.
     *
     * @param callNanos what the calls took
     * @param nanosOfBlock what everything took
     */
    public boolean wantsMoreAfter(long callsOfBlock, long callNanos, long nanosOfBlock) {
        return wantsMoreAfter(callsOfBlock, callNanos, nanosOfBlock, Compiler.isAtRest());
    }

    boolean wantsMoreAfter(long callsOfBlock, long callNanos, long nanosOfBlock, boolean atRest) {
        calls += callsOfBlock;
        elapsedNanos += nanosOfBlock;
        double mean = (double) callNanos / callsOfBlock;
        blocksWithoutGain = mean < GAIN * best || !atRest ? 0 : blocksWithoutGain + 1;
        best = Math.min(best, mean);
        return calls < leastCalls || elapsedNanos < leastNanos || mean < slowNanos && isCold();
    }

    private boolean isCold() {
        return calls < warmCalls && elapsedNanos < MOST_TIMES_FOR_CALLS * leastNanos
                || blocksWithoutGain < BLOCKS_WITHOUT_GAIN && elapsedNanos < MOST_TIMES * leastNanos;
    }
}
