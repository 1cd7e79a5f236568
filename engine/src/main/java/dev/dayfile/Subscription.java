package dev.dayfile;

import dev.dayfile.model.Candle;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorePosition;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A listener that is being told of candles and object events, until it is closed or what it follows is. It has one
 * thread, and a place in either order of sequences; what it has not told yet stands in the ring or in files, so that it
 * needs no queue.
 *
 * <p>For many symbols take one subscription of all of them: each costs a thread, and looks at every row of the ring.
 *
 * <p>Files or a ring that cannot be read do not end it: it says so in {@link #lastError()} and tries again, after 50 ms to
 * 1 s. It ends when it is closed, when what it follows is, or when its thread is interrupted. Its methods may be called
 * from any thread, and none of them throws.
 */
public final class Subscription implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;
    private static final long FIRST_BACKOFF_MILLIS = 50;
    private static final long MAX_BACKOFF_MILLIS = 1_000;

    /** So many sequences are gone through between two looks at whether it is closed. */
    private static final int STEP = 1 << 10;

    private final FollowQuery query;
    private final FollowListener listener;
    private final Feed<Candle> candles;
    private final Feed<ObjectEvent> events;
    private final Pace pace;
    private final Followers followers;
    private final Set<Path> leftOut = new HashSet<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /** Up to where there was something to tell at the beginning; of the thread, as the next one. */
    private StorePosition backlog;

    private boolean caughtUp;

    private volatile boolean closed;
    private volatile boolean finishing;
    private volatile long candleSeq;
    private volatile long eventSeq;
    private volatile long told;
    private volatile long failures;
    private volatile String lastError;

    /** How a subscription waits for more. */
    interface Pace {
        /** A number that is another one after something may have come. */
        long mark();

        /** Returns when the mark is another one, or after a while in any case. */
        void await(long mark) throws InterruptedException;

        /** Lets everyone who waits look again. */
        void wake();
    }

    Subscription(FollowQuery query, FollowListener listener, Feeds feeds, Pace pace, Followers followers) {
        this.query = query;
        this.listener = listener;
        this.candles = feeds.candles();
        this.events = feeds.events();
        this.pace = pace;
        this.followers = followers;
        candleSeq = feeds.from().candleSeq();
        eventSeq = feeds.from().eventSeq();
        String what = query.symbol() == null ? "all" : query.symbol();
        thread = new Thread(this::run, "dayfile-follow-" + what);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long backoffMillis = 0;
            while (!closed) {
                long mark = pace.mark();
                boolean last = finishing; // asked before the look, so that the look finds everything
                boolean moved;
                try {
                    moved = step();
                    backoffMillis = 0;
                } catch (RuntimeException | Error e) {
                    note("could not read on: " + e);
                    if (last) {
                        return;
                    }
                    backoffMillis = Math.min(MAX_BACKOFF_MILLIS, Math.max(FIRST_BACKOFF_MILLIS, 2 * backoffMillis));
                    Thread.sleep(backoffMillis);
                    continue;
                }
                if (!moved) {
                    if (last) {
                        return;
                    }
                    pace.await(mark);
                }
            }
        } catch (InterruptedException e) {
            note("the subscription's thread was interrupted and has ended");
        } finally {
            closed = true;
            followers.forget(this);
            end.countDown();
        }
    }

    private boolean step() {
        if (backlog == null) {
            backlog = new StorePosition(
                    Math.max(candleSeq, candles.head(candleSeq)), Math.max(eventSeq, events.head(eventSeq)));
        }
        long candlesBefore = candleSeq;
        long candlesTo = Math.min(candles.head(candlesBefore), candlesBefore + STEP);
        if (candlesTo > candlesBefore) {
            long reached = candles.read(candlesBefore, candlesTo, this::tell, this::tellLeftOut);
            candleSeq = closed ? candleSeq : reached; // what came after the close was not told
        }
        long eventsBefore = eventSeq;
        long eventsTo = Math.min(events.head(eventsBefore), eventsBefore + STEP);
        if (eventsTo > eventsBefore && !closed) {
            long reached = events.read(eventsBefore, eventsTo, this::tell, this::tellLeftOut);
            eventSeq = closed ? eventSeq : reached;
        }
        if (!caughtUp && !closed && candleSeq >= backlog.candleSeq() && eventSeq >= backlog.eventSeq()) {
            caughtUp = true;
            tell(() -> listener.caughtUp(position()));
        }
        return candleSeq > candlesBefore || eventSeq > eventsBefore;
    }

    private void tell(Candle candle) {
        if (!closed) {
            if (query.wants(candle)) {
                tell(() -> listener.candle(candle));
                told++;
            }
            candleSeq = candle.seq();
        }
    }

    private void tell(ObjectEvent event) {
        if (!closed) {
            if (query.wants(event)) {
                tell(() -> listener.objectEvent(event));
                told++;
            }
            eventSeq = event.seq();
        }
    }

    private void tellLeftOut(Path damaged) {
        if (!closed && leftOut.add(damaged)) {
            note("a damaged file was left out: " + damaged);
            tell(() -> listener.leftOut(damaged));
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable t) { // whatever it is, it is the listener's
            failures++;
            note("a follower failed: " + t);
        }
    }

    private void note(String error) {
        lastError = error;
        followers.note(error);
    }

    /** What is followed. */
    public FollowQuery query() {
        return query;
    }

    /**
     * Up to where everything has been told; another subscription may go on from here. Read by another thread while rows
     * come it may be a row behind, so that going on from it tells that row again; after {@link #close()} it is exact.
     */
    public StorePosition position() {
        return new StorePosition(candleSeq, eventSeq);
    }

    /** How many candles and object events have been told, those too that the listener failed on. */
    public long told() {
        return told;
    }

    /** How many calls the listener has answered with an exception. */
    public long failures() {
        return failures;
    }

    /** What went wrong last, in the listener or in reading; {@code null} when nothing did. */
    public String lastError() {
        return lastError;
    }

    /** Whether no more calls will be made. */
    public boolean isClosed() {
        return closed;
    }

    /** Has everything that is visible now told, and then ends; does not wait. */
    void finish() {
        finishing = true;
        pace.wake();
    }

    /** Waits until it has ended; from the listener itself it does not wait for itself. */
    boolean awaitEnd(long deadlineNanos) {
        if (Thread.currentThread() == thread) {
            return true;
        }
        try {
            return end.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Ends it. When the call returns the listener is not called any more; if it is being called, that is waited for, up
     * to {@value #CLOSE_SECONDS} s. The listener may close its own subscription: then no call follows this one.
     */
    @Override
    public void close() {
        closed = true;
        pace.wake();
        awaitEnd(System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
    }
}
