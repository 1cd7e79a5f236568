package dev.dayfile.benchmarks.append;

import com.sun.management.ThreadMXBean;
import dev.dayfile.benchmarks.harness.Measurement;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The loops that time one open contender, from one thread: flat out, and with arrivals at a fixed rate whatever the
 * contender does (open loop).
 *
 * <p>Service time is what the call took. Response time runs from when the row was due, so that a stall is felt by every
 * row that it keeps waiting, as it would be in a bot (what is called corrected for coordinated omission).
 */
final class AppendLoops {
    /** A contender that takes no more than this share of the arrivals in their time has not kept up. */
    static final double KEPT_UP = 0.95;

    private static final int ROWS_BETWEEN_LOOKS = 64;

    private final Contender contender;

    /** The number of the next row. */
    private long row;

    /** When {@link #append} handed its row over. */
    private long handedOver;

    AppendLoops(Contender contender) {
        this.contender = contender;
    }

    long rows() {
        return row;
    }

    /** What the closed loop found. */
    record Closed(double rowsPerSecond, double bytesPerRow) {}

    /** Appends flat out for a time. Nothing but the contender runs between two looks at the clock. */
    Closed flatOut(int millis) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(self); // its first call allocates
        long allocatedBefore = threads.getThreadAllocatedBytes(self);
        long first = row;
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long now;
        do {
            for (int i = 0; i < ROWS_BETWEEN_LOOKS; i++) {
                Rows.append(contender, row++);
            }
            now = System.nanoTime();
        } while (now - end < 0);
        long allocated = threads.getThreadAllocatedBytes(self) - allocatedBefore;
        return new Closed((row - first) * 1e9 / (now - start), (double) allocated / (row - first));
    }

    /** Service times flat out, one reading of the clock a row. */
    Distribution flatOutService(int millis) throws Exception {
        Distribution service = new Distribution();
        long before = System.nanoTime();
        long end = before + TimeUnit.MILLISECONDS.toNanos(millis);
        while (before - end < 0) {
            long after = append(before);
            service.add(after - handedOver);
            before = after;
        }
        return service;
    }

    /** What arrivals at a rate found; no response times where rows come in lots. */
    record Open(Distribution service, Distribution response, double rowsPerSecond) {
        boolean keptUp(int ratePerSecond) {
            return rowsPerSecond >= KEPT_UP * ratePerSecond;
        }
    }

    /** Appends at a rate for a time, or until told to stop. */
    Open arrivals(int ratePerSecond, int millis, BooleanSupplier goOn) throws Exception {
        Distribution service = new Distribution();
        Distribution response = new Distribution();
        double periodNanos = 1e9 / ratePerSecond;
        long rows = Math.max(1, (long) ratePerSecond * millis / 1000);
        long limit = TimeUnit.MILLISECONDS.toNanos(2L * millis);
        long start = System.nanoTime() + 1_000_000;
        long after = start;
        long done = 0;
        while (done < rows && after - start < limit && goOn.getAsBoolean()) {
            long due = start + (long) (done * periodNanos);
            after = append(due);
            service.add(after - handedOver);
            response.add(after - due);
            done++;
        }
        // One more period, which the last row had all to itself.
        return new Open(service, response, done * 1e9 / (after - start + periodNanos));
    }

    /**
     * Waits until a row is due, appends it and returns the time after that. What a caller would have done before the call
     * is done before the first of the two readings of the clock that a service time lies between: the row's values are
     * there, and the way out of the wait, a branch that no processor foretells, is behind it.
     *
     * <p>A method of its own so that it is compiled when the measuring begins: a loop that has few rows to go through is
     * interpreted, and what the interpreter does between the two readings would be in each service time.
     */
    private long append(long due) throws Exception {
        long tsMicros = Rows.tsMicros(row);
        double open = Rows.open(row);
        double high = Rows.high(open);
        double low = Rows.low(open);
        double close = Rows.close(open);
        double volume = Rows.volume(row);
        row++;
        Clock.spinUntil(due);
        long before = System.nanoTime();
        contender.append(tsMicros, open, high, low, close, volume);
        long after = System.nanoTime();
        handedOver = before;
        return after;
    }

    /** Adds what a case of arrivals found: distributions, or the rate at which it fell behind. */
    static List<Measurement> report(String caseName, String contender, int ratePerSecond, Open open) {
        List<Measurement> out = new ArrayList<>();
        if (open.keptUp(ratePerSecond)) {
            open.service().report(out, caseName, contender, "");
            if (open.response() != null) {
                open.response().report(out, caseName, contender, "response ");
            }
        } else {
            out.add(notSustained(caseName, contender, open.rowsPerSecond()));
        }
        return out;
    }

    static Measurement notSustained(String caseName, String contender, double rowsPerSecond) {
        return new Measurement(caseName, contender, Measurement.NOT_SUSTAINED, "1/s", Math.rint(rowsPerSecond));
    }
}
