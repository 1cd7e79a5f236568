package dev.dayfile.internal.ingest;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import dev.dayfile.internal.io.Ownership;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long OWNER_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_CLOSING_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RingBuffer<RingEntry> ring;
    private final RingFile<RingSlot> file;
    private final SlotLabels labels;
    private final PagesAhead pages;
    private final RingSlot slot;
    private final long base;
    private final Sequence persistedSlots;
    private final SeqWaiters visible;
    private final SeqWaiters persisted;
    private final boolean forces;
    private final LongSupplier ringFull;
    private final LiveIndexer indexer;
    private final Batches batches;
    private final BatchFlush flush;
    private final LastFailure lastFailure = new LastFailure();
    private final PartListener listener;
    private final NanoClock clock;

    private final long flushIntervalNanos;
    private final int flushRows;

    /** The Disruptor's number of the slot to drain next. */
    private long next;

    /** When the duty cycle before this one began. */
    private long lastCycleNanos;

    private long backoffNanos;
    private long failedAtNanos;
    private long ringFullReported;

    private volatile Ownership ownership = Ownership.UNWATCHED;
    private volatile Runnable onLoss = () -> {};
    private boolean ownershipLost;
    private long ownerLookedNanos;
    private volatile boolean closing;
    private volatile long oldestNanos;
    private volatile boolean waiting;
    private volatile long flushes;
    private volatile long flushFailures;
    private volatile long partsPublished;

    WriterAgent(
            RingBuffer<RingEntry> ring,
            RingFile<RingSlot> file,
            SlotLabels labels,
            long base,
            Sequence persistedSlots,
            SeqWaiters visible,
            SeqWaiters persisted,
            boolean forces,
            LongSupplier ringFull,
            LiveIndexer indexer,
            PartFlusher flusher,
            PartListener listener,
            StoreLayout layout,
            MarketClock market,
            NanoClock clock,
            Duration flushInterval,
            int flushRows) {
        this.ring = ring;
        this.file = file;
        this.labels = labels;
        pages = new PagesAhead(file);
        slot = file.flyweight();
        this.base = base;
        this.persistedSlots = persistedSlots;
        this.visible = visible;
        this.persisted = persisted;
        this.forces = forces;
        this.ringFull = ringFull;
        this.indexer = indexer;
        this.batches = new Batches(market);
        flush = new BatchFlush(batches, flusher, layout, lastFailure, this::makeVisible);
        this.listener = listener;
        this.clock = clock;
        this.flushIntervalNanos = flushInterval.toNanos();
        this.flushRows = flushRows;
        lastCycleNanos = clock.nanoTime();
        ownerLookedNanos = lastCycleNanos;
    }

    @Override
    public String roleName() {
        return "dayfile-writer";
    }

    @Override
    public int doWork() {
        try {
            long nowNanos = clock.nanoTime();
            if (nowNanos - ownerLookedNanos >= OWNER_LOOK_NANOS) {
                isOurs(); // before anything that may fail each time
            }
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
            note(t);
            return 0;
        }
    }

    /** Where a page cannot be had, the rows that are there already are drained all the same. */
    private void touchPages() {
        try {
            pages.touch(indexer.indexedSeq());
        } catch (InternalError e) {
            note(e);
        }
    }

    /** Copies slots that are indexed, hence published, into batches; without end while flushing fails. */
    private int drain() {
        int drained = 0;
        while (base + next <= indexer.indexedSeq() && (batches.rows() < flushRows || backoffNanos > 0)) {
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
        if (backoffNanos > 0) {
            return nowNanos - failedAtNanos
                    >= Math.min(backoffNanos, closing ? MAX_CLOSING_BACKOFF_NANOS : backoffNanos);
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
            backoffNanos = Math.min(MAX_BACKOFF_NANOS, Math.max(FIRST_BACKOFF_NANOS, 2 * backoffNanos));
            failedAtNanos = clock.nanoTime();
            return;
        }
        backoffNanos = 0;
        waiting = false;
        advance();
    }

    private void tell(PublishedPart part) {
        partsPublished++;
        try {
            listener.partPublished(part);
        } catch (Throwable t) {
            note(t);
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
            note(t);
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
        if (isOurs()) {
            file.header().persist(base + drained);
        }
        persistedSlots.set(drained);
        persisted.advance(base + drained);
        if (forces) {
            try {
                listener.durable(base + drained);
            } catch (Throwable t) {
                note(t);
            }
        }
    }

    /**
     * Whether the ring is still this engine's. When it is not, what was drained is in parts all the same, but the note in
     * the ring is the other engine's from now on.
     */
    private boolean isOurs() {
        ownerLookedNanos = clock.nanoTime();
        boolean ours = ownership.stillOurs();
        if (!ours && !ownershipLost) {
            ownershipLost = true;
            onLoss.run();
        }
        return ours;
    }

    /** Says so where an append has found the ring full since the cycle before; the appenders themselves only count. */
    private void reportRingFull() {
        long found = ringFull.getAsLong();
        if (found != ringFullReported) {
            RingFullEvent event = Recorder.ringFull();
            if (event != null) {
                event.found = found - ringFullReported;
                event.slots = ring.getBufferSize();
                event.lastError = lastError();
                event.commit();
            }
            ringFullReported = found;
        }
    }

    /** Keeps what was thrown for the statistics. */
    void note(Throwable thrown) {
        lastFailure.note(thrown);
    }

    /** From now on the lock is looked at before each change of the ring's header, and each second. */
    void watch(Ownership watched, Runnable runOnLoss) {
        onLoss = runOnLoss;
        ownership = watched;
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

    String lastError() {
        return lastFailure.text();
    }

    /** The last failure of the file system, or {@code null}. */
    StorageException lastFailure() {
        return lastFailure.ofFileSystem();
    }

    /** Age of the oldest row that waits for its part. */
    long lagNanos() {
        return waiting ? Math.max(0, clock.nanoTime() - oldestNanos) : 0;
    }
}
