package dev.dayfile.benchmarks.append;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.dayfile.StorageConfig;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor of any ring: the same fields into a preallocated entry, and a handler that does nothing. Its wait strategy
 * is the one that costs the producer nothing. Once the timing is over, the gate looks at what is left in the ring.
 */
final class NoOpDisruptor implements Contender {
    private final Disruptor<Entry> disruptor;
    private final RingBuffer<Entry> ring;
    private volatile long handled = -1;

    private static final class Entry {
        String symbol;
        String timeframe;
        long tsMicros;
        double open;
        double high;
        double low;
        double close;
        double volume;
    }

    NoOpDisruptor() {
        disruptor = new Disruptor<>(
                Entry::new,
                StorageConfig.DEFAULT_RING_SLOTS,
                DaemonThreadFactory.INSTANCE,
                ProducerType.MULTI,
                new SleepingWaitStrategy());
        disruptor.handleEventsWith((entry, sequence, endOfBatch) -> {
            if (endOfBatch) {
                handled = sequence;
            }
        });
        ring = disruptor.start();
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume) {
        long sequence = ring.next();
        try {
            Entry entry = ring.get(sequence);
            entry.symbol = Rows.SYMBOL;
            entry.timeframe = Rows.TIMEFRAME;
            entry.tsMicros = tsMicros;
            entry.open = open;
            entry.high = high;
            entry.low = low;
            entry.close = close;
            entry.volume = volume;
        } finally {
            ring.publish(sequence);
        }
    }

    @Override
    public Producer producer() {
        return this;
    }

    @Override
    public void drain() {
        while (handled < ring.getCursor()) {
            LockSupport.parkNanos(10_000);
        }
    }

    @Override
    public Stored readBack() {
        if (handled >= ring.getBufferSize()) {
            throw new IllegalStateException("the ring has been overwritten [rows=" + (handled + 1) + "]");
        }
        Stored stored = Stored.NOTHING;
        for (long sequence = 0; sequence <= handled; sequence++) {
            Entry e = ring.get(sequence);
            stored = stored.plus(e.tsMicros, e.open, e.high, e.low, e.close, e.volume);
        }
        return stored;
    }

    @Override
    public void close() {
        disruptor.shutdown();
    }
}
