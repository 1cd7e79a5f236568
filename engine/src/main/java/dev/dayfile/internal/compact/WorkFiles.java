package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Temporary files of merges, under {@code .dayfile/work}. They need no force: what a process that died has left there
 * is deleted at the next open. A file that could not be deleted is remembered and tried again.
 */
final class WorkFiles {
    private static final AtomicLong COUNTER = new AtomicLong();

    private final Disk disk;
    private final StoreLayout layout;
    private final List<Path> unwanted = new ArrayList<>();

    WorkFiles(Disk disk, StoreLayout layout) {
        this.disk = disk;
        this.layout = layout;
    }

    /** Writes a work file. */
    interface Writing<T> {
        T write(Disk.WritableFile out) throws IOException;
    }

    /** Writes a work file, or leaves none; returns what the writing does. */
    <T> T write(Writing<T> writing) {
        Path file = null;
        boolean whole = false;
        try {
            T result;
            try (Disk.WritableFile out = create()) {
                file = out.path();
                result = writing.write(out);
            }
            whole = true;
            return result;
        } catch (IOException e) {
            throw Failures.storage("write a work file", file, e);
        } finally {
            if (!whole && file != null) {
                discard(file);
            }
        }
    }

    /**
     * Merges runs until no more are left than may be open at once; neighbours only, since their order decides ties.
     *
     * @param merge makes one run of some, and deletes those
     */
    static <R> void mergeToWidth(List<R> runs, int width, Function<List<R>, R> merge) {
        while (runs.size() > width) {
            for (int at = 0; at < runs.size(); at++) {
                List<R> group = List.copyOf(runs.subList(at, Math.min(at + width, runs.size())));
                if (group.size() > 1) {
                    R merged = merge.apply(group);
                    runs.subList(at, at + group.size()).clear();
                    runs.add(at, merged);
                }
            }
        }
    }

    /** A new work file, open for writing; no name in the folder ends as a Parquet file's does. */
    private Disk.WritableFile create() {
        Path file = layout.work()
                .resolve("run-" + Long.toHexString(ProcessHandle.current().pid()) + "-"
                        + Long.toHexString(COUNTER.incrementAndGet()) + StoreLayout.TEMPORARY);
        try {
            disk.createFolders(layout.work());
            return disk.create(file);
        } catch (IOException e) {
            discard(file);
            throw Failures.storage("create a work file", file, e);
        }
    }

    /** Deletes a file now or, if that fails, at a later call. */
    synchronized void discard(Path file) {
        unwanted.add(file);
        deleteUnwanted();
    }

    /** Tries to delete what an earlier call could not. */
    synchronized void deleteUnwanted() {
        for (Iterator<Path> files = unwanted.iterator(); files.hasNext(); ) {
            try {
                disk.delete(files.next());
                files.remove();
            } catch (IOException e) {
                // It stays on the list. A leftover harms nobody, so it is no reason to fail a merge that is proved.
            }
        }
    }
}
