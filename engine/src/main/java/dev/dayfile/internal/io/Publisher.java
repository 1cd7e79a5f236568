package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How a file comes into being: under a temporary name beside its final one, forced, checked for its size, renamed, and
 * its folder forced. A reader sees it whole or not at all, and what was published survives a power failure.
 *
 * <p>After a failure the temporary is deleted if it can be, and never used again: a force that failed once may claim
 * success the next time while the disk holds old bytes. The caller publishes anew from memory.
 */
public final class Publisher {
    private final Disk disk;
    private final boolean force;
    private final AtomicLong counter = new AtomicLong();

    /**
     * @param force whether content and folder are forced; {@code false} trades the safety from power failures for time
     */
    public Publisher(Disk disk, boolean force) {
        this.disk = disk;
        this.force = force;
    }

    /** Publishes bytes that are in memory; the buffer's position and limit are left as they were. */
    public void publish(Path target, ByteBuffer content) throws IOException {
        try (Pending pending = begin(target)) {
            pending.file().write(content.duplicate());
            pending.publish(content.remaining());
        }
    }

    /** Begins a file that is written piece by piece; its folder is created if need be. */
    public Pending begin(Path target) throws IOException {
        Path folder = target.getParent();
        createFolders(folder);
        Path temporary = folder.resolve(target.getFileName() + "."
                + Long.toHexString(ProcessHandle.current().pid()) + "-" + Long.toHexString(counter.incrementAndGet())
                + StoreLayout.TEMPORARY);
        return new Pending(target, temporary, disk.create(temporary));
    }

    /** Creates a folder whose name survives a power failure: the parent of each new folder is forced. */
    public void createFolders(Path folder) throws IOException {
        if (disk.exists(folder)) {
            return;
        }
        Path existing = folder.getParent();
        while (existing != null && !disk.exists(existing)) {
            existing = existing.getParent();
        }
        disk.createFolders(folder);
        if (!force) {
            return;
        }
        for (Path parent = folder.getParent(); parent != null; parent = parent.getParent()) {
            disk.forceFolder(parent);
            if (parent.equals(existing)) {
                return;
            }
        }
    }

    /** Moves a file or folder in one step and makes both ends of the move survive a power failure. */
    public void move(Path from, Path to) throws IOException {
        createFolders(to.getParent());
        disk.rename(from, to);
        if (force) {
            disk.forceFolder(to.getParent());
            disk.forceFolder(from.getParent());
        }
    }

    /** A file that is being written and not yet published; closing it unpublished discards it. */
    public final class Pending implements AutoCloseable {
        private final Path target;
        private final Path temporary;
        private final Disk.WritableFile file;
        private boolean closed;
        private boolean renamed;

        private Pending(Path target, Path temporary, Disk.WritableFile file) {
            this.target = target;
            this.temporary = temporary;
            this.file = file;
        }

        /** The temporary, open for writing. */
        public Disk.WritableFile file() {
            return file;
        }

        /** Where the temporary stands, for a reader that proves it before it is published. */
        public Path temporary() {
            return temporary;
        }

        /** Forces and closes the temporary, so that it can be read back and proved. */
        public void seal() throws IOException {
            if (force) {
                file.force();
            }
            closed = true;
            file.close();
        }

        /**
         * Publishes under the final name.
         *
         * @param expectedBytes how many bytes were written; a file of another size is not published
         */
        public void publish(long expectedBytes) throws IOException {
            if (!closed) {
                seal();
            }
            long actualBytes = disk.stat(temporary).sizeBytes();
            if (actualBytes != expectedBytes) {
                throw new IOException("a write claimed success but the file is short [file=" + temporary + ", bytes="
                        + actualBytes + ", written=" + expectedBytes + "]");
            }
            disk.rename(temporary, target);
            renamed = true;
            if (force) {
                disk.forceFolder(target.getParent());
            }
        }

        /** Discards the temporary unless it was published. */
        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                file.close();
            }
            if (!renamed) {
                disk.delete(temporary);
            }
        }
    }
}
