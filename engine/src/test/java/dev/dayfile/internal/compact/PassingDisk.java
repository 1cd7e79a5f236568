package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The machine's disk with nothing forced, since no test here cuts the power; tests override what they need. */
public class PassingDisk implements Disk {
    @Override
    public List<Entry> list(Path folder) throws IOException {
        return LOCAL.list(folder);
    }

    @Override
    public Entry stat(Path path) throws IOException {
        return LOCAL.stat(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return LOCAL.exists(path);
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        return LOCAL.read(file, maxBytes);
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        return LOCAL.openRead(file);
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        return new Unforced(LOCAL.create(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        LOCAL.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        LOCAL.delete(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        LOCAL.createFolders(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        LOCAL.stat(folder); // it must be there all the same
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        return LOCAL.map(file, sizeBytes);
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        return LOCAL.lock(file, holder);
    }

    @Override
    public boolean lockHeld(Path file) throws IOException {
        return LOCAL.lockHeld(file);
    }

    private record Unforced(WritableFile file) implements WritableFile {
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
            file.size(); // it must be open all the same
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
