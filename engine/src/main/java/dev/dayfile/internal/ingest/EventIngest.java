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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The way of an object event from {@code append} to its part: the same persistent ring and the same promises as those of
 * candles, without the Disruptor.
 *
 * <p>Sequences are the events' own, one after the other without gaps; an event keeps its slot until its part is
 * published.
 */
public final class EventIngest implements AutoCloseable {
    private static final long IDLE_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final RingFile<EventSlot> ring;
    private final EventContext context;
    private final EventAppends appends;
    private final SeqWaiters persisted;
    private final LastFailure lastFailure = new LastFailure();
    private final OwnerLook owner = new OwnerLook(SystemNanoClock.INSTANCE);
    private final EventAgent agent;
    private final AgentRunner runner;
    private final int replayed;
    private final AtomicBoolean closeBegun = new AtomicBoolean();

    private EventIngest(
            RingFile<EventSlot> ring, long greatestSeq, int replayed, EventContext context, PartListener listener) {
        this.ring = ring;
        this.context = context;
        this.replayed = replayed;
        persisted = new SeqWaiters(greatestSeq);
        appends = new EventAppends(ring, greatestSeq + 1, persisted);
        agent = new EventAgent(ring, appends, persisted, owner, lastFailure, listener, context);
        runner = new AgentRunner(new SleepingIdleStrategy(IDLE_SLEEP_NANOS), lastFailure::note, null, agent);
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
            AgentRunner.startOnThread(
                    ingest.runner, work -> new WriterThread(() -> ingest.runWriter(work), EventAgent.NAME));
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

    /** Whatever ends the agent before its time: from then on nothing is promised that nobody would keep. */
    private void runWriter(Runnable work) {
        try {
            work.run();
        } finally {
            if (!closeBegun.get()) {
                refuse(Refusal.writerEnded(EventAgent.NAME));
            }
            persisted.end();
        }
    }

    private void refuse(Refusal why) {
        appends.fail(why);
        lastFailure.note(why.on(ring.path()));
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
        return appends.append(event);
    }

    /** Events that may be in no part yet, ascending by sequence. */
    public List<ObjectEvent> pending() {
        return appends.pending();
    }

    /** The greatest sequence given out so far; 0 before the first. */
    public long appendedSeq() {
        return appends.lastSeq();
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
        owner.watch(watched, this::refuse);
    }

    /** Whether the store is still this engine's. */
    public boolean isOurs() {
        return owner.isStillOurs();
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
        return lastFailure.text();
    }

    /**
     * Waits until everything up to a sequence stands in published parts.
     *
     * @return whether that came about within the time
     */
    public boolean awaitVisible(long seq, Duration timeout) {
        return persisted.await(seq, timeout);
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
        if (!closeBegun.compareAndSet(false, true)) {
            return;
        }
        appends.refuse();
        agent.beginClosing();
        long last = appends.lastSeq();
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + SeqWaiters.nanos(context.closeTimeout());
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
            throw lastFailure.notWritten(ring.path(), "events", context.closeTimeout(), last, persisted.reached());
        }
        if (!owner.isStillOurs()) {
            return; // every event is in a part, and the ring is another engine's
        }
        try {
            ring.markClean();
        } catch (UncheckedIOException e) {
            // Every event is in a part. The next opening finds the ring unclosed, looks at it and finds nothing to do.
            ring.header().setState(RingHeader.STATE_OPEN);
            lastFailure.note(e);
        }
    }
}
