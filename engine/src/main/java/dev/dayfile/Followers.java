package dev.dayfile;

import dev.dayfile.Subscription.Pace;
import dev.dayfile.model.FollowQuery;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The subscriptions of an engine or a reader: wakes them, ends them, and keeps what went wrong last. */
final class Followers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile String lastError;
    private boolean closed;

    /** Waits for a signal: the one who gives it holds a lock for the moment of a wake-up, however many wait. */
    static final class Signal implements Pace {
        /** In any case they look so often, since what is visible may not be in the ring at that very moment. */
        private static final long AWAIT_MILLIS = 200;

        private volatile long count;

        @Override
        public long mark() {
            return count;
        }

        @Override
        public synchronized void wake() {
            count = count + 1;
            notifyAll();
        }

        @Override
        public synchronized void await(long mark) throws InterruptedException {
            if (count == mark) {
                wait(AWAIT_MILLIS);
            }
        }
    }

    /** Looks again after a time, where nobody gives a signal. */
    static final class Poll implements Pace {
        private final Signal signal = new Signal();
        private final long millis;

        Poll(long millis) {
            this.millis = millis;
        }

        @Override
        public long mark() {
            return signal.mark();
        }

        @Override
        public void wake() {
            signal.wake();
        }

        @Override
        public void await(long mark) throws InterruptedException {
            synchronized (signal) {
                if (signal.mark() == mark) {
                    signal.wait(millis);
                }
            }
        }
    }

    /**
     * Begins one.
     *
     * @throws IllegalStateException when all have been ended
     */
    synchronized Subscription begin(FollowQuery query, FollowListener listener, Feeds feeds, Pace pace) {
        if (closed) {
            throw new IllegalStateException("it is closed and followed no more");
        }
        Subscription subscription = new Subscription(query, listener, feeds, pace, this);
        subscriptions.add(subscription);
        subscription.start();
        return subscription;
    }

    void note(String error) {
        lastError = error;
    }

    void forget(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** What went wrong last in any of them; {@code null} when nothing did. */
    String lastError() {
        return lastError;
    }

    /** Has everything told that is visible, and ends them all. */
    void finish() {
        List<Subscription> last = end();
        last.forEach(Subscription::finish);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        for (Subscription subscription : last) {
            subscription.awaitEnd(deadlineNanos);
        }
    }

    private synchronized List<Subscription> end() {
        closed = true;
        return List.copyOf(subscriptions);
    }

    /** Ends them all as they are. */
    @Override
    public void close() {
        end().forEach(Subscription::close);
    }
}
