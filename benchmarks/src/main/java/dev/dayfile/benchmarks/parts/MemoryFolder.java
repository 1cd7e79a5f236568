package dev.dayfile.benchmarks.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder on a memory-backed file system where there is one, so that no device is measured; deleted at the end. */
public final class MemoryFolder implements AutoCloseable {
    private final Path folder;

    /** @param otherwise where the folder is made when the machine has no memory-backed file system */
    public MemoryFolder(Path otherwise) throws IOException {
        Path shared = Path.of("/dev/shm");
        folder = Files.createTempDirectory(Files.isWritable(shared) ? shared : otherwise, "dayfile-parts-");
    }

    public Path path() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        PartsTurn.delete(folder);
    }
}
