package dev.dayfile.internal.ingest;

import com.lmax.disruptor.Sequence;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The one thread between the ring and the files. Its duty cycle: index, make the ring's next pages ready, drain into batches, flush them when they are
 * due, then move the persisted sequence, which gives their slots back to the appenders. All waiters of a flush share its
 * forces.
 *
 * <p>Nothing stops it. A flush that fails keeps its rows here and in the ring, and is tried again from memory into a new
 * file, ever less often; since slots come back only with the persisted sequence, what can pile up is bounded by the
 * ring. Whatever else is thrown is noted and the cycle comes round again.
 */
final class WriterAgent implements Agent {
    private static final long MAX_CLOSING_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RingFile<RingSlot> file;
    private final RingAppends appends;
    private final SlotLabels labels;
    private final PagesAhead pages;
    private final RingSlot slot;
    private final long base;
    private final Sequence persistedSlots;
    private final SeqWaiters visible;
    private final SeqWaiters persisted;
    private final boolean forces;
    private final LiveIndexer indexer;
    private final Batches batches;
    private final BatchFlush flush;
    private final Backoff backoff = new Backoff();
    private final OwnerLook owner;
    private final LastFailure lastFailure;
    private final PartListener listener;
    private final NanoClock clock;

    private final long flushIntervalNanos;
    private final int flushRows;

    /** The Disruptor's number of the slot to drain next. */
    private long next;

    /** When the duty cycle before this one began. */
    private long lastCycleNanos;

    private long ringFullReported;

    private volatile boolean closing;
    private volatile long oldestNanos;
    private volatile boolean waiting;
    private volatile long flushes;
    private volatile long flushFailures;
    private volatile long partsPublished;

    WriterAgent(
            RingFile<RingSlot> file,
            RingAppends appends,
            long base,
            Sequence persistedSlots,
            SeqWaiters visible,
            SeqWaiters persisted,
            LiveIndexer indexer,
            PartFlusher flusher,
            OwnerLook owner,
            LastFailure lastFailure,
            PartListener listener,
            IngestSettings settings,
            IngestContext context) {
        this.file = file;
        this.appends = appends;
        labels = appends.labels();
        pages = new PagesAhead(file);
        slot = file.flyweight();
        this.base = base;
        this.persistedSlots = persistedSlots;
        this.visible = visible;
        this.persisted = persisted;
        forces = context.publisher().forces();
        this.indexer = indexer;
        batches = new Batches(context.market());
        this.owner = owner;
        this.lastFailure = lastFailure;
        flush = new BatchFlush(batches, flusher, context.layout(), lastFailure, this::makeVisible);
        this.listener = listener;
        clock = context.nanoClock();
        flushIntervalNanos = settings.flushInterval().toNanos();
        flushRows = Math.min(settings.flushRows(), Math.max(1, file.slotCount() / 2));
        lastCycleNanos = clock.nanoTime();
    }

    @Override
    public String roleName() {
        return "dayfile-writer";
    }

    @Override
    public int doWork() {
        try {
            long nowNanos = clock.nanoTime();
            owner.lookIfDue(nowNanos); // before anything that may fail each time
            indexer.index();
            touchPages();
            int drained = drain();
            lastCycleNanos = nowNanos;
            reportRingFull();
            if (batches.isEmpty()) {
                advance();
            } else if (isDue(nowNanos)) {
                flush();
            }
            return drained;
        } catch (Throwable t) {
            lastFailure.note(t);
            return 0;
        }
    }

    /** Where a page cannot be had, the rows that are there already are drained all the same. */
    private void touchPages() {
        try {
            pages.touch(indexer.indexedSeq());
        } catch (InternalError e) {
            lastFailure.note(e);
        }
    }

    /** Copies slots that are indexed, hence published, into batches; without end while flushing fails. */
    private int drain() {
        int drained = 0;
        while (base + next <= indexer.indexedSeq() && (batches.rows() < flushRows || backoff.isOn())) {
            SlotLabel label = labels.of(slot.moveTo(file.offsetOf(base + next)), base + next);
            if (label != null) {
                if (!waiting) {
                    oldestNanos = lastCycleNanos; // it came after that: its true age is this or less
                    waiting = true;
                }
                batches.add(slot, label);
            }
            next++;
            drained++;
        }
        return drained;
    }

    private boolean isDue(long nowNanos) {
        if (backoff.isOn()) {
            return closing ? backoff.isOver(nowNanos, MAX_CLOSING_BACKOFF_NANOS) : backoff.isOver(nowNanos);
        }
        return closing || batches.rows() >= flushRows || nowNanos - oldestNanos >= flushIntervalNanos;
    }

    private void flush() {
        List<Batch> inOrder = batches.waiting();
        FlushEvent event = Recorder.flush();
        int rows = batches.rows();
        int published = 0;
        flush.run();
        for (int i = 0; i < inOrder.size(); ) {
            Batch batch = inOrder.get(i);
            if (batch.placed == null) {
                i++;
                continue;
            }
            batches.remove(batch);
            published++;
            tell(batch.placed);
        }
        boolean failed = !inOrder.isEmpty();
        if (event != null) {
            event.rows = rows;
            event.parts = published;
            event.failed = failed;
            event.commit();
        }
        if (published > 0) {
            flushes++;
        }
        if (failed) {
            flushFailures++;
            backoff.failed(clock.nanoTime());
            return;
        }
        backoff.succeeded();
        waiting = false;
        advance();
    }

    private void tell(PublishedPart part) {
        partsPublished++;
        try {
            listener.partPublished(part);
        } catch (Throwable t) {
            lastFailure.note(t);
        }
    }

    /** Moves the visible sequence to what was drained last; only with every row of it in a part that stands. */
    private void makeVisible() {
        long seq = base + next - 1;
        if (seq <= visible.reached()) {
            return;
        }
        visible.advance(seq);
        try {
            listener.visible(seq);
        } catch (Throwable t) {
            lastFailure.note(t);
        }
    }

    /** Moves the persisted sequence to what was drained last; only with no row waiting. */
    private void advance() {
        long drained = next - 1;
        if (drained == persistedSlots.get()) {
            return;
        }
        makeVisible(); // where only holes were drained; else it is already
        // The file first: a slot that an appender has already taken again must not look unpersisted to a recovery.
        if (owner.isOurs()) {
            file.header().persist(base + drained);
        }
        persistedSlots.set(drained);
        persisted.advance(base + drained);
        if (forces) {
            try {
                listener.durable(base + drained);
            } catch (Throwable t) {
                lastFailure.note(t);
            }
        }
    }

    /** Says so where an append has found the ring full since the cycle before; the appenders themselves only count. */
    private void reportRingFull() {
        long found = appends.ringFull();
        if (found != ringFullReported) {
            RingFullEvent event = Recorder.ringFull();
            if (event != null) {
                event.found = found - ringFullReported;
                event.slots = file.slotCount();
                event.lastError = lastFailure.text();
                event.commit();
            }
            ringFullReported = found;
        }
    }

    /** From now on whatever waits is due. */
    void beginClosing() {
        closing = true;
    }

    long flushes() {
        return flushes;
    }

    long flushFailures() {
        return flushFailures;
    }

    long partsPublished() {
        return partsPublished;
    }

    /** Age of the oldest row that waits for its part. */
    long lagNanos() {
        return waiting ? Math.max(0, clock.nanoTime() - oldestNanos) : 0;
    }
}
