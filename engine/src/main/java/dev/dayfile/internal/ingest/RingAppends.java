package dev.dayfile.internal.ingest;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Timeframe;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The appending side of the ring: what the caller of {@code append} goes through, and nothing else, so that its cost can
 * be seen in one place. It claims slots and publishes them, and refuses once it is closed.
 */
final class RingAppends {
    private static final long FULL_WAIT_NANOS = 50_000;

    static {
        // What says that the ring is full, loaded at once: a class that is first needed when memory has run out could
        // not be used any more in its process, and the ring is full then.
        Objects.requireNonNull(InsufficientCapacityException.INSTANCE);
    }

    private final RingFile<RingSlot> file;
    private final RingBuffer<RingEntry> ring;
    private final SlotLabels labels;
    private final long base;
    private final Sequence persistedSlots;
    private final SingleProducerGate gate;
    private final ThreadLocal<AppendHand> hands;
    private final LongAdder refusals = new LongAdder();
    private final LongAdder ringFull = new LongAdder();
    private final AtomicLong holes = new AtomicLong();
    private volatile boolean closed;

    /** Set before {@link #closed}, and read behind it only, so that an append need not ask for it. */
    private volatile Refusal refusal;

    /** The Disruptor's cursor before closing claimed the rest of the ring; -2 until then. */
    private volatile long lastSlot = -2;

    /**
     * @param base the sequence of the Disruptor's slot number 0
     * @param persistedSlots the Disruptor's number of the slot up to which slots may be used again
     * @param singleProducer whether the caller promises that one thread appends at a time
     */
    RingAppends(RingFile<RingSlot> file, long base, Sequence persistedSlots, boolean singleProducer) {
        this.file = file;
        this.base = base;
        this.persistedSlots = persistedSlots;
        labels = new SlotLabels();
        hands = ThreadLocal.withInitial(() -> new AppendHand(Thread.currentThread(), file.slots()));
        gate = singleProducer ? new SingleProducerGate() : null;
        WaitStrategy nobodyWaits = new YieldingWaitStrategy(); // its signal does nothing: the agent polls
        ring = RingBuffer.create(
                singleProducer ? ProducerType.SINGLE : ProducerType.MULTI,
                () -> RingEntry.NOTHING,
                file.slotCount(),
                nobodyWaits);
        ring.addGatingSequences(persistedSlots);
    }

    /** For the drain. */
    RingBuffer<RingEntry> ring() {
        return ring;
    }

    /** For the drain. */
    SlotLabels labels() {
        return labels;
    }

    /**
     * What an appender of a symbol and timeframe gives to {@link #append}.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link dev.dayfile.model.Symbols}
     */
    SlotLabel label(String symbol, Timeframe timeframe) {
        try {
            return labels.add(SymbolKey.of(symbol), timeframe);
        } catch (IllegalArgumentException e) {
            refusals.increment();
            throw e;
        }
    }

    /** The calling thread's own. */
    AppendHand hand() {
        return hands.get();
    }

    /** Appends a row and returns its sequence, or -1 when the ring is full and the caller does not wait. */
    long append(
            AppendHand hand,
            SlotLabel label,
            boolean wait,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        try {
            Candle.requireValid(tsMicros, open, high, low, close, volume);
        } catch (IllegalArgumentException e) {
            refusals.increment();
            throw e;
        }
        if (gate != null) {
            gate.enter();
        }
        try {
            long slot = claim(1, wait);
            if (slot < 0) {
                return -1;
            }
            long seq = base + slot;
            try {
                hand.writeCandle(seq, label, tsMicros, open, high, low, close, volume);
            } finally {
                // Also when a page of the mapping cannot be had: the drain must not wait for this slot for ever.
                ring.publish(slot);
            }
            return seq;
        } finally {
            if (gate != null) {
                gate.leave();
            }
        }
    }

    /** Gives away consecutive sequences that will never be in the ring, and returns the first. */
    long reserve(int n) {
        if (gate != null) {
            gate.enter();
        }
        try {
            long last = claim(n, true);
            long first = last - n + 1;
            try {
                for (long slot = first; slot <= last; slot++) {
                    file.slotOf(base + slot).writeHole(base + slot);
                }
            } finally {
                ring.publish(first, last);
            }
            holes.addAndGet(n);
            return base + first;
        } finally {
            if (gate != null) {
                gate.leave();
            }
        }
    }

    /** Claims slots and returns the last one, or -1 when there is no room and the caller does not wait. */
    private long claim(int n, boolean wait) {
        requireOpen();
        try {
            return ring.tryNext(n);
        } catch (InsufficientCapacityException full) { // one preallocated object
            ringFull.increment();
            return wait ? claimWhenThereIsRoom(n) : -1;
        }
    }

    /** An interrupt does not end the wait, since an append that was begun has no way to say so; it is kept for later. */
    private long claimWhenThereIsRoom(int n) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted(); // a thread that is interrupted does not park
                LockSupport.parkNanos(this, FULL_WAIT_NANOS);
                requireOpen();
                try {
                    return ring.tryNext(n);
                } catch (InsufficientCapacityException full) {
                    // and wait on
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            Refusal why = refusal;
            if (why != null) {
                throw why.on(file.path());
            }
            throw new IllegalStateException("the engine is closed [ring=" + file.path() + "]");
        }
    }

    /** The greatest sequence given out so far. */
    long lastSeq() {
        return base + lastClaimedSlot();
    }

    /** How many rows were appended. */
    long rows() {
        return lastClaimedSlot() + 1 - holes.get();
    }

    private long lastClaimedSlot() {
        long last = lastSlot;
        return last == -2 ? ring.getCursor() : last;
    }

    /** How many appends and appenders were refused for what they were given. */
    long refusals() {
        return refusals.sum();
    }

    /** How many appends found the ring full. */
    long ringFull() {
        return ringFull.sum();
    }

    /** From now on appends fail with this reason, also those that wait for room: nobody will write their rows to parts. */
    void fail(Refusal why) {
        refusal = why;
        closed = true;
    }

    /** From now on appends are refused. One that has claimed its slot goes on. */
    void refuse() {
        closed = true;
        if (gate != null) {
            gate.enter(); // whoever comes now is refused before it claims
            gate.leave();
        }
    }

    /**
     * Takes every slot, which succeeds only once each claimed one is persisted, and leaves none for a late append.
     *
     * @param hopeless whether nobody persists anything any more
     * @return whether that came about in time
     */
    boolean claimWholeRing(Duration timeout, BooleanSupplier hopeless) {
        long deadline = System.nanoTime() + SeqWaiters.nanos(timeout);
        boolean interrupted = false;
        try {
            while (true) {
                long cursor = ring.getCursor();
                try {
                    ring.tryNext(file.slotCount());
                    lastSlot = persistedSlots.get();
                    return true;
                } catch (InsufficientCapacityException e) {
                    if (hopeless.getAsBoolean() || System.nanoTime() - deadline >= 0) {
                        lastSlot = cursor;
                        return false;
                    }
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(this, FULL_WAIT_NANOS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
