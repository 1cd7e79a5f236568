package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Takes damaged files out of the readers' way and keeps them, each at its old path below {@code .dayfile/quarantine}. */
public final class Quarantine {
    private final Disk disk;
    private final StoreLayout layout;
    private final Publisher publisher;

    public Quarantine(Disk disk, StoreLayout layout, Publisher publisher) {
        this.disk = disk;
        this.layout = layout;
        this.publisher = publisher;
    }

    /**
     * Moves a damaged file to the first free place and returns it.
     *
     * @throws dev.dayfile.model.StorageException when the disk fails; the file may then stand at either place, whole
     */
    public Path take(Path file) {
        try {
            Path target = freeFor(file);
            publisher.move(file, target);
            return target;
        } catch (IOException e) {
            throw Failures.storage("quarantine the damaged file", file, e);
        }
    }

    /** Copies a damaged file, up to so many bytes of it, to the first free place and returns it: the file itself is to be replaced. */
    Path copy(Path file, int maxBytes) throws IOException {
        Path target = freeFor(file);
        try (Disk.ReadableFile damaged = disk.openRead(file)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(damaged.size(), maxBytes));
            damaged.readFully(0, content);
            publisher.publish(target, content.flip());
        }
        return target;
    }

    private Path freeFor(Path file) throws IOException {
        int n = 0;
        while (disk.exists(layout.quarantined(file, n))) {
            n++;
        }
        return layout.quarantined(file, n);
    }
}
