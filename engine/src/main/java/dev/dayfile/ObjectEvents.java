package dev.dayfile;

import dev.dayfile.internal.ingest.EventIngest;
import dev.dayfile.internal.object.ObjectBook;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.time.Duration;
import java.util.List;

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

    ObjectEvents(EventIngest ingest, ObjectBook book) {
        this.ingest = ingest;
        this.book = book;
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
        return book.append(event, ingest::append);
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
        return book.history(objectId);
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

    private boolean isVisible(long seq) {
        return ingest.awaitVisible(seq, SNAPSHOT_PATIENCE);
    }

    /** Writes the snapshot if something changed. */
    void writeSnapshot() {
        book.writeSnapshot(this::isVisible);
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
