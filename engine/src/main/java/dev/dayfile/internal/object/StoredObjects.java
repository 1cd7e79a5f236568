package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.Timeline.Listing;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Chart objects as the files of this moment have them: for every process but the engine's, without a lock, and for the
 * engine when it opens. What is now comes from the snapshot and the events after it; everything else from the timeline.
 */
public final class StoredObjects {
    private final Timeline timeline;
    private final SnapshotFile snapshot;
    private final String writerId;
    private final DamagePolicy policy;
    private final Supplier<List<ObjectEvent>> unpublished;

    /**
     * What the files add up to.
     *
     * @param state the objects
     * @param snapshotSeq the last event that the snapshot takes into account; -1 when there is none to believe
     * @param damaged files that were left out
     */
    record Current(ObjectState state, long snapshotSeq, List<Path> damaged) {}

    /** @param writerId the store's, which its snapshot names; {@code null} when it is not known, and no snapshot counts */
    public StoredObjects(Disk disk, StoreLayout layout, String writerId, DamagePolicy policy) {
        this(disk, layout, writerId, policy, List::of);
    }

    /** @param unpublished events that are in no file yet, ascending by sequence; asked before files are listed */
    public StoredObjects(
            Disk disk,
            StoreLayout layout,
            String writerId,
            DamagePolicy policy,
            Supplier<List<ObjectEvent>> unpublished) {
        this.unpublished = unpublished;
        this.timeline = new Timeline(disk, layout);
        this.snapshot = new SnapshotFile(disk, layout);
        this.writerId = writerId;
        this.policy = policy;
    }

    Timeline timeline() {
        return timeline;
    }

    /** The greatest sequence in the timeline or the snapshot: what a ring that was lost must not give out again. */
    public long greatestSeq() {
        long greatest = timeline.read(DamagePolicy.LEAVE_OUT, Listing::greatestSeq);
        try {
            Snapshot read = snapshot.read();
            return read == null ? greatest : Math.max(greatest, read.seq());
        } catch (CorruptFileException e) {
            return greatest;
        }
    }

    /**
     * The state of now. The snapshot counts if it is whole, of this store and knows no event that the timeline has not;
     * then only files with events after it are read. Whether an id was ever used and removed again is nowhere asked:
     * a create is right when no object of its id is there, and those that are there are all in the snapshot.
     */
    Current read() {
        List<ObjectEvent> waiting = unpublished.get();
        List<Path> damaged = new ArrayList<>();
        Snapshot read = readSnapshot(damaged); // before the files, which then have all that it knows
        return timeline.read(policy, listing -> {
            boolean usable = read != null
                    && read.writerId().equals(writerId)
                    && (read.seq() <= listing.greatestSeq() || read.seq() <= 0);
            ObjectState state = new ObjectState();
            if (usable) {
                state.load(read.objects());
            }
            EventStream events = new EventStream(timeline.files(), policy);
            events.read(listing, waiting, usable ? read.seq() : 0, Long.MAX_VALUE, state::apply);
            List<Path> all = new ArrayList<>(damaged);
            all.addAll(listing.damaged());
            all.addAll(events.damaged());
            return new Current(state, usable ? read.seq() : -1, all);
        });
    }

    private Snapshot readSnapshot(List<Path> damaged) {
        try {
            return snapshot.read();
        } catch (CorruptFileException e) {
            damaged.add(snapshot.path());
            return null;
        }
    }

    /** The objects that are not removed, by id. */
    public List<ChartObject> current() {
        return read().state().objects();
    }

    /** The objects as the events up to an instant left them, by id. */
    public List<ChartObject> asOf(long tsMicros) {
        return fold(tsMicros, false, new ArrayList<>()).objects();
    }

    private ObjectState fold(long toMicros, boolean keepRemoved, List<Path> damaged) {
        List<ObjectEvent> waiting = unpublished.get();
        return timeline.read(policy, listing -> {
            ObjectState state = new ObjectState(keepRemoved);
            EventStream events = new EventStream(timeline.files(), policy);
            events.read(listing, waiting, 0, toMicros, state::apply);
            damaged.clear();
            damaged.addAll(listing.damaged());
            damaged.addAll(events.damaged());
            return state;
        });
    }

    /** Every event of one object, in their order. */
    public List<ObjectEvent> history(String id) {
        List<ObjectEvent> waiting = unpublished.get();
        return timeline.read(policy, listing -> {
            List<ObjectEvent> history = new ArrayList<>();
            Consumer<ObjectEvent> ofObject = event -> {
                if (event.objectId().equals(id)) {
                    history.add(event);
                }
            };
            new EventStream(timeline.files(), policy).read(listing, waiting, 0, Long.MAX_VALUE, ofObject);
            return history;
        });
    }

    /** The latest state of every object that an event after {@code seq} has touched; those removed are among them. */
    public List<ChartObject> changedSince(long seq) {
        return changedSince(fold(Long.MAX_VALUE, true, new ArrayList<>()), seq);
    }

    /** Adds the objects of a window to a viewport, and the damaged files that were left out. */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        List<Path> damaged = new ArrayList<>();
        List<ChartObject> objects;
        if (query.asOfMicros() == ViewportQuery.UNBOUNDED_TO) {
            Current now = read();
            objects = now.state().objects();
            damaged.addAll(now.damaged());
            damaged.remove(snapshot.path()); // nothing is missing for it
        } else {
            objects = fold(query.asOfMicros(), false, damaged).objects();
        }
        choose(objects, query, out);
        for (Path file : new TreeSet<>(damaged)) {
            if (!out.leftOut().contains(file)) {
                out.leftOut().add(file);
            }
        }
    }

    /** The objects, by id, that events up to a sequence add up to. */
    static List<ChartObject> upTo(Collection<ObjectEvent> events, long seq) {
        ObjectState state = new ObjectState();
        for (ObjectEvent event : events) {
            if (event.seq() <= seq) {
                state.apply(event);
            }
        }
        return state.objects();
    }

    static void choose(Collection<ChartObject> sorted, ViewportQuery query, ViewportBuffer out) {
        for (ChartObject object : sorted) {
            if (query.wants(object)) {
                out.objects().add(object);
            }
        }
    }

    static List<ChartObject> changedSince(ObjectState state, long seq) {
        List<ChartObject> changed = new ArrayList<>(state.all());
        changed.removeIf(object -> object.seq() <= seq);
        return changed;
    }
}
