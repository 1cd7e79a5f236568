package dev.dayfile.internal.ingest;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The one thread between the ring and the files. Its duty cycle: index, drain into batches, flush them when they are
 * due, then move the persisted sequence, which gives their slots back to the appenders.
 *
 * <p>Nothing stops it. A flush that fails keeps its rows here and in the ring, and is tried again from memory into a new
 * file, ever less often; since slots come back only with the persisted sequence, what can pile up is bounded by the
 * ring. Whatever else is thrown is noted and the cycle comes round again.
 */
final class WriterAgent implements Agent {
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_CLOSING_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RingBuffer<RingSlot> ring;
    private final RingHeader header;
    private final long base;
    private final Sequence persistedSlots;
    private final SeqWaiters persisted;
    private final LiveIndexer indexer;
    private final Batches batches;
    private final PartFlusher flusher;
    private final StoreLayout layout;
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

    private volatile boolean closing;
    private volatile long oldestNanos;
    private volatile boolean waiting;
    private volatile long flushes;
    private volatile long flushFailures;
    private volatile long partsPublished;
    private volatile String lastError;
    private volatile StorageException lastFailure;

    WriterAgent(
            RingBuffer<RingSlot> ring,
            RingHeader header,
            long base,
            Sequence persistedSlots,
            SeqWaiters persisted,
            LiveIndexer indexer,
            PartFlusher flusher,
            PartListener listener,
            StoreLayout layout,
            MarketClock market,
            NanoClock clock,
            Duration flushInterval,
            int flushRows) {
        this.ring = ring;
        this.header = header;
        this.base = base;
        this.persistedSlots = persistedSlots;
        this.persisted = persisted;
        this.indexer = indexer;
        this.batches = new Batches(market);
        this.flusher = flusher;
        this.listener = listener;
        this.layout = layout;
        this.clock = clock;
        this.flushIntervalNanos = flushInterval.toNanos();
        this.flushRows = flushRows;
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
            indexer.index();
            int drained = drain();
            lastCycleNanos = nowNanos;
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

    /** Copies slots that are indexed, hence published, into batches; without end while flushing fails. */
    private int drain() {
        int drained = 0;
        while (base + next <= indexer.indexedSeq() && (batches.rows() < flushRows || backoffNanos > 0)) {
            RingSlot slot = ring.get(next);
            if (slot.label() != null) {
                if (!waiting) {
                    oldestNanos = lastCycleNanos; // it came after that: its true age is this or less
                    waiting = true;
                }
                batches.add(slot, slot.label());
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
        boolean publishedAny = false;
        int failed = 0;
        while (failed < inOrder.size()) {
            Batch batch = inOrder.get(failed);
            if (waitsForOlder(inOrder, failed) || !publish(batch)) {
                failed++;
                continue;
            }
            batches.remove(batch);
            publishedAny = true;
        }
        if (publishedAny) {
            flushes++;
        }
        if (failed > 0) {
            flushFailures++;
            backoffNanos = Math.min(MAX_BACKOFF_NANOS, Math.max(FIRST_BACKOFF_NANOS, 2 * backoffNanos));
            failedAtNanos = clock.nanoTime();
            return;
        }
        backoffNanos = 0;
        waiting = false;
        advance();
    }

    /**
     * Whether a batch before this one, of the same timeframe and day, could not be published in this flush: trying this
     * one would most likely fail too, and seal it, and so end in one small part a try.
     */
    private static boolean waitsForOlder(List<Batch> inOrder, int failed) {
        Batch batch = inOrder.get(failed);
        for (int i = 0; i < failed; i++) {
            if (inOrder.get(i).isOf(batch.timeframe, batch.day)) {
                return true;
            }
        }
        return false;
    }

    private boolean publish(Batch batch) {
        PublishedPart part;
        try {
            part = flusher.publish(batch);
        } catch (IOException e) {
            lastFailure = Failures.storage("publish a part", layout.dayFolder(batch.timeframe, batch.day), e);
            lastError = lastFailure.getMessage();
            return false;
        } catch (Throwable t) {
            note(t);
            return false;
        }
        partsPublished++;
        try {
            listener.partPublished(part);
        } catch (Throwable t) {
            note(t);
        }
        return true;
    }

    /** Moves the persisted sequence to what was drained last; only with no row waiting. */
    private void advance() {
        long drained = next - 1;
        if (drained == persistedSlots.get()) {
            return;
        }
        // The file first: a slot that an appender has already taken again must not look unpersisted to a recovery.
        header.persist(base + drained);
        persistedSlots.set(drained);
        persisted.advance(base + drained);
    }

    /** Keeps what was thrown for the statistics. */
    void note(Throwable thrown) {
        lastError = thrown.toString();
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
        return lastError;
    }

    /** The last failure of the file system, or {@code null}. */
    StorageException lastFailure() {
        return lastFailure;
    }

    /** Age of the oldest row that waits for its part. */
    long lagNanos() {
        return waiting ? Math.max(0, clock.nanoTime() - oldestNanos) : 0;
    }
}
