package dev.dayfile.internal.object;

import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The objects of one symbol and timeframe: most of them sorted and indexed and never changed, those that came or changed
 * since then in a short list beside them. When the list is full, both become a new sorted whole. Every entry has the
 * sequence at which it came and the one at which it was replaced, so that readers see the group as of a sequence while
 * the writer goes on.
 */
final class ObjectGroup {
    private static final int LEAST_ADDED = 64;

    /** With 100,000 objects a merge takes some milliseconds, once every 1,562 changes. */
    private static final int ADDED_SHARE = 64;

    private final Timeframe timeframe;
    private volatile Page page;

    /** Where in the short list the newest state of an id is; for the writer only. */
    private final Map<String, Integer> inAdded = new HashMap<>();

    /** What a reader holds on to. */
    private static final class Page {
        /** A reader of an earlier sequence cannot use it. */
        final long builtAtSeq;

        final SortedObjects sorted;
        final ChartObject[] added;

        // Of those added, side by side: a look at each object itself would be a miss of the cache each.
        final long[] seq;
        final long[] fromMicros;
        final long[] toMicros;
        final double[] low;
        final double[] high;

        /** Where each goes among the sorted ones, see {@link SortedObjects#rank}. */
        final int[] rank;

        /** When each of {@code added} was replaced; 0 while it is not. */
        final AtomicLongArray replacedAt;

        volatile int count;

        Page(long builtAtSeq, SortedObjects sorted) {
            this.builtAtSeq = builtAtSeq;
            this.sorted = sorted;
            this.added = new ChartObject[Math.max(LEAST_ADDED, sorted.size() / ADDED_SHARE)];
            this.replacedAt = new AtomicLongArray(added.length);
            this.seq = new long[added.length];
            this.fromMicros = new long[added.length];
            this.toMicros = new long[added.length];
            this.low = new double[added.length];
            this.high = new double[added.length];
            this.rank = new int[added.length];
        }

        void add(ChartObject object, int rankOfObject) {
            int i = count;
            rank[i] = rankOfObject;
            added[i] = object;
            seq[i] = object.seq();
            fromMicros[i] = SortedObjects.fromMicros(object);
            toMicros[i] = SortedObjects.toMicros(object);
            low[i] = SortedObjects.lowest(object);
            high[i] = SortedObjects.highest(object);
            count = i + 1; // there is one writer
        }

        boolean holds(int i, long atSeq) {
            long replaced = replacedAt.getAcquire(i);
            return seq[i] <= atSeq && (replaced == 0 || replaced > atSeq);
        }
    }

    /** @param objects by id */
    ObjectGroup(Timeframe timeframe, List<ChartObject> objects, long seq) {
        this.timeframe = timeframe;
        this.page = new Page(seq, SortedObjects.EMPTY.merge(objects));
    }

    Timeframe timeframe() {
        return timeframe;
    }

    /** Takes in the newest state of an object, which readers see from the sequence of its event on. */
    void replace(ChartObject after, boolean removed) {
        Page now = page;
        Integer before = inAdded.get(after.id());
        int rank;
        if (before != null) {
            now.replacedAt.setRelease(before, after.seq());
            rank = now.rank[before];
        } else {
            rank = now.sorted.rank(after.id());
            now.sorted.replace(rank, after.seq());
        }
        if (removed) {
            inAdded.remove(after.id());
        } else {
            inAdded.put(after.id(), now.count);
            now.add(after, rank);
        }
    }

    /** Makes a new whole when the list is full. */
    void mergeWhenDue(long seq) {
        Page full = page;
        if (full.count < full.added.length) {
            return;
        }
        List<ChartObject> newest = new ArrayList<>();
        for (int place : inAdded.values()) {
            newest.add(full.added[place]);
        }
        newest.sort(ObjectFiles.BY_ID);
        inAdded.clear();
        page = new Page(seq, full.sorted.merge(newest));
    }

    /** Adds what a query wants, by id; returns {@code false} when the group has moved beyond the sequence. */
    boolean addTo(ViewportQuery query, long seq, Scratch scratch, List<ChartObject> out) {
        Page now = page;
        if (now.builtAtSeq > seq) {
            return false;
        }
        scratch.begin();
        int count = now.count;
        boolean anyPrice = SortedObjects.hasNoBand(query);
        long from = query.windowFromMicros();
        long to = query.windowToMicros();
        for (int i = 0; i < count; i++) {
            // an object without a price has NaN for an interval, which touches no band
            if ((anyPrice || now.low[i] <= query.high() && now.high[i] >= query.low())
                    && now.fromMicros[i] <= to
                    && now.toMicros[i] >= from
                    && now.holds(i, seq)
                    && now.added[i].touchesPrice(query.low(), query.high())) {
                scratch.addBetween(now.added[i], now.rank[i]);
            }
        }
        now.sorted.addTo(query, seq, scratch, out);
        scratch.end();
        return true;
    }

    /** Adds everything, in no order; returns {@code false} when the group has moved beyond the sequence. */
    boolean addAll(long seq, List<ChartObject> out) {
        Page now = page;
        if (now.builtAtSeq > seq) {
            return false;
        }
        now.sorted.addAll(seq, out);
        int count = now.count;
        for (int i = 0; i < count; i++) {
            if (now.holds(i, seq)) {
                out.add(now.added[i]);
            }
        }
        return true;
    }
}
