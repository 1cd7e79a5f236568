package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk whose every file has the same bytes, so that a hundred thousand damaged files need not be written. */
final class BytesDisk implements Disk {
    private final byte[] content;
    private final int length;
    private long bytesRead;

    BytesDisk(byte[] content) {
        this(content, content.length);
    }

    /** @param length how much of it there is */
    BytesDisk(byte[] content, int length) {
        this.content = content;
        this.length = length;
    }

    /** How many bytes have been read of it in all. */
    long bytesRead() {
        return bytesRead;
    }

    @Override
    public ReadableFile openRead(Path file) {
        return new ReadableFile() {
            @Override
            public Path path() {
                return file;
            }

            @Override
            public long size() {
                return length;
            }

            @Override
            public void readFully(long position, ByteBuffer target) throws EOFException {
                if (position + target.remaining() > length) {
                    throw new EOFException("ends early");
                }
                bytesRead += target.remaining();
                target.put(content, (int) position, target.remaining());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int readStart(Path file, ByteBuffer target) {
        int n = Math.min(length, target.remaining());
        bytesRead += n;
        target.put(content, 0, n);
        return n;
    }

    @Override
    public List<Entry> list(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Entry> listNames(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Entry stat(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean exists(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WritableFile create(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(Path from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void createFolders(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forceFolder(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean lockHeld(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLockHandle lock(Path file, String holder) {
        throw new UnsupportedOperationException();
    }
}
