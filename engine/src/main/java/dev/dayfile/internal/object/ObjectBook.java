package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The state of all objects inside the engine. Whether an event is accepted depends on the ones before it, so checking
 * it, appending it and taking it in are one step under one lock; a refused event is in no file and in no state.
 *
 * <p>The book comes from the snapshot and the events after it; from the timeline alone when the snapshot is missing,
 * damaged, of another store, or speaks of events that the timeline has not.
 */
public final class ObjectBook {
    /** Changes kept in memory for charts that ask for what is new; for older ones the timeline is read. */
    private static final int KEPT_CHANGES = 1 << 14;

    private final Timeline timeline;
    private final SnapshotFile file;
    private final Publisher publisher;
    private final String writerId;
    private final Supplier<List<ObjectEvent>> pending;
    private final List<Path> damaged;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private ObjectState state = new ObjectState();
    private final ArrayDeque<ChartObject> changes = new ArrayDeque<>();
    private long changesAfter;
    private long seq;
    private long writtenSeq = -1;

    /**
     * Opens the book; every event that is appended stands in files or in {@code pending}.
     *
     * @param seq the greatest sequence given out so far
     * @param pending events that may be in no file yet
     */
    public ObjectBook(
            Disk disk,
            StoreLayout layout,
            Publisher publisher,
            String writerId,
            long seq,
            Supplier<List<ObjectEvent>> pending) {
        this.timeline = new Timeline(disk, layout);
        this.file = new SnapshotFile(disk, layout);
        this.publisher = publisher;
        this.writerId = writerId;
        this.pending = pending;
        this.seq = seq;
        this.changesAfter = seq;
        // One damaged file must not keep a bot from appending: it is left out here, and verification tells of it.
        Timeline.Contents contents = timeline.read(DamagePolicy.LEAVE_OUT);
        damaged = new ArrayList<>(contents.damaged());
        Snapshot snapshot = usable(contents);
        if (snapshot != null) {
            state.load(snapshot.objects());
            writtenSeq = snapshot.seq() == seq ? seq : -1;
        }
        for (ObjectEvent event : contents.events()) {
            if (snapshot == null || event.seq() > snapshot.seq()) {
                state.apply(event);
            }
        }
        if (seq == 0) {
            writtenSeq = 0; // a store without objects has no snapshot
        }
    }

    private Snapshot usable(Timeline.Contents contents) {
        Snapshot snapshot;
        try {
            snapshot = file.read();
        } catch (CorruptFileException e) {
            damaged.add(file.path());
            return null;
        }
        boolean fits = snapshot != null
                && snapshot.writerId().equals(writerId)
                && (snapshot.seq() <= contents.greatestSeq() || snapshot.seq() <= 0);
        return fits ? snapshot : null;
    }

    /** The greatest sequence in the timeline or the snapshot: what a ring that was lost must not give out again. */
    public static long greatestSeq(Disk disk, StoreLayout layout) {
        long greatest = new Timeline(disk, layout).read(DamagePolicy.LEAVE_OUT).greatestSeq();
        try {
            Snapshot snapshot = new SnapshotFile(disk, layout).read();
            return snapshot == null ? greatest : Math.max(greatest, snapshot.seq());
        } catch (CorruptFileException e) {
            return greatest;
        }
    }

    /** Damaged files that the opening left out. */
    public List<Path> damaged() {
        return List.copyOf(damaged);
    }

    /**
     * Checks an event, has it appended and takes it in.
     *
     * @param append gives it its sequence and makes it survive the process
     * @return its sequence
     * @throws IllegalArgumentException when it is refused; nothing is stored
     */
    public long append(ObjectEvent event, UnaryOperator<ObjectEvent> append) {
        lock.lock();
        try {
            ObjectEvent appended = append.apply(state.check(event));
            ChartObject after = state.apply(appended);
            seq = appended.seq();
            changes.add(after);
            if (changes.size() > KEPT_CHANGES) {
                changesAfter = changes.poll().seq();
            }
            return seq;
        } finally {
            lock.unlock();
        }
    }

    /** The objects that are not removed, by id. */
    public List<ChartObject> current() {
        lock.lock();
        try {
            return state.objects();
        } finally {
            lock.unlock();
        }
    }

    /** The objects as the events up to an instant left them, by id. */
    public List<ChartObject> asOf(long tsMicros) {
        return StoredObjects.fold(events(), tsMicros, false).objects();
    }

    /** Every event of one object, in their order. */
    public List<ObjectEvent> history(String id) {
        return StoredObjects.history(events(), id);
    }

    /** The latest state of every object that an event after {@code seq} has touched; those removed are among them. */
    public List<ChartObject> changedSince(long seq) {
        lock.lock();
        try {
            if (seq >= changesAfter) {
                List<ChartObject> latest = new ArrayList<>();
                Set<String> seen = new HashSet<>();
                changes.descendingIterator().forEachRemaining(change -> {
                    if (change.seq() > seq && seen.add(change.id())) {
                        latest.add(change);
                    }
                });
                latest.sort(ObjectFiles.BY_ID);
                return latest;
            }
        } finally {
            lock.unlock();
        }
        return StoredObjects.changedSince(events(), seq);
    }

    /** All events: those that wait are asked for first, so that none is missed that is being published meanwhile. */
    private Collection<ObjectEvent> events() {
        List<ObjectEvent> waiting = pending.get();
        SortedMap<Long, ObjectEvent> events = new TreeMap<>();
        for (ObjectEvent event : timeline.read(DamagePolicy.FAIL).events()) {
            events.put(event.seq(), event);
        }
        waiting.forEach(event -> events.put(event.seq(), event));
        return events.values();
    }

    /** Adds the objects of a window to a viewport, by id. */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        if (query.asOfMicros() != ViewportQuery.UNBOUNDED_TO) {
            StoredObjects.choose(asOf(query.asOfMicros()), query, out);
            return;
        }
        lock.lock();
        try {
            if (!state.unsorted().isEmpty()) { // a store without objects pays nothing, not even for an iterator
                StoredObjects.choose(state.unsorted(), query, out);
            }
        } finally {
            lock.unlock();
        }
        if (out.objects().size() > 1) {
            out.objects().sort(ObjectFiles.BY_ID);
        }
    }

    /**
     * Writes the snapshot if something changed since it was written.
     *
     * @param awaitVisible waits until the events up to a sequence stand in parts: a snapshot never knows more than the
     *     timeline
     * @return whether it was written
     * @throws dev.dayfile.model.StorageException when the disk fails; the next call tries again
     */
    public boolean writeSnapshot(LongPredicate awaitVisible) {
        Snapshot snapshot;
        lock.lock();
        try {
            if (seq == writtenSeq) {
                return false;
            }
            snapshot = new Snapshot(seq, writerId, List.copyOf(state.unsorted()));
        } finally {
            lock.unlock();
        }
        if (!awaitVisible.test(snapshot.seq())) {
            return false;
        }
        List<ChartObject> sorted = new ArrayList<>(snapshot.objects());
        sorted.sort(ObjectFiles.BY_ID);
        return write(new Snapshot(snapshot.seq(), writerId, sorted));
    }

    private synchronized boolean write(Snapshot snapshot) {
        lock.lock();
        try {
            if (snapshot.seq() < writtenSeq) {
                return false; // a rebuild came in between
            }
        } finally {
            lock.unlock();
        }
        file.write(publisher, snapshot);
        lock.lock();
        try {
            writtenSeq = Math.max(writtenSeq, snapshot.seq());
        } finally {
            lock.unlock();
        }
        return true;
    }

    /**
     * Makes state and snapshot anew from the timeline alone. Appends wait meanwhile.
     *
     * @return how many objects are not removed
     * @throws CorruptFileException when a file of the timeline is damaged; nothing is changed
     * @throws IllegalStateException when the events could not be written to parts in time
     */
    public synchronized int rebuild(LongPredicate awaitVisible) {
        lock.lock();
        try {
            if (!awaitVisible.test(seq)) {
                throw new IllegalStateException("events wait in the ring and could not be written [seq=" + seq + "]");
            }
            ObjectState fresh =
                    StoredObjects.fold(timeline.read(DamagePolicy.FAIL).events(), Long.MAX_VALUE, false);
            file.write(publisher, new Snapshot(seq, writerId, fresh.objects()));
            state = fresh;
            writtenSeq = seq;
            return fresh.objects().size();
        } finally {
            lock.unlock();
        }
    }
}
