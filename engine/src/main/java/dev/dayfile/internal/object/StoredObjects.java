package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Chart objects as the files of this moment have them: for every process but the engine's, without a lock. */
public final class StoredObjects {
    private final Timeline timeline;
    private final SnapshotFile snapshot;
    private final DamagePolicy policy;

    public StoredObjects(Disk disk, StoreLayout layout, DamagePolicy policy) {
        this.timeline = new Timeline(disk, layout);
        this.snapshot = new SnapshotFile(disk, layout);
        this.policy = policy;
    }

    /** The objects that are not removed, by id. */
    public List<ChartObject> current() {
        return fold(timeline.read(policy).events(), Long.MAX_VALUE, false).objects();
    }

    /** The objects as the events up to an instant left them, by id. */
    public List<ChartObject> asOf(long tsMicros) {
        return fold(timeline.read(policy).events(), tsMicros, false).objects();
    }

    /** Every event of one object, in their order. */
    public List<ObjectEvent> history(String id) {
        return history(timeline.read(policy).events(), id);
    }

    /** The latest state of every object that an event after {@code seq} has touched; those removed are among them. */
    public List<ChartObject> changedSince(long seq) {
        return changedSince(timeline.read(policy).events(), seq);
    }

    /** Adds the objects of a window to a viewport, and the damaged files that were left out. */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        Timeline.Contents contents = timeline.read(policy);
        choose(fold(contents.events(), query.asOfMicros(), false).objects(), query, out);
        for (Path damaged : contents.damaged()) {
            if (!out.leftOut().contains(damaged)) {
                out.leftOut().add(damaged);
            }
        }
    }

    /** What verification holds against each other: the snapshot, and what the timeline says up to the same event. */
    static List<ChartObject> upTo(List<ObjectEvent> events, Snapshot snapshot) {
        ObjectState state = new ObjectState();
        for (ObjectEvent event : events) {
            if (event.seq() <= snapshot.seq()) {
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

    /** What the events up to an instant add up to: in the order of their sequences, whatever their times. */
    static ObjectState fold(Collection<ObjectEvent> events, long toMicros, boolean keepRemoved) {
        ObjectState state = new ObjectState(keepRemoved);
        for (ObjectEvent event : events) {
            if (event.tsMicros() <= toMicros) {
                state.apply(event);
            }
        }
        return state;
    }

    static List<ObjectEvent> history(Collection<ObjectEvent> events, String id) {
        List<ObjectEvent> history = new ArrayList<>();
        for (ObjectEvent event : events) {
            if (event.objectId().equals(id)) {
                history.add(event);
            }
        }
        return history;
    }

    static List<ChartObject> changedSince(Collection<ObjectEvent> events, long seq) {
        List<ChartObject> changed =
                new ArrayList<>(fold(events, Long.MAX_VALUE, true).all());
        changed.removeIf(object -> object.seq() <= seq);
        return changed;
    }
}
