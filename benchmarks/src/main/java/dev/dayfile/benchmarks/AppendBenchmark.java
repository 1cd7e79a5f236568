package dev.dayfile.benchmarks;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one append costs its caller within a burst of {@value #BURST} candles into an idle engine: the burst of a few
 * hundred symbols whose candles end at the same instant.
 *
 * <p>Contenders, by one thread each:
 * <ul>
 *   <li>{@code dayfile}: {@link CandleAppender#append}, after which the row survives the process. Its writer drains,
 *       indexes and writes parts beside it.
 *   <li>{@code noOpDisruptor}: the floor. The same fields go into events on the heap and a consumer adds them up; ring
 *       size, producer type and wait strategy are as in the engine, and nothing is kept.
 * </ul>
 *
 * <p>Not measured: the tail (a mean says nothing about it), several producers, a steady rate, back-pressure (a burst
 * always fits the ring), the time until a row is visible or durable.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar AppendBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class AppendBenchmark {
    static final int BURST = 4096;

    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** Makes each open price of a run different, and exact in a double. */
    private long appended;

    private TemporaryStore store;
    private StorageEngine engine;
    private CandleAppender appender;
    private long dayStartMicros;
    private long lastSeq;

    private Disruptor<CandleEvent> disruptor;
    private RingBuffer<CandleEvent> ring;
    private long publishedToDisruptor;
    private volatile long consumed;
    private double consumedOpens;

    /** What the floor's ring carries: the fields of a row, on the heap. */
    private static final class CandleEvent {
        long tsMicros;
        double open;
        double high;
        double low;
        double close;
        double volume;
    }

    /** A fresh store an iteration, so that the open day never grows beyond what one iteration appends. */
    @Setup(Level.Iteration)
    public void open() {
        appended = 0;
        store = new TemporaryStore();
        engine = StorageEngine.open(StorageConfig.builder(store.root())
                .flushInterval(Duration.ofMillis(1))
                .build());
        appender = engine.candles("SPY", Timeframe.parse("1s"));
        dayStartMicros = engine.clock().startMicros(DAY);
        lastSeq = -1;

        publishedToDisruptor = 0;
        consumed = 0;
        consumedOpens = 0;
        disruptor = new Disruptor<>(
                CandleEvent::new,
                StorageConfig.DEFAULT_RING_SLOTS,
                DaemonThreadFactory.INSTANCE,
                ProducerType.MULTI,
                new SleepingWaitStrategy());
        disruptor.handleEventsWith((event, sequence, endOfBatch) -> {
            consumedOpens += event.open;
            if (endOfBatch) {
                consumed = sequence + 1;
            }
        });
        ring = disruptor.start();
    }

    /** Waits until both contenders are idle, so that a burst never meets what is left of the one before. */
    @Setup(Level.Invocation)
    public void drain() {
        if (lastSeq >= 0 && !engine.awaitDurable(lastSeq, DRAIN_TIMEOUT)) {
            throw new IllegalStateException("the engine did not drain: " + engine.stats());
        }
        while (consumed < publishedToDisruptor) {
            LockSupport.parkNanos(10_000);
        }
    }

    @TearDown(Level.Iteration)
    public void close() {
        drain();
        engine.close();
        disruptor.shutdown();
        store.close();
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long dayfile() {
        long seq = -1;
        for (int i = 0; i < BURST; i++) {
            long n = appended++;
            seq = appender.append(dayStartMicros + n, n, n + 2, n - 2, n + 1, n);
        }
        lastSeq = seq;
        return seq;
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public long noOpDisruptor() {
        long sequence = -1;
        for (int i = 0; i < BURST; i++) {
            long n = appended++;
            sequence = ring.next();
            try {
                CandleEvent event = ring.get(sequence);
                event.tsMicros = dayStartMicros + n;
                event.open = n;
                event.high = n + 2;
                event.low = n - 2;
                event.close = n + 1;
                event.volume = n;
            } finally {
                ring.publish(sequence);
            }
        }
        publishedToDisruptor = sequence + 1;
        return sequence;
    }

    /** What the gate compares: how many rows a contender has taken and the sum of their opens. */
    record Taken(long rows, double sumOfOpens) {}

    Taken takenByEngine() {
        CandleSeries candles = engine.viewport(
                        ViewportQuery.of("SPY", Timeframe.parse("1s")).build())
                .candles();
        double sum = 0;
        for (int i = 0; i < candles.size(); i++) {
            sum += candles.open(i);
        }
        return new Taken(candles.size(), sum);
    }

    Taken takenByDisruptor() {
        drain();
        return new Taken(consumed, consumedOpens);
    }
}
