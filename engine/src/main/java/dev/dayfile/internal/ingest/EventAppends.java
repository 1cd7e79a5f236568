package dev.dayfile.internal.ingest;

import dev.dayfile.model.ObjectEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The appending side of the ring of events: what the caller of {@code append} goes through, and the events that wait for
 * their part. {@link RingAppends} is that of candles. Whether an event is refused depends on the ones before it, so
 * events are appended one at a time anyway, and a lock is all that the ring needs.
 */
final class EventAppends {
    private final RingFile<EventSlot> ring;
    private final SeqWaiters persisted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<ObjectEvent> pending = new ArrayDeque<>();
    private volatile long nextSeq; // and read without it
    private long oldestNanos;
    private boolean closed;
    private Refusal refusal;

    /** @param persisted up to where slots may be used again */
    EventAppends(RingFile<EventSlot> ring, long nextSeq, SeqWaiters persisted) {
        this.ring = ring;
        this.nextSeq = nextSeq;
        this.persisted = persisted;
    }

    /** Appends an event and returns it with its sequence; waits while the ring is full. */
    ObjectEvent append(ObjectEvent event) {
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

    /** The greatest sequence given out so far. */
    long lastSeq() {
        return nextSeq - 1;
    }

    /** Events that may be in no part yet, ascending by sequence. */
    List<ObjectEvent> pending() {
        lock.lock();
        try {
            return List.copyOf(pending);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #pending}, once the oldest has waited so long or half of the ring is taken; before that none. */
    List<ObjectEvent> due(long flushIntervalNanos) {
        lock.lock();
        try {
            boolean due = !pending.isEmpty()
                    && (pending.size() > ring.slotCount() / 2 || System.nanoTime() - oldestNanos >= flushIntervalNanos);
            return due ? List.copyOf(pending) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Everything up to a sequence stands in parts that were forced: whoever waits for that, or for room, goes on. */
    void persisted(long seq) {
        lock.lock();
        try {
            while (!pending.isEmpty() && pending.peek().seq() <= seq) {
                pending.poll();
            }
            oldestNanos = System.nanoTime();
            persisted.advance(seq);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on appends fail with this reason, also those that wait for room: nobody will write their events to parts. */
    void fail(Refusal why) {
        lock.lock();
        try {
            refusal = why;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on appends are refused, also those that wait for room. */
    void refuse() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
