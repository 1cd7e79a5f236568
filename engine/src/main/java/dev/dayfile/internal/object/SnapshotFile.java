package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The latest state of every object as a file. It only saves time: whatever it says can be had from the timeline. */
public final class SnapshotFile {
    private final Path path;
    private final Disk disk;
    private final ObjectFiles files;

    /** What was read last, as long as the file stays what it was. */
    private volatile Known known;

    private record Known(Entry entry, Snapshot snapshot) {}

    public SnapshotFile(Disk disk, StoreLayout layout) {
        this.disk = disk;
        path = layout.objectSnapshot();
        files = new ObjectFiles(disk);
    }

    public Path path() {
        return path;
    }

    /**
     * What stands there; {@code null} when there is none.
     *
     * @throws dev.dayfile.model.CorruptFileException when it is damaged
     * @throws StorageException when it cannot be read
     */
    public Snapshot read() {
        try {
            Entry entry = disk.stat(path);
            Known before = known;
            if (before != null && before.entry().equals(entry)) {
                return before.snapshot();
            }
            Snapshot read = files.readSnapshot(path);
            known = new Known(entry, read); // a newer one than was looked at is read once more
            return read;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Failures.storage("look at the snapshot", path, e);
        } catch (StorageException e) {
            if (e.code() == StorageException.Code.MISSING) {
                return null;
            }
            throw e;
        }
    }

    /** Replaces it in one step. */
    void write(Publisher publisher, Snapshot snapshot) {
        try {
            publisher.publish(path, ObjectFiles.encodeSnapshot(snapshot));
        } catch (IOException e) {
            throw Failures.storage("publish the snapshot", path, e);
        }
    }
}
