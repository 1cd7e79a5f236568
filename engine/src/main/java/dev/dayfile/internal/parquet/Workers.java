package dev.dayfile.internal.parquet;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that one merge may use, the caller's included. Work is handed over in lines and its results come back in
 * the order of the handing over, so that a file is the same however many threads made it. The caller does not idle while
 * it waits: it does what nobody has begun.
 *
 * <p>The helping threads are the process's, and idle ones end after a second. To start one takes as long as hundreds of
 * small parts do to be read where the other processor is taken, as by the JVM's compiler in a young process: whoever
 * starts a thread waits until it runs. To wake one, nobody waits.
 *
 * <p>{@link #close} returns when none of them is at work for this any more: whoever discards a file after a failure must
 * not find another thread still in it. For one calling thread.
 */
public final class Workers implements AutoCloseable {
    private static final String NAME = "dayfile-merge-";
    private static final long IDLE_MILLIS = 1_000;
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ThreadPoolExecutor HELPERS = new ThreadPoolExecutor(
            1, Integer.MAX_VALUE, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), Workers::helper);

    static {
        HELPERS.allowCoreThreadTimeOut(true);
    }

    private static int wanted;

    private final int threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** Helpers that were called and have not yet found that nothing waits; and those of them that have work in hand. */
    private int called;

    private int atWork;
    private boolean helped;

    /** @param threads at least 1, which is the caller's own and takes no other */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("work needs a thread [threads=" + threads + "]");
        }
        this.threads = threads;
    }

    /** How many threads there are, the caller's included. */
    public int threads() {
        return threads;
    }

    /**
     * How many pieces of a line may be under way: one a thread, of which the caller does one when it has to wait, and two
     * more, so that the others find work while the caller does its piece and prepares the next.
     */
    public int piecesUnderWay() {
        return threads == 1 ? 1 : threads + 2;
    }

    /** A new line of work. */
    public <T> Line<T> line() {
        return new Line<>();
    }

    private void start(Runnable task) {
        if (threads == 1) {
            return; // the caller does it when it asks for the result
        }
        boolean call;
        synchronized (this) {
            waiting.add(task);
            call = called < threads - 1;
            called += call ? 1 : 0;
            if (!helped) {
                helped = true;
                makeRoom(threads - 1);
            }
        }
        if (call) {
            HELPERS.execute(this::help);
        }
    }

    /** As many helpers as all have asked for who are at it. */
    private static synchronized void makeRoom(int helpers) {
        wanted += helpers;
        if (HELPERS.getCorePoolSize() < wanted) {
            HELPERS.setCorePoolSize(wanted);
        }
    }

    private static Thread helper(Runnable work) {
        // Without the operator +, whose first use in a process takes some milliseconds, here in the way of the first
        // part.
        Thread helper = new Thread(work, NAME.concat(Integer.toString(STARTED.incrementAndGet())));
        helper.setDaemon(true);
        return helper;
    }

    private void help() {
        for (Runnable task = take(0); task != null; task = take(1)) {
            task.run();
        }
    }

    /** @param done how many tasks the helper has done since it last came */
    private synchronized Runnable take(int done) {
        Runnable task = waiting.poll();
        atWork += (task == null ? 0 : 1) - done;
        called -= task == null ? 1 : 0;
        if (atWork == 0) {
            notifyAll();
        }
        return task;
    }

    /** Returns when helpers have done what they have begun. */
    @Override
    public synchronized void close() {
        waiting.clear();
        if (helped) {
            helped = false;
            makeRoom(1 - threads);
        }
        awaitDone(() -> {
            while (atWork > 0) {
                wait();
            }
        });
    }

    private interface Waiting {
        void await() throws InterruptedException;
    }

    /** Waits to the end, also when the thread is interrupted meanwhile, which it then still is. */
    private static void awaitDone(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pieces of work whose results are taken in the order in which the pieces were added. */
    public final class Line<T> implements AutoCloseable {
        private final Deque<Piece<T>> pieces = new ArrayDeque<>();

        private Line() {}

        /** Whether as many pieces are under way as should be: take a result before adding another. */
        public boolean isFull() {
            return pieces.size() >= piecesUnderWay();
        }

        public boolean isEmpty() {
            return pieces.isEmpty();
        }

        /** Hands a piece over. */
        public void add(Callable<T> work) {
            Piece<T> piece = new Piece<>(work);
            pieces.add(piece);
            start(piece);
        }

        /** Adds a piece that the caller will do itself: where there is only one, starting a thread takes longer. */
        public void addOwn(Callable<T> work) {
            pieces.add(new Piece<>(work));
        }

        /**
         * The result of the oldest piece; waits for it.
         *
         * @throws IOException what the piece has thrown; unchecked exceptions and errors are thrown as they are too
         */
        public T next() throws IOException {
            Piece<T> oldest = pieces.remove();
            oldest.run();
            for (Piece<T> later : pieces) {
                if (oldest.isDone()) {
                    break;
                }
                later.run();
            }
            return oldest.result();
        }

        /** Drops what nobody has begun and waits for what somebody has. */
        @Override
        public void close() {
            pieces.removeIf(Piece::drop);
            pieces.forEach(piece -> awaitDone(piece.done::await));
            pieces.clear();
        }
    }

    private static final class Piece<T> implements Runnable {
        private final Callable<T> work;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CountDownLatch done = new CountDownLatch(1);
        private T result;
        private Throwable failure;

        Piece(Callable<T> work) {
            this.work = work;
        }

        /** Does the work unless somebody has begun it. */
        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            try {
                result = work.call();
            } catch (Throwable e) {
                failure = e; // thrown where the result is asked for
            } finally {
                done.countDown();
            }
        }

        boolean isDone() {
            return done.getCount() == 0;
        }

        /** Makes sure that it is never begun; returns {@code false} when it has been. */
        boolean drop() {
            return begun.compareAndSet(false, true);
        }

        T result() throws IOException {
            awaitDone(done::await);
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException("work failed in a way that it does not declare", failure);
            }
            return result;
        }
    }
}
