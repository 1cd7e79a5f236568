package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Another disk as it is. Whoever watches, counts or fails a call or two of it overrides those and no more. */
public abstract class ForwardingDisk implements Disk {
    protected final Disk disk;

    protected ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public List<Entry> listNames(Path folder) throws IOException {
        return disk.listNames(folder);
    }

    @Override
    public Entry stat(Path path) throws IOException {
        return disk.stat(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        return disk.read(file, maxBytes);
    }

    @Override
    public int readStart(Path file, ByteBuffer target) throws IOException {
        return disk.readStart(file, target);
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        return disk.openRead(file);
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        disk.createFolders(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        return disk.map(file, sizeBytes);
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        return disk.lock(file, holder);
    }

    @Override
    public boolean lockHeld(Path file) throws IOException {
        return disk.lockHeld(file);
    }

    /** Another open file as it is. */
    public abstract static class Readable implements ReadableFile {
        protected final ReadableFile file;

        protected Readable(ReadableFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void readFully(long position, ByteBuffer target) throws IOException {
            file.readFully(position, target);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Another file that is being written as it is. */
    public abstract static class Writable implements WritableFile {
        protected final WritableFile file;

        protected Writable(WritableFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            file.write(source);
        }

        @Override
        public void writeAt(long position, ByteBuffer source) throws IOException {
            file.writeAt(position, source);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
