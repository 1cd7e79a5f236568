package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The disk of long work that must end soon when its owner closes. Once it is stopped, reading and writing the content of
 * files fails, and the work ends as it does when the machine fails: nothing is half done, temporary files are deleted,
 * and what moves names still goes through. Once it is closed, nothing is changed through it any more.
 */
public final class StoppableDisk extends ForwardingDisk {
    private volatile String reason;
    private volatile boolean stopped;
    private volatile boolean closed;

    /** @param reason the message of the failures */
    public StoppableDisk(Disk disk, String reason) {
        super(disk);
        this.reason = reason;
    }

    /** From now on content is neither read nor written. */
    public void stop() {
        stopped = true;
    }

    /** From now on nothing is changed either, for a reason that came up since. */
    public void close(String newReason) {
        reason = newReason;
        close();
    }

    /** From now on nothing is changed either. */
    public void close() {
        stopped = true;
        closed = true;
    }

    private void requireGoing() throws IOException {
        if (stopped) {
            throw new IOException(reason);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(reason);
        }
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        requireGoing();
        return super.read(file, maxBytes);
    }

    @Override
    public int readStart(Path file, ByteBuffer target) throws IOException {
        requireGoing();
        return super.readStart(file, target);
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        requireGoing();
        return new Read(super.openRead(file));
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        requireGoing();
        return new Written(super.create(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        requireOpen();
        super.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        requireOpen();
        super.delete(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        requireOpen();
        super.createFolders(folder);
    }

    private final class Read extends ForwardingDisk.Readable {
        Read(ReadableFile file) {
            super(file);
        }

        @Override
        public void readFully(long position, ByteBuffer target) throws IOException {
            requireGoing();
            super.readFully(position, target);
        }
    }

    private final class Written extends ForwardingDisk.Writable {
        Written(WritableFile file) {
            super(file);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            requireGoing();
            super.write(source);
        }
    }
}
