package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.object.StoredObjects.Current;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The state of all objects inside the engine. Whether an event is accepted depends on the ones before it, so checking
 * it, appending it and taking it in are one step under one lock; a refused event is in no file and in no state. Those
 * who only look take no lock: what is now they find in {@link LiveObjects}, what was in {@link EventHistory}.
 *
 * <p>The book comes from the snapshot and the events after it; from the timeline alone when the snapshot is missing,
 * damaged, of another store, or speaks of events that the timeline has not.
 */
public final class ObjectBook {
    /** Changes kept in memory for charts that ask for what is new; for older ones the history is asked. */
    private static final int KEPT_CHANGES = 1 << 14;

    private final StoredObjects stored;
    private final Timeline timeline;
    private final SnapshotFile file;
    private final Publisher publisher;
    private final String writerId;
    private final Supplier<List<ObjectEvent>> pending;
    private final long historyBytes;
    private final List<Path> damaged;
    private final ReentrantLock lock = new ReentrantLock();

    /** Held while the history is made, which takes seconds where there are millions of events. */
    private final Object making = new Object();

    private volatile LiveObjects live;

    /** {@code null} until somebody asks for what was. */
    private volatile EventHistory history;

    // Guarded by the lock.
    private ObjectState state;
    private final ArrayDeque<ChartObject> changes = new ArrayDeque<>();
    private long changesAfter;
    private long seq;
    private long writtenSeq;

    /**
     * Opens the book; every event that is appended stands in files or in {@code pending}.
     *
     * @param stored the store's files; a damaged one is left out, since it must not keep a bot from appending:
     *     verification tells of it
     * @param file where the snapshot goes
     * @param seq the greatest sequence given out so far
     * @param pending events that may be in no file yet
     * @param historyBytes how much of the heap events may take for questions about the past
     */
    public ObjectBook(
            StoredObjects stored,
            SnapshotFile file,
            Publisher publisher,
            String writerId,
            long seq,
            Supplier<List<ObjectEvent>> pending,
            long historyBytes) {
        this.stored = stored;
        this.timeline = stored.timeline();
        this.file = file;
        this.publisher = publisher;
        this.writerId = writerId;
        this.pending = pending;
        this.historyBytes = historyBytes;
        this.seq = seq;
        this.changesAfter = seq;
        Current current = stored.read();
        damaged = current.damaged();
        state = current.state();
        live = new LiveObjects(state.unsorted(), seq);
        boolean isNewest = current.snapshotSeq() == seq;
        writtenSeq = isNewest || seq == 0 ? seq : -1; // a store without objects has no snapshot
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
            EventHistory kept = history;
            if (kept != null) {
                kept.offer(appended);
            }
            live.take(after, seq);
            return seq;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Every answer from now on takes into account events up to this sequence. An event that is just being appended has
     * its sequence before it counts here, so the greatest one given out may be ahead.
     */
    public long shownSeq() {
        return live.seq();
    }

    /** The objects that are not removed, by id. */
    public List<ChartObject> current() {
        return live.everything().objects();
    }

    /** The objects as the events up to an instant left them, by id. */
    public List<ChartObject> asOf(long tsMicros) {
        List<ChartObject> then = history().asOf(tsMicros);
        return then == null ? fold(tsMicros, false).objects() : then;
    }

    /** Every event of one object, in their order. */
    public List<ObjectEvent> history(String id) {
        List<ObjectEvent> known = history().history(id);
        if (known != null) {
            return known;
        }
        List<ObjectEvent> events = new ArrayList<>();
        readEvents(Long.MAX_VALUE, events::clear, event -> {
            if (event.objectId().equals(id)) {
                events.add(event);
            }
        });
        return events;
    }

    /** The latest state of every object that an event after {@code seq} has touched; those removed are among them. */
    public List<ChartObject> changedSince(long seq) {
        List<ChartObject> latest = lately(seq);
        if (latest != null) {
            latest.sort(ObjectFiles.BY_ID);
            return latest;
        }
        List<ChartObject> changed = history().changedSince(seq);
        return changed == null ? StoredObjects.changedSince(fold(Long.MAX_VALUE, true), seq) : changed;
    }

    /** What the kept changes say; {@code null} when they do not reach back so far. */
    private List<ChartObject> lately(long seq) {
        lock.lock();
        try {
            if (seq < changesAfter) {
                return null;
            }
            List<ChartObject> latest = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Iterator<ChartObject> newestFirst = changes.descendingIterator();
            while (newestFirst.hasNext()) {
                ChartObject change = newestFirst.next();
                if (change.seq() <= seq) {
                    break;
                }
                if (seen.add(change.id())) {
                    latest.add(change);
                }
            }
            return latest;
        } finally {
            lock.unlock();
        }
    }

    /** The events in memory, made at the first question; it has no answers where they are too many for the budget. */
    private EventHistory history() {
        EventHistory past = history;
        return past == null || !past.isMade() ? makeHistory() : past;
    }

    private EventHistory makeHistory() {
        synchronized (making) {
            return history != null && history.isMade() ? history : makeFresh();
        }
    }

    private EventHistory makeFresh() {
        EventHistory fresh = new EventHistory(historyBytes);
        long offeredAfter;
        lock.lock();
        try {
            history = fresh; // what is appended from now on is offered to it
            offeredAfter = seq;
        } finally {
            lock.unlock();
        }
        boolean made = false;
        try {
            fresh.make(into -> readEvents(Long.MAX_VALUE, fresh::forget, event -> {
                if (event.seq() <= offeredAfter) {
                    into.accept(event);
                }
            }));
            made = true;
        } finally {
            if (!made) {
                history = null; // a damaged file: the next question says so again
            }
        }
        return fresh;
    }

    private ObjectState fold(long toMicros, boolean keepRemoved) {
        ObjectState[] folded = new ObjectState[1];
        readEvents(toMicros, () -> folded[0] = new ObjectState(keepRemoved), event -> folded[0].apply(event));
        return folded[0];
    }

    /**
     * Hands over all events with a ts up to an instant, also those that are in no file yet.
     *
     * @param begin called before the first event, and again if a file vanishes and everything begins anew
     * @throws dev.dayfile.model.CorruptFileException when a file is damaged
     */
    private void readEvents(long toMicros, Runnable begin, Consumer<ObjectEvent> into) {
        List<ObjectEvent> waiting = pending.get(); // first, so that none is missed that is being published meanwhile
        timeline.read(DamagePolicy.FAIL, listing -> {
            begin.run();
            new EventStream(timeline.files(), DamagePolicy.FAIL).read(listing, waiting, 0, toMicros, into);
            return null;
        });
    }

    /** Adds the objects of a window to a viewport, by id. */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        long asOf = query.asOfMicros();
        if (asOf == ViewportQuery.UNBOUNDED_TO) {
            live.addTo(query, out.objects());
            return;
        }
        List<ChartObject> then = history().asOf(query);
        if (then == null) {
            StoredObjects.choose(fold(asOf, false).objects(), query, out);
        } else {
            out.objects().addAll(then);
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
        EventHistory kept = history;
        if (kept != null) {
            kept.catchUpWhenMade(); // here, since no appender and no reader has to wait for it
        }
        lock.lock();
        try {
            if (seq == writtenSeq) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        LiveObjects.Everything now = live.everything();
        return awaitVisible.test(now.seq()) && write(new Snapshot(now.seq(), writerId, now.objects()));
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
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged; nothing is changed
     * @throws IllegalStateException when the events could not be written to parts in time
     */
    public synchronized int rebuild(LongPredicate awaitVisible) {
        lock.lock();
        try {
            if (!awaitVisible.test(seq)) {
                throw new IllegalStateException("events wait in the ring and could not be written [seq=" + seq + "]");
            }
            ObjectState fresh = fold(Long.MAX_VALUE, false);
            List<ChartObject> objects = fresh.objects();
            file.write(publisher, new Snapshot(seq, writerId, objects));
            state = fresh;
            live = new LiveObjects(objects, seq);
            writtenSeq = seq;
            return objects.size();
        } finally {
            lock.unlock();
        }
    }
}
