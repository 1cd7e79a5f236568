package dev.dayfile;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;

/**
 * What the writer does while it has nothing to do. Appenders never wake it, whatever is chosen, since a wake-up costs
 * its caller microseconds; so this only weighs the writer's idle processor time against how soon it sees a new row. What
 * each one costs is in docs/how-to/choose-a-writer-idle.md.
 */
public enum WriterIdle {
    /** Sleeps 2 ms at a time: the default, since the flush interval is many times longer. */
    SLEEPING {
        @Override
        IdleStrategy strategy() {
            return new SleepingIdleStrategy(SLEEP_NANOS);
        }
    },

    /** Spins, yields, then sleeps from 1 to 250 us: for flush intervals of a few milliseconds. */
    BACKOFF {
        @Override
        IdleStrategy strategy() {
            return new BackoffIdleStrategy(SPINS, YIELDS, LEAST_PARK_NANOS, MOST_PARK_NANOS);
        }
    },

    /** Never rests and takes a core of its own. */
    BUSY_SPIN {
        @Override
        IdleStrategy strategy() {
            return new BusySpinIdleStrategy();
        }
    };

    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SPINS = 100;
    private static final long YIELDS = 10;
    private static final long LEAST_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MOST_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** A new strategy; they have state. */
    abstract IdleStrategy strategy();
}
