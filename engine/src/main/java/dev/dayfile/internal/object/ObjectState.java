package dev.dayfile.internal.object;

import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What events add up to, one after the other by their sequence. The rules stand here and nowhere else; everything that
 * speaks of objects, in the engine and outside, folds with this class. Not safe for use by several threads.
 */
final class ObjectState {
    private final Map<String, ChartObject> live = new HashMap<>();

    /** Those that were removed, as their close left them; filled only by a fold that keeps them. */
    private final Map<String, ChartObject> removed = new HashMap<>();

    private final boolean keepsRemoved;

    ObjectState() {
        this(false);
    }

    /** @param keepsRemoved whether {@link #all} is to know removed objects too */
    ObjectState(boolean keepsRemoved) {
        this.keepsRemoved = keepsRemoved;
    }

    /** Begins with objects as a snapshot has them. */
    void load(Collection<ChartObject> objects) {
        objects.forEach(object -> live.put(object.id(), object));
    }

    /**
     * Checks what an event means for its object, and completes it by what the object says of itself.
     *
     * @throws IllegalArgumentException when it is refused
     */
    ObjectEvent check(ObjectEvent event) {
        ChartObject object = live.get(event.objectId());
        if (event.action() == Action.CREATE) {
            if (object != null) {
                throw new IllegalArgumentException(
                        "an object of this id is there already; update it, or close it first [object_id=" + object.id()
                                + ", seq=" + object.seq() + "]");
            }
            return event;
        }
        if (object == null) {
            throw new IllegalArgumentException("there is no object of this id, or it was removed [object_id="
                    + event.objectId() + ", action=" + event.action() + "]");
        }
        requireSame("type", object.type(), event.type(), event);
        requireSame("symbol", object.symbol(), event.symbol(), event);
        requireSame("timeframe", object.timeframe(), event.timeframe(), event);
        if (event.tsMicros() < object.createdTsMicros()) {
            throw new IllegalArgumentException("nothing happens to an object before it was created [object_id="
                    + object.id() + ", ts=" + event.tsMicros() + ", created=" + object.createdTsMicros() + "]");
        }
        ChartObject after = object.after(event);
        if (after.tStartMicros() != null && after.tEndMicros() != null && after.tStartMicros() > after.tEndMicros()) {
            throw new IllegalArgumentException("the object's span would end before it starts [object_id=" + object.id()
                    + ", t_start=" + after.tStartMicros() + ", t_end=" + after.tEndMicros() + "]");
        }
        return event.drawnAs(object.type(), object.symbol(), object.timeframe());
    }

    private static void requireSame(String field, Object ofObject, Object ofEvent, ObjectEvent event) {
        if (ofEvent != null && !ofEvent.equals(ofObject)) {
            throw new IllegalArgumentException("an object's " + field + " never changes [object_id=" + event.objectId()
                    + ", " + field + "=" + ofEvent + ", is=" + ofObject + "]");
        }
    }

    /**
     * Takes in an event that was accepted. A create begins anew whatever stood before; an update or a close of an object
     * that is not there (its create is in a file that was lost) has nothing to change.
     *
     * @return the object as the event leaves it, or {@code null} when there is none
     */
    ChartObject apply(ObjectEvent event) {
        ChartObject before = live.get(event.objectId());
        if (event.action() == Action.CREATE) {
            ChartObject created = ChartObject.created(event);
            live.put(created.id(), created);
            removed.remove(created.id());
            return created;
        }
        if (before == null) {
            return null;
        }
        ChartObject after = before.after(event);
        if (event.action() == Action.CLOSE) {
            live.remove(after.id());
            if (keepsRemoved) {
                removed.put(after.id(), after);
            }
        } else {
            live.put(after.id(), after);
        }
        return after;
    }

    /** The object of an id that is not removed; {@code null} when there is none. */
    ChartObject find(String id) {
        return live.get(id);
    }

    /** The objects that are not removed, by id. */
    List<ChartObject> objects() {
        return sorted(live.values());
    }

    /** In no order, without a copy. */
    Collection<ChartObject> unsorted() {
        return live.values();
    }

    /** Also those that were removed, by id. */
    List<ChartObject> all() {
        List<ChartObject> all = new ArrayList<>(live.values());
        all.addAll(removed.values());
        return sorted(all);
    }

    private static List<ChartObject> sorted(Collection<ChartObject> objects) {
        List<ChartObject> sorted = new ArrayList<>(objects);
        sorted.sort(ObjectFiles.BY_ID);
        return sorted;
    }
}
