package dev.dayfile;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A thread of its own for each task of a test. {@link CompletableFuture}'s own choice would be the common pool, which has
 * a single thread on a machine of two cores (before JDK 25 such a machine got a thread a task there too), and tasks
 * that wait for one another would wait there for ever.
 */
public final class TestThreads {
    private static final Executor THREAD_EACH = task -> {
        Thread thread = new Thread(task, "test-task");
        thread.setDaemon(true); // a test that fails must not hold the process
        thread.start();
    };

    private TestThreads() {}

    /** Runs the task; the future ends with it, or with what it threw. */
    public static CompletableFuture<Void> run(Runnable task) {
        return CompletableFuture.runAsync(task, THREAD_EACH);
    }

    /** Likewise, with the task's result. */
    public static <T> CompletableFuture<T> supply(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, THREAD_EACH);
    }
}
