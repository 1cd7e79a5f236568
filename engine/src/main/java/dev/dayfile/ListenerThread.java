package dev.dayfile;

import dev.dayfile.internal.ingest.PartListener;
import dev.dayfile.internal.ingest.PublishedPart;
import dev.dayfile.model.PartPublished;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Carries what happened to the user's listener on a thread of its own, since whatever it does there must neither hold
 * back the writer nor end it.
 */
final class ListenerThread implements PartListener, AutoCloseable {
    private static final long CLOSE_SECONDS = 30;
    private static final long IDLE_SECONDS = 10;

    private final StorageListener listener;
    private final ThreadPoolExecutor executor;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Thread thread;
    private volatile String lastError;

    ListenerThread(StorageListener listener) {
        this.listener = listener;
        executor = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(StorageListener.MAX_WAITING), work -> {
                    thread = new Thread(work, "dayfile-listener");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true); // so that an opening that fails leaves no thread behind
    }

    @Override
    public void partPublished(PublishedPart part) {
        tell(l -> l.partPublished(described(part)));
    }

    /** What hears of the parts of object events. */
    PartListener objectParts() {
        return part -> tell(l -> l.objectPartPublished(described(part)));
    }

    private static PartPublished described(PublishedPart part) {
        return new PartPublished(
                part.path(),
                part.timeframe(),
                part.day(),
                part.rows(),
                part.firstSeq(),
                part.lastSeq(),
                part.minTsMicros(),
                part.maxTsMicros(),
                part.bytes());
    }

    @Override
    public void visible(long seq) {
        tell(l -> l.visibleAdvanced(seq));
    }

    @Override
    public void durable(long seq) {
        tell(l -> l.durableAdvanced(seq));
    }

    /** Has a call made when its turn comes. */
    void tell(Consumer<StorageListener> call) {
        try {
            executor.execute(() -> {
                try {
                    call.accept(listener);
                } catch (Throwable t) {
                    lastError = "the listener failed: " + t;
                }
            });
        } catch (RejectedExecutionException e) {
            lastError = "the listener is too slow, or the engine was closing [calls dropped="
                    + dropped.incrementAndGet() + "]";
        }
    }

    /** What the listener threw last, or how many calls it missed; {@code null} when all is well. */
    String lastError() {
        return lastError;
    }

    /** Makes the calls that wait and ends; from the listener itself it does not wait for itself. */
    @Override
    public void close() {
        executor.shutdown();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
