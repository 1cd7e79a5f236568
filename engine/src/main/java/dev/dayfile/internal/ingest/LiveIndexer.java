package dev.dayfile.internal.ingest;

import com.lmax.disruptor.RingBuffer;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.MarketClock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts published slots into the live series, in the order of their sequences. The writer agent does it in every cycle;
 * but the agent may be waiting for a disk, and a strategy that reads its own append must not wait for that, so a reader
 * may do it too: whoever holds the lock is the one writer of the live series.
 */
final class LiveIndexer {
    private static final int MAX_ROWS_AT_ONCE = 8192;

    private final RingBuffer<RingEntry> ring;
    private final RingFile<RingSlot> file;
    private final SlotLabels labels;

    /** Guarded by the lock. */
    private final RingSlot slot;

    private final LiveCandles live;
    private final long base;
    private final Batches batches;
    private final ReentrantLock lock = new ReentrantLock();

    /** The Disruptor's number of the slot to index next; guarded by the lock. */
    private long next;

    private volatile long indexedSeq;

    /** @param base the sequence of the Disruptor's slot number 0 */
    LiveIndexer(
            RingBuffer<RingEntry> ring,
            RingFile<RingSlot> file,
            SlotLabels labels,
            LiveCandles live,
            MarketClock clock,
            long base) {
        this.ring = ring;
        this.file = file;
        this.labels = labels;
        slot = file.flyweight();
        this.live = live;
        this.base = base;
        batches = new Batches(clock);
        indexedSeq = base - 1;
    }

    /** Every row up to here is in the live series. */
    long indexedSeq() {
        return indexedSeq;
    }

    /** Indexes what is published, waiting for another thread that does so. */
    void index() {
        lock.lock();
        try {
            indexPublished();
        } finally {
            lock.unlock();
        }
    }

    /** Indexes what is published, unless another thread is just doing so. */
    void help() {
        if (lock.tryLock()) {
            try {
                indexPublished();
            } finally {
                lock.unlock();
            }
        }
    }

    private void indexPublished() {
        while (ring.isAvailable(next)) {
            long at = next;
            // After a failure half-way (memory) the same rows come again: adding a row twice is adding it once.
            batches.clear();
            while (batches.rows() < MAX_ROWS_AT_ONCE && ring.isAvailable(at)) {
                SlotLabel label = labels.of(slot.moveTo(file.offsetOf(base + at)), base + at);
                if (label != null) {
                    batches.add(slot, label);
                }
                at++;
            }
            for (Batch batch : batches.waiting()) {
                batch.rows.sort();
                live.add(batch.timeframe, batch.day, batch.rows);
            }
            next = at;
            indexedSeq = base + at - 1;
        }
        batches.clear();
    }
}
