package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Lets parquet-hadoop read the engine's own open file. Headers and footers are read byte by byte, so there is a buffer,
 * which parquet-java's own local file has not.
 */
final class DiskInput implements InputFile {
    private final Disk.ReadableFile file;
    private boolean diskFailed;

    DiskInput(Disk.ReadableFile file) {
        this.file = file;
    }

    @Override
    public long getLength() throws IOException {
        diskFailed = true;
        long bytes = file.size();
        diskFailed = false;
        return bytes;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return new Stream(getLength());
    }

    /** Whether reading the file, or asking for its size, failed; parquet-java throws the same {@link IOException} for what it cannot decode. */
    boolean diskFailed() {
        return diskFailed;
    }

    private void read(long at, ByteBuffer into) throws IOException {
        diskFailed = true;
        file.readFully(at, into);
        diskFailed = false;
    }

    @Override
    public String toString() {
        return file.path().toString();
    }

    private final class Stream extends SeekableInputStream {
        private final long fileBytes;
        private final byte[] buffer = new byte[16 << 10];
        private long bufferAt;
        private int buffered;
        private long at;

        Stream(long fileBytes) {
            this.fileBytes = fileBytes;
        }

        @Override
        public long getPos() {
            return at;
        }

        @Override
        public void seek(long position) {
            at = position;
        }

        /** How many bytes stand in the buffer from here on; reads some when there are none. */
        private int fill() throws IOException {
            if (at < bufferAt || at >= bufferAt + buffered) {
                int n = (int) Math.max(0, Math.min(buffer.length, fileBytes - at));
                DiskInput.this.read(at, ByteBuffer.wrap(buffer, 0, n));
                bufferAt = at;
                buffered = n;
            }
            return (int) (bufferAt + buffered - at);
        }

        @Override
        public int read() throws IOException {
            if (fill() == 0) {
                return -1;
            }
            return buffer[(int) (at++ - bufferAt)] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int n = Math.min(length, fill());
            if (n == 0) {
                return -1;
            }
            System.arraycopy(buffer, (int) (at - bufferAt), into, offset, n);
            at += n;
            return n;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int n = (int) Math.min(into.remaining(), Math.max(0, fileBytes - at));
            if (n == 0) {
                return into.hasRemaining() ? -1 : 0;
            }
            int limit = into.limit();
            into.limit(into.position() + n);
            readFully(into);
            into.limit(limit);
            return n;
        }

        @Override
        public void readFully(byte[] into) throws IOException {
            readFully(ByteBuffer.wrap(into));
        }

        @Override
        public void readFully(byte[] into, int offset, int length) throws IOException {
            readFully(ByteBuffer.wrap(into, offset, length));
        }

        @Override
        public void readFully(ByteBuffer into) throws IOException {
            int n = into.remaining();
            if (n > fileBytes - at) {
                throw new EOFException("ends early [file=" + file.path() + ", position=" + at + ", wanted=" + n + "]");
            }
            DiskInput.this.read(at, into);
            at += n;
        }
    }
}
