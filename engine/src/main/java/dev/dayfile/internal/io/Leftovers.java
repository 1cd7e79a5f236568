package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Deletes the temporaries that a process left when it died between creating a file and publishing it. Only the holder
 * of the store's lock may do so: another engine's temporaries may be in use.
 */
public final class Leftovers {
    private Leftovers() {}

    /**
     * Deletes every temporary in {@code data/} and {@code objects/} and the folders below them, beside the ring, among
     * the work files of merges and among the marks of kept days.
     *
     * @return how many files were deleted
     */
    public static int delete(Disk disk, StoreLayout layout) throws IOException {
        int deleted = deleteIn(disk, layout.state(), 0) + deleteIn(disk, layout.work(), 0);
        deleted += deleteIn(disk, layout.kept(), 1);
        deleted += deleteIn(disk, layout.objectSnapshot().getParent(), 0) + deleteIn(disk, layout.objectTimeline(), 2);
        return deleted + deleteIn(disk, layout.data(), 2);
    }

    private static int deleteIn(Disk disk, Path folder, int depth) throws IOException {
        int deleted = 0;
        for (Disk.Entry entry : disk.list(folder)) {
            if (entry.folder()) {
                deleted += depth > 0 ? deleteIn(disk, entry.path(), depth - 1) : 0;
            } else if (entry.name().endsWith(StoreLayout.TEMPORARY)) {
                disk.delete(entry.path());
                deleted++;
            }
        }
        return deleted;
    }
}
