package dev.dayfile.internal.series;

/**
 * The least and the greatest of some numbers. Writing and proving a file look for both again and again, and it is one
 * loop for all of them so that a fresh process has it compiled after its first day.
 */
public final class LongRange {
    /** {@link Long#MAX_VALUE} when there is no number. */
    public long least = Long.MAX_VALUE;

    /** {@link Long#MIN_VALUE} when there is no number. */
    public long greatest = Long.MIN_VALUE;

    /** Forgets the numbers. */
    public void clear() {
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }

    /** Takes in the values {@code from} (inclusive) to {@code to} (exclusive). */
    public void include(long[] values, int from, int to) {
        for (int at = from; at < to; at = Stride.end(at, to)) {
            includeStride(values, at, Stride.end(at, to));
        }
    }

    private void includeStride(long[] values, int from, int to) {
        long min = least;
        long max = greatest;
        for (int i = from; i < to; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        least = min;
        greatest = max;
    }

    /** Takes in what another has taken in. */
    public void include(LongRange other) {
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
    }
}
