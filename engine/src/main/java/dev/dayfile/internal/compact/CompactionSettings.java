package dev.dayfile.internal.compact;

/**
 * How much a merge holds in memory, however large the day is.
 *
 * @param rowsInMemory rows that are collected before they are spilled as a sorted run; a part's row group is read whole,
 *     so a part larger than this is held one row group at a time
 * @param mergeWidth how many sorted runs are merged at a time, at least 2; each holds one row group in memory
 */
public record CompactionSettings(int rowsInMemory, int mergeWidth) {
    /** Sixteen row groups of a dayfile take some 10 MB; more runs than that are merged in several passes. */
    public static final int DEFAULT_MERGE_WIDTH = 16;

    public CompactionSettings {
        if (rowsInMemory < 1) {
            throw new IllegalArgumentException("at least one row is held [rowsInMemory=" + rowsInMemory + "]");
        }
        if (mergeWidth < 2) {
            throw new IllegalArgumentException("at least two runs are merged [mergeWidth=" + mergeWidth + "]");
        }
    }

    public CompactionSettings(int rowsInMemory) {
        this(rowsInMemory, DEFAULT_MERGE_WIDTH);
    }
}
