package dev.dayfile.internal.object;

import dev.dayfile.internal.object.EventColumns.Chunk;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Every event in memory, for the state as of any instant, the history of one object and what changed since long ago.
 * Made at the first such question and kept up from then on, within a budget of bytes.
 *
 * <p>Every so many events the state that they add up to is kept as a checkpoint, with the greatest ts among them. The
 * state as of an instant is that of the last checkpoint that lies wholly before it, and the events behind the checkpoint
 * with a ts up to the instant. This is exact for objects whose events came in the order of their times. An object of
 * which one came late, or whose time lies in the future, is folded by itself from all of its events.
 *
 * <p>An event is offered without waiting by the thread that appends it; questions take turns.
 */
final class EventHistory {
    /** Checkpoints are this many times as far apart as there are objects: their share of the memory, and of the time. */
    private static final int EVENTS_PER_OBJECT = 8;

    private static final int LEAST_EVENTS = 1 << 16;
    private static final int CHUNK_EVENTS = 1 << 12;

    /** Roughly what an event takes as an object, beside its texts. */
    private static final int EVENT_OBJECT_BYTES = 240;

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final long budgetBytes;
    private final int chunkEvents;
    private final int leastEvents;
    private final ConcurrentLinkedQueue<ObjectEvent> offered = new ConcurrentLinkedQueue<>();

    // Guarded by this.
    private EventColumns columns;
    private IdOrder order;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final StateColumns running = new StateColumns();
    private final StateColumns working = new StateColumns();
    private long[] lastTsMicros = {};
    private final Map<Integer, List<ObjectEvent>> disordered = new HashMap<>();
    private final BitSet isDisordered = new BitSet();
    private final BitSet toCollect = new BitSet();
    private long greatestTsMicros = Long.MIN_VALUE;
    private int runningChunks;
    private long checkpointBytes;
    private long disorderedBytes;
    private long lastSeq;
    private boolean full;

    private volatile boolean made;

    /**
     * A state that was kept.
     *
     * @param chunks how many of the first chunks it takes into account
     * @param maxTsMicros no event of theirs lies after it
     * @param states by id
     */
    private record Checkpoint(int chunks, long maxTsMicros, StateColumns states) {}

    EventHistory(long budgetBytes) {
        this(budgetBytes, CHUNK_EVENTS, LEAST_EVENTS);
    }

    /**
     * For tests with few events.
     *
     * @param chunkEvents how many go into a chunk
     * @param leastEvents how many lie between two checkpoints at least
     */
    EventHistory(long budgetBytes, int chunkEvents, int leastEvents) {
        this.budgetBytes = budgetBytes;
        this.chunkEvents = chunkEvents;
        this.leastEvents = leastEvents;
        forget();
    }

    /** Takes an event that was just appended; it counts from the next question on. Never waits. */
    void offer(ObjectEvent event) {
        offered.add(event);
    }

    /** Takes in what was offered, so that it does not pile up while nobody asks. Does nothing before it was made. */
    void catchUpWhenMade() {
        if (made) {
            catchUp();
        }
    }

    /**
     * Reads the events that there are; again when a file has vanished. Whoever asks meanwhile waits.
     *
     * @param reading hands over events ascending by sequence, none of which is offered
     */
    synchronized void make(Consumer<Consumer<ObjectEvent>> reading) {
        reading.accept(this::add);
        made = true;
    }

    /** Whether {@link #make} was through with it. */
    boolean isMade() {
        return made;
    }

    /** Returns whether the budget is enough; once it was not, nothing is known, and the files have to be read. */
    private synchronized boolean catchUp() {
        for (ObjectEvent event = offered.poll(); event != null; event = offered.poll()) {
            add(event);
        }
        giveUpWhenTooLarge();
        return !full;
    }

    private void giveUpWhenTooLarge() {
        if (columns.memoryBytes() + checkpointBytes + disorderedBytes > budgetBytes) {
            forget();
            full = true;
        }
    }

    /** Adds an event behind all others; one that is there already is passed over. */
    private synchronized void add(ObjectEvent event) {
        if (full || event.seq() <= lastSeq) {
            return;
        }
        lastSeq = event.seq();
        int object = columns.add(event);
        noteOrder(event, object);
        Chunk chunk = columns.chunks.get(columns.chunks.size() - 1);
        if (chunk.isFull()) {
            running.apply(chunk, Long.MAX_VALUE, columns.ids.size());
            runningChunks = columns.chunks.size();
            keepCheckpointWhenDue();
        }
        giveUpWhenTooLarge();
    }

    /** Begins anew, but for what was offered. */
    final synchronized void forget() {
        columns = new EventColumns(chunkEvents);
        order = new IdOrder(columns.ids);
        checkpoints.clear();
        checkpointBytes = 0;
        disorderedBytes = 0;
        running.clear(0);
        runningChunks = 0;
        lastTsMicros = new long[0];
        greatestTsMicros = Long.MIN_VALUE;
        lastSeq = 0;
        disordered.clear();
        isDisordered.clear();
        toCollect.clear();
    }

    private void noteOrder(ObjectEvent event, int object) {
        if (object >= lastTsMicros.length) {
            int known = lastTsMicros.length;
            lastTsMicros = Arrays.copyOf(lastTsMicros, Math.max(64, 2 * known));
            Arrays.fill(lastTsMicros, known, lastTsMicros.length, Long.MIN_VALUE);
        }
        boolean inFuture = event.tsMicros() > System.currentTimeMillis() * 1_000 + MICROS_PER_DAY;
        if (isDisordered.get(object)) {
            if (!toCollect.get(object)) {
                keepDisordered(object, event);
            }
        } else if (inFuture || event.tsMicros() < lastTsMicros[object]) {
            isDisordered.set(object);
            toCollect.set(object);
        }
        if (!inFuture) { // or one wrong clock would make every later checkpoint useless
            greatestTsMicros = Math.max(greatestTsMicros, event.tsMicros());
        }
        lastTsMicros[object] = event.tsMicros();
    }

    private void keepCheckpointWhenDue() {
        int before = checkpoints.isEmpty()
                ? 0
                : checkpoints.get(checkpoints.size() - 1).chunks();
        long events = (long) (runningChunks - before) * chunkEvents;
        if (events < Math.max(leastEvents, (long) EVENTS_PER_OBJECT * running.live())) {
            return;
        }
        int[] rows = order.sortedRows(running, 0, row -> true);
        StateColumns kept = running.copyOf(rows, rows.length);
        running.copyFrom(kept, columns.ids.size()); // without the holes
        checkpoints.add(new Checkpoint(runningChunks, greatestTsMicros, kept));
        checkpointBytes += (long) rows.length * StateColumns.ROW_BYTES;
    }

    /** The objects as the events up to an instant left them, by id; {@code null} when the budget is not enough. */
    synchronized List<ChartObject> asOf(long tsMicros) {
        if (!catchUp()) {
            return null;
        }
        int sorted = apply(tsMicros);
        return objects(sorted, row -> true, state -> true, tsMicros);
    }

    /** As {@link #asOf(long)}, those that a query wants. */
    synchronized List<ChartObject> asOf(ViewportQuery query) {
        if (!catchUp()) {
            return null;
        }
        int sorted = apply(query.asOfMicros());
        boolean[] drawn = new boolean[columns.drawnAs.size()];
        for (int i = 0; i < drawn.length; i++) {
            EventColumns.DrawnAs as = columns.drawnAs.get(i);
            drawn[i] = as.symbol().equals(query.symbol())
                    && query.objectTimeframes().contains(as.timeframe());
        }
        return objects(
                sorted,
                row -> drawn[working.drawnAs[row]] && working.touches(row, query),
                query::wants,
                query.asOfMicros());
    }

    /** Makes the working state that of an instant; returns how many of its first rows are by id. */
    private int apply(long tsMicros) {
        int from = checkpoints.size() - 1;
        while (from >= 0 && checkpoints.get(from).maxTsMicros() > tsMicros) {
            from--;
        }
        int objects = columns.ids.size();
        int sorted = 0;
        int chunk = 0;
        if (from < 0) {
            working.clear(objects);
        } else {
            Checkpoint checkpoint = checkpoints.get(from);
            working.copyFrom(checkpoint.states(), objects);
            sorted = working.size();
            chunk = checkpoint.chunks();
        }
        for (; chunk < columns.chunks.size(); chunk++) {
            if (columns.chunks.get(chunk).minTsMicros <= tsMicros) {
                working.apply(columns.chunks.get(chunk), tsMicros, objects);
            }
        }
        return sorted;
    }

    private List<ChartObject> objects(int sorted, IntPredicate ordered, Predicate<ChartObject> folded, long tsMicros) {
        int[] rows =
                order.sortedRows(working, sorted, row -> !isDisordered.get(working.object[row]) && ordered.test(row));
        List<ChartObject> objects = new ArrayList<>(rows.length);
        for (int row : rows) {
            objects.add(columns.object(working, row));
        }
        collect();
        if (disordered.isEmpty()) {
            return objects;
        }
        int before = objects.size();
        ObjectState state = new ObjectState();
        for (List<ObjectEvent> events : disordered.values()) {
            for (ObjectEvent event : events) {
                if (event.tsMicros() <= tsMicros) {
                    state.apply(event);
                }
            }
        }
        for (ChartObject object : state.objects()) {
            if (folded.test(object)) {
                objects.add(object);
            }
        }
        Scratch.ofThisThread().merge(objects, 0, before);
        return objects;
    }

    /** Gathers the events of objects of which one came late lately. */
    private void collect() {
        if (toCollect.isEmpty()) {
            return;
        }
        columns.readObjects(toCollect, event -> keepDisordered(columns.number(event.objectId()), event));
        toCollect.clear();
    }

    private void keepDisordered(int object, ObjectEvent event) {
        disordered.computeIfAbsent(object, o -> new ArrayList<>()).add(event);
        int texts = (event.payload() == null ? 0 : event.payload().length())
                + (event.reason() == null ? 0 : event.reason().length());
        disorderedBytes += EVENT_OBJECT_BYTES + texts;
    }

    /** Every event of one object, in their order; {@code null} when the budget is not enough. */
    synchronized List<ObjectEvent> history(String id) {
        if (!catchUp()) {
            return null;
        }
        List<ObjectEvent> history = new ArrayList<>();
        int object = columns.number(id);
        if (object >= 0) {
            columns.readObject(object, history::add);
        }
        return history;
    }

    /**
     * The latest state of every object that an event after a sequence has touched, removed ones too, by id;
     * {@code null} when the budget is not enough.
     */
    synchronized List<ChartObject> changedSince(long seq) {
        if (!catchUp()) {
            return null;
        }
        BitSet touched = new BitSet();
        for (int c = columns.chunks.size() - 1; c >= 0; c--) {
            Chunk chunk = columns.chunks.get(c);
            if (chunk.seq[chunk.size - 1] <= seq) {
                break;
            }
            for (int i = 0; i < chunk.size; i++) {
                if (chunk.seq[i] > seq) {
                    touched.set(chunk.object[i]);
                }
            }
        }
        ObjectState state = new ObjectState(true);
        columns.readObjects(touched, state::apply);
        List<ChartObject> changed = new ArrayList<>(state.all());
        changed.removeIf(object -> object.seq() <= seq);
        return changed;
    }
}
