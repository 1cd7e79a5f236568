package dev.dayfile.internal.ingest;

import dev.dayfile.model.Arguments;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Threads that wait until a sequence is reached. Whoever advances it takes no lock: it unparks those whose turn came. */
final class SeqWaiters {
    private record Waiter(Thread thread, long seq) {}

    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile long reached;
    private volatile boolean ended;

    /** Told of every advance, by the thread that advances; {@code null} when nobody follows. */
    private volatile Runnable follower;

    SeqWaiters(long reached) {
        this.reached = reached;
    }

    long reached() {
        return reached;
    }

    /** Has a quick call made after each advance, in place of the one before. */
    void onAdvance(Runnable follower) {
        this.follower = follower;
    }

    void advance(long seq) {
        reached = seq;
        Runnable told = follower;
        if (told != null) {
            told.run();
        }
        for (Waiter waiter : waiters) {
            if (waiter.seq <= seq) {
                LockSupport.unpark(waiter.thread);
            }
        }
    }

    /** Lets everyone go: the sequence will not advance any more. */
    void end() {
        ended = true;
        for (Waiter waiter : waiters) {
            LockSupport.unpark(waiter.thread);
        }
    }

    /** A timeout of more than 292 years is one of 292 years. */
    static long nanos(Duration timeout) {
        try {
            return Arguments.require(timeout, "timeout").toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Waits for a sequence; an interrupt ends the wait and stays set.
     *
     * @return whether it was reached
     */
    boolean await(long seq, Duration timeout) {
        long timeoutNanos = nanos(timeout);
        if (reached >= seq) {
            return true;
        }
        long deadline = System.nanoTime() + timeoutNanos;
        Waiter waiter = new Waiter(Thread.currentThread(), seq);
        waiters.add(waiter);
        try {
            while (reached < seq) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || ended || Thread.currentThread().isInterrupted()) {
                    return reached >= seq;
                }
                LockSupport.parkNanos(this, left);
            }
            return true;
        } finally {
            waiters.remove(waiter);
        }
    }
}
