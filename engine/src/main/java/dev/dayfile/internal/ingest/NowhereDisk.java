package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk without memory: it takes what is published and forgets it. What the warm-up flushes to. */
final class NowhereDisk implements Disk {
    private long written;

    @Override
    public List<Entry> list(Path folder) {
        return List.of();
    }

    @Override
    public List<Entry> listNames(Path folder) {
        return List.of();
    }

    @Override
    public Entry stat(Path path) {
        return new Entry(path, false, written, 0, "");
    }

    @Override
    public boolean exists(Path path) {
        return false;
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        throw nothingHere(file);
    }

    @Override
    public int readStart(Path file, ByteBuffer target) throws IOException {
        throw nothingHere(file);
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        throw nothingHere(file);
    }

    @Override
    public WritableFile create(Path file) {
        written = 0;
        return new NowhereFile(file);
    }

    @Override
    public void rename(Path from, Path to) {}

    @Override
    public void delete(Path path) {}

    @Override
    public void createFolders(Path folder) {}

    @Override
    public void forceFolder(Path folder) {}

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        throw nothingHere(file);
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        throw nothingHere(file);
    }

    @Override
    public boolean lockHeld(Path file) {
        return false;
    }

    private static IOException nothingHere(Path file) {
        return new FileNotFoundException(file.toString());
    }

    private final class NowhereFile implements WritableFile {
        private final Path path;

        NowhereFile(Path path) {
            this.path = path;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void write(ByteBuffer source) {
            written += source.remaining();
            source.position(source.limit());
        }

        @Override
        public void writeAt(long position, ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public long size() {
            return written;
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
