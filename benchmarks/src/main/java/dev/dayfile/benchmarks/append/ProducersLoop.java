package dev.dayfile.benchmarks.append;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Times several threads that append at once, as feeds of several symbols do: rows come at a fixed rate to each, which
 * wakes up every millisecond and appends what is due. They sleep in between, since a machine with fewer cores than
 * spinning threads measures nothing but its scheduler.
 */
final class ProducersLoop {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Producer> producers;

    ProducersLoop(List<Producer> producers) {
        this.producers = producers;
    }

    /**
     * Appends rows that no other row of the store is, in turn to each producer.
     *
     * @param firstRow number of the first one
     * @param ratePerSecond of all of them together
     */
    AppendLoops.Open arrivals(long firstRow, int rowsAProducer, int ratePerSecond) throws Exception {
        int n = producers.size();
        CyclicBarrier together = new CyclicBarrier(n);
        ExecutorService threads = Executors.newFixedThreadPool(n);
        try {
            List<Future<Distribution>> running = new ArrayList<>();
            long start = System.nanoTime();
            for (int p = 0; p < n; p++) {
                int number = p;
                running.add(threads.submit((Callable<Distribution>) () -> {
                    together.await();
                    return append(producers.get(number), firstRow + number, n, rowsAProducer, ratePerSecond / n);
                }));
            }
            Distribution service = new Distribution();
            for (Future<Distribution> one : running) {
                service.add(one.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new AppendLoops.Open(service, null, (double) n * rowsAProducer / seconds);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Distribution append(Producer producer, long firstRow, int step, int rows, int ratePerSecond)
            throws Exception {
        Distribution service = new Distribution();
        long start = System.nanoTime();
        long row = firstRow;
        int done = 0;
        while (done < rows) {
            long due = Math.min(rows, (System.nanoTime() - start) * ratePerSecond / 1_000_000_000L + 1);
            for (; done < due; done++) {
                long tsMicros = Rows.tsMicros(row);
                double open = Rows.open(row);
                double high = Rows.high(open);
                double low = Rows.low(open);
                double close = Rows.close(open);
                double volume = Rows.volume(row);
                long before = System.nanoTime();
                producer.append(tsMicros, open, high, low, close, volume);
                service.add(System.nanoTime() - before);
                row += step;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        return service;
    }
}
