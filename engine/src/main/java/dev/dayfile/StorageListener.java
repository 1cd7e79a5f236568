package dev.dayfile;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.PartPublished;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;

/**
 * Is told what becomes of the rows, so that a chart can follow, an order can wait for its record, or a catalogue can
 * register files without reading them.
 *
 * <p>One thread of the engine's own makes all calls, in the order in which things happened, never an appending thread
 * and never the writer: a slow listener slows nothing down but itself. At most {@value #MAX_WAITING} calls wait for it;
 * more are dropped, and {@code EngineStats.lastError()} says how many. What a listener throws is noted there too.
 * Listening begins when {@link StorageEngine#open} opens the ring, so parts that recovery writes are told as well; at
 * {@link StorageEngine#close} the calls that wait are made before it returns, for up to 30 s.
 */
public interface StorageListener {
    /** How many calls wait at most. */
    int MAX_WAITING = 65_536;

    /**
     * A part was published, and its folder forced where the store forces. Each part is told once, before
     * {@link #durableAdvanced} tells of its rows, and usually after {@link #visibleAdvanced} has.
     */
    default void partPublished(PartPublished part) {}

    /**
     * The same of a part of the timeline of chart objects: its rows are events, its sequences are those of events, and
     * it has no timeframe.
     */
    default void objectPartPublished(PartPublished part) {}

    /** Every row up to a sequence is visible. */
    default void visibleAdvanced(long seq) {}

    /** Every row up to a sequence is durable; never called in a store opened without force. */
    default void durableAdvanced(long seq) {}

    /** A dayfile was published, by compaction or import, and replaces what stood there and the parts it has absorbed. */
    default void dayCompacted(CompactionReport report) {}

    /** The same of a day of the timeline of chart objects; the report has no timeframe. */
    default void objectDayCompacted(CompactionReport report) {}

    /**
     * The engine begins to compact by itself; not called when nothing waits.
     *
     * @param days how many days wait, each timeframe counted and the timeline of chart objects too
     */
    default void compactionBegun(int days) {}

    /**
     * A day that the engine compacts by itself could not be; its parts are as they were, the others go on, and it is
     * tried again five minutes later. Whatever went wrong is told, also what is no failure of the machine: it is the
     * cause then.
     */
    default void compactionFailed(Timeframe timeframe, LocalDate day, StorageException failure) {}

    /** The same of a day of the timeline of chart objects. */
    default void objectCompactionFailed(LocalDate day, StorageException failure) {}

    /**
     * The engine could not find out of some timeframe, or of the timeline of chart objects, which days wait to be
     * compacted. Those that it knows of are compacted, and it looks again five minutes later.
     */
    default void compactionLookFailed(StorageException failure) {}

    /**
     * Absorbed parts, of candles or of chart objects, left the readers' sight.
     *
     * @param days how many days' parts, each timeframe counted
     */
    default void partsRetired(int days) {}
}
