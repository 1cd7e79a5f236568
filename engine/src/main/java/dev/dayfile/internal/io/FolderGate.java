package dev.dayfile.internal.io;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps apart publishing into day folders and moving day folders away. Both are single renames, so neither can tear a
 * file; but a part published between "every part of this folder is absorbed" and the rename of the folder would leave
 * {@code data/} with its rows in no dayfile. Publishing holds the shared side, check and move together the exclusive one.
 *
 * <p>The gate is of this process: the store's lock keeps other writers out.
 */
public final class FolderGate {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** What runs inside the gate. */
    @FunctionalInterface
    public interface Action<T> {
        T run() throws IOException;
    }

    /** Runs while no folder is moved; many may run at once. */
    public <T> T shared(Action<T> action) throws IOException {
        return hold(lock.readLock(), action);
    }

    /** Runs while nothing is published and no other folder is moved; keep it to a check and a rename. */
    public <T> T exclusive(Action<T> action) throws IOException {
        return hold(lock.writeLock(), action);
    }

    private static <T> T hold(Lock side, Action<T> action) throws IOException {
        side.lock();
        try {
            return action.run();
        } finally {
            side.unlock();
        }
    }
}
