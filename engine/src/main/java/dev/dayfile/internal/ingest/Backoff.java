package dev.dayfile.internal.ingest;

import java.util.concurrent.TimeUnit;

/** How long a writer leaves alone what has failed: twice as long after each failure, up to a second. For one thread. */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long nanos;
    private long failedAtNanos;

    void failed(long nowNanos) {
        nanos = Math.min(MAX_NANOS, Math.max(FIRST_NANOS, 2 * nanos));
        failedAtNanos = nowNanos;
    }

    void succeeded() {
        nanos = 0;
    }

    /** Whether the last try failed. */
    boolean isOn() {
        return nanos > 0;
    }

    /** Whether it is time to try again. */
    boolean isOver(long nowNanos) {
        return isOver(nowNanos, MAX_NANOS);
    }

    /** As {@link #isOver(long)}, for one who has only so long. */
    boolean isOver(long nowNanos, long mostNanos) {
        return nanos == 0 || nowNanos - failedAtNanos >= Math.min(nanos, mostNanos);
    }
}
