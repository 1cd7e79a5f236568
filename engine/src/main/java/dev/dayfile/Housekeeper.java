package dev.dayfile;

import dev.dayfile.model.StorageException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The engine's one thread for work that is due at some later time, such as retiring parts when their grace is over. It
 * is not the writer agent's thread, since that must never wait for a listing of folders.
 */
final class Housekeeper implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;
    private volatile String lastError;

    Housekeeper() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "dayfile-housekeeper");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /** Runs a task once; what it throws is kept as the last error and ends nothing. Nothing is due once this is closed. */
    void after(Duration delay, Runnable task) {
        try {
            executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    /** Runs a task again and again, as {@link #after} does, whatever it throws. */
    void every(Duration interval, Runnable task) {
        executor.scheduleWithFixedDelay(
                () -> run(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) { // an Error too: a task that throws to the executor would never be run again
            lastError = t instanceof StorageException ? t.getMessage() : t.toString();
        }
    }

    /** What the last failed task said; {@code null} when none has failed. */
    String lastError() {
        return lastError;
    }

    /** Drops what is not yet due and waits for what is running, however long that takes. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
