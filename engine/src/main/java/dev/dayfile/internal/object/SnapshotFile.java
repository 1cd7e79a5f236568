package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;

/** The latest state of every object as a file. It only saves time: whatever it says can be had from the timeline. */
public final class SnapshotFile {
    private final Path path;
    private final ObjectFiles files;

    public SnapshotFile(Disk disk, StoreLayout layout) {
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
            return files.readSnapshot(path);
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
