package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Ownership;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingIdleStrategy;

/**
 * The way of an object event from {@code append} to its part: the same persistent ring and the same promises as those of
 * candles, without the Disruptor. Whether an event is refused depends on the ones before it, so events are appended one
 * at a time anyway, and a lock is all that the ring needs.
 *
 * <p>Sequences are the events' own, one after the other without gaps; an event keeps its slot until its part is
 * published. A flush that fails keeps its events and is tried again, ever less often.
 */
public final class EventIngest implements AutoCloseable {
    private static final long IDLE_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long OWNER_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String FLUSHER = "dayfile-events";

    private final RingFile<EventSlot> ring;
    private final EventContext context;
    private final EventParts parts;
    private final PartListener listener;
    private final SeqWaiters persisted;
    private final AgentRunner runner;
    private final int replayed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<ObjectEvent> pending = new ArrayDeque<>();
    private volatile long nextSeq; // and read without it
    private long oldestNanos;
    private boolean closed;
    private Refusal refusal;

    private volatile Ownership ownership = Ownership.UNWATCHED;
    private volatile boolean closing;
    private volatile String lastError;
    private volatile StorageException lastFailure;

    private EventIngest(
            RingFile<EventSlot> ring, long greatestSeq, int replayed, EventContext context, PartListener listener) {
        this.ring = ring;
        this.context = context;
        this.listener = listener;
        this.replayed = replayed;
        parts = new EventParts(context);
        nextSeq = greatestSeq + 1;
        persisted = new SeqWaiters(greatestSeq);
        runner = new AgentRunner(
                new SleepingIdleStrategy(IDLE_SLEEP_NANOS), t -> lastError = t.toString(), null, new Flusher());
    }

    /**
     * Opens the ring, creating it if need be, writes what an earlier process left in it to parts, and starts the agent.
     * The caller holds the store's lock.
     *
     * @param listener is told of each part once, before its events count as durable
     * @param greatestSeqInFiles asked for the greatest sequence in any file (0 when there is none), but only when the
     *     ring cannot be relied on to know it
     * @throws dev.dayfile.model.CorruptFileException when the ring is damaged
     * @throws StorageException when the ring cannot be read or created, or a part cannot be written
     */
    public static EventIngest open(EventContext context, PartListener listener, LongSupplier greatestSeqInFiles) {
        Path path = context.layout().eventRing();
        try {
            EventIngest ingest = openRing(context, path, listener, greatestSeqInFiles);
            AgentRunner.startOnThread(ingest.runner, work -> new WriterThread(() -> ingest.runFlusher(work), FLUSHER));
            return ingest;
        } catch (IOException e) {
            throw Failures.storage("open the ring of events", path, e);
        } catch (UncheckedIOException e) { // how a mapped buffer says that it could not be forced
            throw Failures.storage("force the ring of events", path, e.getCause());
        }
    }

    private static EventIngest openRing(
            EventContext context, Path path, PartListener listener, LongSupplier greatestSeqInFiles)
            throws IOException {
        Disk disk = context.disk();
        if (!disk.exists(path)) {
            long greatest = greatestSeqInFiles.getAsLong();
            RingFile<EventSlot> ring = RingFile.create(disk, path, EventSlot.EVENTS, context.ringSlots(), greatest);
            return new EventIngest(ring, greatest, 0, context, listener);
        }
        RingFile<EventSlot> ring = RingFile.open(disk, path, EventSlot.EVENTS);
        RingRecovery<EventSlot> recovery = new RingRecovery<>(ring);
        if (!ring.header().isClean()) {
            recovery.raise(greatestSeqInFiles.getAsLong());
        }
        ring.markOpen();
        List<ObjectEvent> found = new ArrayList<>();
        recovery.rows().forEach(slot -> found.add(slot.event()));
        int replayed = new EventParts(context).replay(found, listener);
        recovery.finish();
        return new EventIngest(ring, recovery.greatestSeq(), replayed, context, listener);
    }

    /** Whatever ends the flusher before its time: from then on nothing is promised that nobody would keep. */
    private void runFlusher(Runnable work) {
        try {
            work.run();
        } finally {
            if (!closing) {
                refuse(Refusal.writerEnded(FLUSHER));
            }
            persisted.end();
        }
    }

    private void refuse(Refusal why) {
        lock.lock();
        try {
            refusal = why;
            lastError = why.on(ring.path()).getMessage();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends an event. When it returns, the event survives the end of the process. Waits while the ring is full.
     *
     * @param event with type, symbol and timeframe
     * @return the event with its sequence
     * @throws IllegalArgumentException when it does not fit into a slot; nothing is stored
     * @throws IllegalStateException when the engine is closed; nothing is stored
     * @throws StorageException when nobody would write the event any more; nothing is stored
     */
    public ObjectEvent append(ObjectEvent event) {
        byte[] content = EventSlot.encode(event);
        lock.lock();
        try {
            requireOpen();
            while (nextSeq - persisted.reached() > ring.slotCount()) {
                room.awaitUninterruptibly(); // an append that was begun has no way to say that it was interrupted
                requireOpen();
            }
            ObjectEvent appended = event.withSeq(nextSeq);
            ring.slotOf(nextSeq).writeEvent(nextSeq, content);
            if (pending.isEmpty()) {
                oldestNanos = System.nanoTime();
            }
            pending.add(appended);
            nextSeq = appended.seq() + 1;
            return appended;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed [ring=" + ring.path() + "]");
        }
        if (refusal != null) {
            throw refusal.on(ring.path());
        }
    }

    /** Events that may be in no part yet, ascending by sequence. */
    public List<ObjectEvent> pending() {
        lock.lock();
        try {
            return List.copyOf(pending);
        } finally {
            lock.unlock();
        }
    }

    /** The greatest sequence given out so far; 0 before the first. */
    public long appendedSeq() {
        return nextSeq - 1;
    }

    /** Every event up to this sequence stands in a published part. */
    public long visibleSeq() {
        return persisted.reached();
    }

    /** Every event up to this sequence stands in a forced part; 0 when parts are not forced. */
    public long durableSeq() {
        return context.publisher().forces() ? persisted.reached() : 0;
    }

    /** Has the agent look whether the store is still this engine's; once it is not, appends fail. */
    public void watch(Ownership watched) {
        ownership = watched;
    }

    /** Whether the store is still this engine's. */
    public boolean isOurs() {
        return ownership.stillOurs();
    }

    /** Has a quick call made, by the agent, whenever the visible sequence advances. */
    public void onVisible(Runnable follower) {
        persisted.onAdvance(follower);
    }

    /** Looks at the events of the ring, for one thread; also after the close. */
    public EventTail tail() {
        return new EventTail(ring);
    }

    /** How many events the opening found in the ring and wrote to parts. */
    public int replayed() {
        return replayed;
    }

    /** The last failure's message, or {@code null}. */
    public String lastError() {
        return lastError;
    }

    /**
     * Waits until everything up to a sequence stands in published parts.
     *
     * @return whether that came about within the time
     */
    public boolean awaitVisible(long seq, Duration timeout) {
        return persisted.await(seq, CandleIngest.nanos(timeout));
    }

    /**
     * Waits as {@link #awaitVisible} until everything up to a sequence stands in forced parts.
     *
     * @throws IllegalStateException when this store does not force
     */
    public boolean awaitDurable(long seq, Duration timeout) {
        if (!context.publisher().forces()) {
            throw new IllegalStateException(
                    "events never become durable in a store opened without force [ring=" + ring.path() + "]");
        }
        return awaitVisible(seq, timeout);
    }

    /**
     * Refuses further appends, writes everything to parts and stops the agent. A second close does nothing.
     *
     * @throws StorageException when events cannot be written within the time set; they stay in the ring, and the next
     *     opening writes them
     */
    @Override
    public void close() {
        long last;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = nextSeq - 1;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        closing = true;
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + CandleIngest.nanos(context.closeTimeout());
        boolean written = awaitVisible(last, context.closeTimeout());
        while (!written && Thread.interrupted()) { // which ends a wait, and must not end this one
            interrupted = true;
            written = awaitVisible(last, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        WriterThread.end(runner);
        persisted.end();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!written) {
            throw new StorageException(
                    lastFailure == null ? StorageException.Code.TIMEOUT : lastFailure.code(),
                    ring.path(),
                    "could not write the last events in " + context.closeTimeout() + "; they stay in the ring and are"
                            + " replayed at the next open [events up to=" + last + ", persisted=" + persisted.reached()
                            + ", last error=" + lastError + "]",
                    lastFailure);
        }
        if (!ownership.stillOurs()) {
            return; // every event is in a part, and the ring is another engine's
        }
        try {
            ring.markClean();
        } catch (UncheckedIOException e) {
            // Every event is in a part. The next opening finds the ring unclosed, looks at it and finds nothing to do.
            ring.header().setState(RingHeader.STATE_OPEN);
            lastError = e.toString();
        }
    }

    /** The one thread between the ring and the files. */
    private final class Flusher implements Agent {
        /** A day's events that are to be one part; kept as they are once tried, since the file may stand all the same. */
        private record Batch(LocalDate day, List<ObjectEvent> events) {}

        private final List<Batch> batches = new ArrayList<>();
        private long drainedSeq;
        private long ownerLookedNanos = System.nanoTime();
        private boolean ownershipLost;
        private long backoffNanos;
        private long failedAtNanos;

        @Override
        public String roleName() {
            return FLUSHER;
        }

        @Override
        public int doWork() {
            if (System.nanoTime() - ownerLookedNanos >= OWNER_LOOK_NANOS) {
                isOurs();
            }
            if (batches.isEmpty() && drainedSeq > persisted.reached()) {
                advance(); // what ran out of memory, say, after publishing
            }
            if (batches.isEmpty() && !drain()) {
                return 0;
            }
            if (backoffNanos > 0 && System.nanoTime() - failedAtNanos < backoffNanos) {
                return 0;
            }
            if (!publish()) {
                backoffNanos = Math.min(MAX_BACKOFF_NANOS, Math.max(FIRST_BACKOFF_NANOS, 2 * backoffNanos));
                failedAtNanos = System.nanoTime();
                return 0;
            }
            backoffNanos = 0;
            advance();
            return 1;
        }

        /** Takes what waits, once it is due. */
        private boolean drain() {
            List<ObjectEvent> due;
            lock.lock();
            try {
                boolean isDue = closing
                        || pending.size() > ring.slotCount() / 2
                        || System.nanoTime() - oldestNanos
                                >= context.flushInterval().toNanos();
                if (pending.isEmpty() || !isDue) {
                    return false;
                }
                due = List.copyOf(pending);
            } finally {
                lock.unlock();
            }
            List<Batch> drained = new ArrayList<>();
            for (Map.Entry<LocalDate, List<ObjectEvent>> entry :
                    parts.byDay(due).entrySet()) {
                drained.add(new Batch(entry.getKey(), entry.getValue()));
            }
            batches.addAll(drained); // all or none: memory may run out before
            drainedSeq = due.get(due.size() - 1).seq();
            return true;
        }

        private boolean publish() {
            boolean all = true;
            for (Iterator<Batch> i = batches.iterator(); i.hasNext(); ) {
                Batch batch = i.next();
                try {
                    PublishedPart part = parts.publish(batch.day(), batch.events());
                    i.remove();
                    tell(part);
                } catch (IOException e) {
                    lastFailure = Failures.storage(
                            "publish a part of events", context.layout().timelineFolder(batch.day()), e);
                    lastError = lastFailure.getMessage();
                    all = false;
                } catch (Throwable t) { // such as a class that cannot be loaded without file descriptors
                    lastError = t.toString();
                    all = false;
                }
            }
            return all;
        }

        private void tell(PublishedPart part) {
            try {
                listener.partPublished(part);
            } catch (Throwable t) {
                lastError = t.toString();
            }
        }

        /** As of the candles: what is published stays so, but the note in the ring is another engine's. */
        private boolean isOurs() {
            ownerLookedNanos = System.nanoTime();
            boolean ours = ownership.stillOurs();
            if (!ours && !ownershipLost) {
                ownershipLost = true;
                refuse(Refusal.storeTaken(ownership));
            }
            return ours;
        }

        private void advance() {
            // The file first: a slot that is taken again must not look unpersisted to a recovery.
            if (isOurs()) {
                ring.header().persist(drainedSeq);
            }
            lock.lock();
            try {
                while (!pending.isEmpty() && pending.peek().seq() <= drainedSeq) {
                    pending.poll();
                }
                oldestNanos = System.nanoTime();
                persisted.advance(drainedSeq);
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
