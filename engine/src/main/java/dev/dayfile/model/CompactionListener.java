package dev.dayfile.model;

import java.time.LocalDate;

/**
 * Hears of the compactions that an engine makes by itself. Every method is called on the engine's housekeeping thread
 * and may take its time: appends do not wait for it, later compactions do.
 */
public interface CompactionListener {
    /** Hears nothing. */
    CompactionListener NONE = new CompactionListener() {};

    /**
     * A run begins; it is not told of when nothing waits.
     *
     * @param days how many days wait, each timeframe counted
     */
    default void started(int days) {}

    /** A day is done: published, or found with nothing to do. */
    default void compacted(CompactionReport report) {}

    /** A day could not be compacted; its parts are as they were, the others go on and the next run tries it again. */
    default void failed(Timeframe timeframe, LocalDate day, StorageException failure) {}

    /**
     * Absorbed parts left {@code data/}.
     *
     * @param days how many days' parts
     */
    default void retired(int days) {}
}
