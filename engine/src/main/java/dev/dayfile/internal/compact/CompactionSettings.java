package dev.dayfile.internal.compact;

/**
 * How much a merge holds in memory, however large the day is.
 *
 * @param rowsInMemory rows that are collected before they are spilled as a sorted run; a part's row group is read whole,
 *     so a part larger than this is held one row group at a time
 * @param mergeWidth how many sorted runs are merged at a time, at least 2; each holds a few hundred rows in memory
 * @param threads how many threads a merge uses, the caller's included, at least 1; each beside the caller's holds a few
 *     row groups more
 */
public record CompactionSettings(int rowsInMemory, int mergeWidth, int threads) {
    /** Sixty-four runs take some 5 MB while they are merged; more of them are merged in several passes. */
    public static final int DEFAULT_MERGE_WIDTH = 64;

    public CompactionSettings {
        if (rowsInMemory < 1) {
            throw new IllegalArgumentException("at least one row is held [rowsInMemory=" + rowsInMemory + "]");
        }
        if (mergeWidth < 2) {
            throw new IllegalArgumentException("at least two runs are merged [mergeWidth=" + mergeWidth + "]");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("a merge takes a thread [threads=" + threads + "]");
        }
    }

    /** On the calling thread alone. */
    public CompactionSettings(int rowsInMemory, int mergeWidth) {
        this(rowsInMemory, mergeWidth, 1);
    }

    public CompactionSettings(int rowsInMemory) {
        this(rowsInMemory, DEFAULT_MERGE_WIDTH);
    }
}
