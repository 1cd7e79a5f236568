package dev.dayfile.internal.series;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory that one piece of work has laid aside and the next one takes: of the same merge, or of one that comes after it in
 * the process. A merge needs some megabytes of arrays, three times one after the other; were they new each time, they would
 * be most of what a collector finds, and a heap that may grow grows by them.
 *
 * <p>All of it goes when memory is short, and in most machines when it has not been used for a second for each free
 * megabyte of the heap. Whoever lays something aside must not
 * use it any more, and must not lay it aside twice. Safe for use by several threads.
 */
public final class Spares<T> {
    private final int most;
    private SoftReference<Deque<T>> kept = new SoftReference<>(null);

    /** @param most how many are kept */
    public Spares(int most) {
        this.most = most;
    }

    /** Takes the one that was laid aside last; {@code null} when there is none. */
    public synchronized T poll() {
        Deque<T> spares = kept.get();
        return spares == null ? null : spares.poll();
    }

    /** Lays one aside. */
    public synchronized void add(T spare) {
        Deque<T> spares = kept.get();
        if (spares == null) {
            spares = new ArrayDeque<>();
            kept = new SoftReference<>(spares);
        }
        if (spares.size() < most) {
            spares.push(spare);
        }
    }
}
