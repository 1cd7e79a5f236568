package dev.dayfile;

import dev.dayfile.internal.ingest.EventIngest;
import dev.dayfile.internal.ingest.EventTail;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.object.ObjectBook;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.UndoReport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;

/**
 * The chart objects of an open store: events go in, and what they add up to comes out. Safe for use by several threads.
 *
 * <p>Events have sequences of their own, apart from those of candles: 1, 2, 3 and so on over the life of the store. The
 * order of the sequences is the order in which events count, whatever their times are.
 */
public final class ObjectEvents {
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(10);

    private final EventIngest ingest;
    private final ObjectBook book;
    private final DayFamily days;
    private final Compactions compactions;

    ObjectEvents(EventIngest ingest, ObjectBook book, DayFamily days, Compactions compactions) {
        this.ingest = ingest;
        this.book = book;
        this.days = days;
        this.compactions = compactions;
    }

    /**
     * Appends an event. When the call returns, the event survives the end of the process, and every viewport of this
     * engine shows what it did. Waits while the ring is full.
     *
     * @return the event's sequence
     * @throws IllegalArgumentException when it is refused; nothing is stored. A create is refused while an object of its
     *     id is there; an update or a close when there is none, or it was removed, or the event names another type,
     *     symbol or timeframe, or lies before the object's creation; any event that is larger than a slot of the ring
     * @throws IllegalStateException when the engine is closed; nothing is stored
     */
    public long append(ObjectEvent event) {
        return book.append(Arguments.require(event, "event"), ingest::append);
    }

    /** The objects that are not removed, by id. */
    public List<ChartObject> current() {
        return book.current();
    }

    /**
     * The objects as they were at an instant: as the events with a ts up to it left them, in the order of their
     * sequences. Objects removed later are there, and nothing that came later shows.
     *
     * @param tsMicros in microseconds since 1970 UTC, inclusive
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged
     */
    public List<ChartObject> asOf(long tsMicros) {
        return book.asOf(tsMicros);
    }

    /**
     * Every event of one object, in the order of their sequences; none when there never was one.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged
     */
    public List<ObjectEvent> history(String objectId) {
        return book.history(Arguments.require(objectId, "objectId"));
    }

    /**
     * The latest state of every object that an event after a sequence has touched, by id. Removed ones are among them
     * with their status {@code removed}, so that a chart that keeps itself up to date can take them away.
     *
     * @param seq the greatest sequence that the caller knows; 0 for everything
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is needed and damaged
     */
    public List<ChartObject> changedSince(long seq) {
        return book.changedSince(seq);
    }

    /** The greatest sequence given out so far; 0 before the first event. */
    public long appendedSeq() {
        return ingest.appendedSeq();
    }

    /** Every answer from now on takes into account events up to this sequence. */
    long shownSeq() {
        return book.shownSeq();
    }

    /** Every event up to this sequence survives a power failure; 0 in a store that was opened without force. */
    public long durableSeq() {
        return ingest.durableSeq();
    }

    /** Up to which sequence every event stands in a published part. */
    long visibleSeq() {
        return ingest.visibleSeq();
    }

    /** Looks at the events in the ring, for one thread. */
    EventTail tail() {
        return ingest.tail();
    }

    /**
     * Waits until every event up to a sequence stands in a published part, where any reader sees it.
     *
     * @return whether that came about within the time
     */
    public boolean awaitVisible(long seq, Duration timeout) {
        return ingest.awaitVisible(seq, timeout);
    }

    /**
     * Waits until every event up to a sequence stands in a part that was forced, and so survives a power failure.
     *
     * @return whether that came about within the time
     * @throws IllegalStateException when the store was opened without force
     */
    public boolean awaitDurable(long seq, Duration timeout) {
        return ingest.awaitDurable(seq, timeout);
    }

    /**
     * Makes state and snapshot anew from the timeline alone, whatever the snapshot says. Appends wait meanwhile.
     *
     * @return how many objects there are
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged; nothing is changed
     */
    public int rebuild() {
        return book.rebuild(this::isVisible);
    }

    /** The days of the timeline with parts that no dayfile has absorbed. */
    public SortedSet<LocalDate> daysWaiting() {
        return compactions.daysWaiting(days);
    }

    /** Whether a day of the timeline has a dayfile. */
    public boolean isCompacted(LocalDate day) {
        return compactions.isCompacted(days, day);
    }

    /** What {@link #compact} would read; touches nothing. */
    public CompactionReport planCompaction(LocalDate day) {
        return compactions.plan(days, day);
    }

    /**
     * Merges the parts of a day of the timeline, and its standing dayfile, into one dayfile, proves it and publishes it:
     * as {@link StorageEngine#compact} does for candles. Every event stays, in the order of its sequence; what is asked
     * of this object has the same answers before, meanwhile and afterwards.
     *
     * @return the report, without a timeframe
     * @throws dev.dayfile.model.CorruptFileException when the standing dayfile is damaged, or the proof fails; nothing
     *     was changed
     * @throws StorageException when the disk fails; the parts are as they were
     */
    public CompactionReport compact(LocalDate day) {
        CompactionReport report = compactions.compact(days, day);
        if (report.outcome() == Outcome.PUBLISHED) {
            compactions.tell(listener -> listener.objectDayCompacted(report));
        }
        return report;
    }

    /** Marks a day, before or after it is compacted, as {@link StorageEngine#keepParts} does for candles. */
    public void keepParts(LocalDate day) {
        compactions.keepParts(days, day);
    }

    /**
     * Makes a day of the timeline what it was before it was compacted, as {@link StorageEngine#undoCompaction} does for
     * candles. Blocks for the grace.
     *
     * @param grace longer than any query of a reader
     * @throws IllegalStateException when no dayfile stands, or the parts that are still kept do not give every event of
     *     it; nothing was changed. Also when the day was compacted anew meanwhile
     * @throws dev.dayfile.model.CorruptFileException when the dayfile or a part is damaged; nothing was changed
     */
    public UndoReport undoCompaction(LocalDate day, Duration grace) {
        return compactions.undo(days, day, grace, () -> {});
    }

    private boolean isVisible(long seq) {
        return ingest.awaitVisible(seq, SNAPSHOT_PATIENCE);
    }

    /** Writes the snapshot if something changed; not that of another engine, which may have taken the store. */
    void writeSnapshot() {
        if (ingest.isOurs()) {
            book.writeSnapshot(this::isVisible);
        }
    }

    void fill(ViewportQuery query, ViewportBuffer out) {
        book.fill(query, out);
    }

    /** What went wrong last; {@code null} when nothing did. */
    String lastError() {
        if (ingest.lastError() != null) {
            return ingest.lastError();
        }
        return book.damaged().isEmpty()
                ? null
                : "damaged object files were left out when the store was opened " + book.damaged();
    }

    /**
     * Writes what waits, then the snapshot.
     *
     * @throws StorageException when events could not be written; they stay in the ring
     */
    void close() {
        ingest.close();
        writeSnapshot();
    }
}
