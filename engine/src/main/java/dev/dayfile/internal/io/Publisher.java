package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
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

    /** Tells temporaries of processes apart, for people by the pid; by chance too, since in a container all have one pid. */
    private final String mark = Long.toHexString(ProcessHandle.current().pid()) + "-"
            + Integer.toHexString(ThreadLocalRandom.current().nextInt());

    private final Set<Path> unforced;

    /**
     * @param force whether content and folder are forced; {@code false} trades the safety from power failures for time
     */
    public Publisher(Disk disk, boolean force) {
        this(disk, force, ConcurrentHashMap.newKeySet());
    }

    private Publisher(Disk disk, boolean force, Set<Path> unforced) {
        this.disk = disk;
        this.force = force;
        this.unforced = unforced;
    }

    /** The same by another view of the same disk: what one could not force, the other forces first. */
    public Publisher on(Disk view) {
        return new Publisher(view, force, unforced);
    }

    /** Whether what is published survives a power failure. */
    public boolean forces() {
        return force;
    }

    /** Publishes bytes that are in memory; the buffer's position and limit are left as they were. */
    public void publish(Path target, ByteBuffer content) throws IOException {
        try (Pending pending = beginSmall(target)) {
            pending.file().write(content.duplicate());
            pending.publish(content.remaining());
        }
    }

    /**
     * All of {@link #publish} but its last step: readers see the file from now on, while a power failure may still take
     * its name away until {@link #forceFolder} of its folder returned. So that files that come together can be shown
     * first and made safe after.
     */
    public void place(Path target, ByteBuffer content) throws IOException {
        try (Pending pending = beginSmall(target)) {
            pending.file().write(content.duplicate());
            pending.place(content.remaining());
        }
    }

    /**
     * Begins a file that is written piece by piece; its folder is created if need be. The temporary's name begins with
     * the target's, by which whoever stands in a folder of others finds what was left of its own.
     */
    public Pending begin(Path target) throws IOException {
        return begin(target, target.getFileName() + "." + nextName());
    }

    /** A part is there for microseconds: a name that the kernel keeps in place, without the target's, takes less of them. */
    private Pending beginSmall(Path target) throws IOException {
        return begin(target, nextName());
    }

    private Pending begin(Path target, String temporaryName) throws IOException {
        Path temporary = target.resolveSibling(temporaryName);
        return new Pending(target, temporary, create(temporary));
    }

    private String nextName() {
        return mark + "-" + Long.toHexString(counter.incrementAndGet()) + StoreLayout.TEMPORARY;
    }

    /** Creates a file, and its folder only where that fails, since asking each time whether it is there takes its time. */
    private Disk.WritableFile create(Path file) throws IOException {
        if (unforced.isEmpty()) {
            try {
                return disk.create(file);
            } catch (NoSuchFileException e) {
                // The folder is missing.
            }
        }
        createFolders(file.getParent());
        return disk.create(file);
    }

    /**
     * Creates a folder whose name survives a power failure: the parent of each new folder is forced. A folder whose
     * parent could not be forced is remembered, so that trying again, or another thread's use of it, forces it first.
     */
    public void createFolders(Path folder) throws IOException {
        if (!disk.exists(folder)) {
            for (Path missing = folder; missing != null && !disk.exists(missing); missing = missing.getParent()) {
                unforced.add(missing);
            }
            disk.createFolders(folder);
        }
        if (unforced.isEmpty()) {
            return;
        }
        for (Path created = folder; created != null; created = created.getParent()) {
            if (unforced.contains(created)) {
                if (force && created.getParent() != null) {
                    disk.forceFolder(created.getParent());
                }
                unforced.remove(created);
            }
        }
    }

    /** Makes the names in a folder survive a power failure. */
    public void forceFolder(Path folder) throws IOException {
        if (force) {
            disk.forceFolder(folder);
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
        private long sealedBytes;
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
            sealedBytes = file.size();
            closed = true;
            file.close();
        }

        /**
         * Publishes under the final name.
         *
         * @param expectedBytes how many bytes were written; a file of another size is not published
         */
        public void publish(long expectedBytes) throws IOException {
            place(expectedBytes);
            if (force) {
                disk.forceFolder(target.getParent());
            }
        }

        /**
         * All of {@link #publish} but its last step, as {@link Publisher#place(Path, ByteBuffer)}.
         *
         * @param expectedBytes as for {@link #publish}
         */
        public void place(long expectedBytes) throws IOException {
            if (!closed) {
                seal();
            }
            if (sealedBytes != expectedBytes) {
                throw new IOException("a write claimed success but the file is short [file=" + temporary + ", bytes="
                        + sealedBytes + ", written=" + expectedBytes + "]");
            }
            disk.rename(temporary, target);
            renamed = true;
        }

        /** Discards the temporary unless it was published. */
        @Override
        public void close() throws IOException {
            try {
                if (!closed) {
                    closed = true;
                    file.close();
                }
            } finally {
                if (!renamed) {
                    disk.delete(temporary);
                }
            }
        }
    }
}
