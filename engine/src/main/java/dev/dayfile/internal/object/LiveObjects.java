package dev.dayfile.internal.object;

import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects that are not removed, as viewports look for them: by symbol and timeframe, and within these by price. One
 * thread at a time changes it, any number read it, and neither waits for the other: what a change adds or replaces
 * carries the sequence of its event, and a reader takes what holds at one sequence, the same in every group.
 *
 * <p>Answers are in the order of ids. Filling a list that has grown to its size allocates nothing.
 */
final class LiveObjects {
    private final ConcurrentHashMap<String, Groups> bySymbol = new ConcurrentHashMap<>();

    /** Everything up to this sequence may be seen. */
    private volatile long seq;

    /** The groups of a symbol; the array is replaced when a timeframe comes to it. */
    private static final class Groups {
        volatile ObjectGroup[] groups = {};

        ObjectGroup find(Timeframe timeframe) {
            for (ObjectGroup group : groups) {
                if (group.timeframe().equals(timeframe)) {
                    return group;
                }
            }
            return null;
        }
    }

    /**
     * All objects at one place in the order of events.
     *
     * @param seq the last event that counts
     * @param objects by id
     */
    record Everything(long seq, List<ChartObject> objects) {}

    /**
     * Begins with objects.
     *
     * @param objects in any order, none of them removed
     * @param seq the last event that they take into account
     */
    LiveObjects(Collection<ChartObject> objects, long seq) {
        Map<String, Map<Timeframe, List<ChartObject>>> sorted = new HashMap<>();
        for (ChartObject object : objects) {
            sorted.computeIfAbsent(object.symbol(), symbol -> new HashMap<>())
                    .computeIfAbsent(object.timeframe(), timeframe -> new ArrayList<>())
                    .add(object);
        }
        sorted.forEach((symbol, byTimeframe) -> byTimeframe.forEach((timeframe, ofGroup) -> {
            ofGroup.sort(ObjectFiles.BY_ID);
            add(symbol, new ObjectGroup(timeframe, ofGroup, seq));
        }));
        this.seq = seq;
    }

    private ObjectGroup add(String symbol, ObjectGroup group) {
        Groups of = bySymbol.computeIfAbsent(symbol, s -> new Groups());
        ObjectGroup[] grown = Arrays.copyOf(of.groups, of.groups.length + 1);
        grown[grown.length - 1] = group;
        of.groups = grown;
        return group;
    }

    /**
     * Takes in what an event did; only by the one thread that appends.
     *
     * @param after the object as the event left it, removed or not; {@code null} when the event changed none
     * @param seq the event's sequence, greater than all before
     */
    void take(ChartObject after, long seq) {
        ObjectGroup group = null;
        if (after != null) {
            Groups groups = bySymbol.get(after.symbol());
            group = groups == null ? null : groups.find(after.timeframe());
            if (group == null) {
                group = add(after.symbol(), new ObjectGroup(after.timeframe(), List.of(), 0));
            }
            group.replace(after, after.status().equals(ObjectEvent.REMOVED));
        }
        this.seq = seq;
        if (group != null) {
            group.mergeWhenDue(seq); // after the sequence is out, or readers would have to wait for it
        }
    }

    /** Every answer from now on takes into account what events up to here did. */
    long seq() {
        return seq;
    }

    /** Adds the objects that a query wants, by id, and nothing that an as-of instant would leave out. */
    void addTo(ViewportQuery query, List<ChartObject> out) {
        int first = out.size();
        Scratch scratch = Scratch.ofThisThread();
        while (!tryAddTo(query, scratch, out)) {
            while (out.size() > first) {
                out.remove(out.size() - 1);
            }
        }
    }

    /** Returns {@code false} when a group was merged since the sequence was read. */
    private boolean tryAddTo(ViewportQuery query, Scratch scratch, List<ChartObject> out) {
        long at = seq;
        Groups groups = bySymbol.get(query.symbol());
        if (groups == null) {
            return true;
        }
        int first = out.size();
        for (ObjectGroup group : groups.groups) {
            if (query.objectTimeframes().contains(group.timeframe())) {
                int before = out.size();
                if (!group.addTo(query, at, scratch, out)) {
                    return false;
                }
                scratch.merge(out, first, before);
            }
        }
        return true;
    }

    /** All objects, by id. */
    Everything everything() {
        while (true) {
            long at = seq;
            List<ChartObject> all = new ArrayList<>();
            if (addAll(at, all)) {
                all.sort(ObjectFiles.BY_ID);
                return new Everything(at, all);
            }
        }
    }

    private boolean addAll(long at, List<ChartObject> all) {
        for (Groups groups : bySymbol.values()) {
            for (ObjectGroup group : groups.groups) {
                if (!group.addAll(at, all)) {
                    return false;
                }
            }
        }
        return true;
    }
}
