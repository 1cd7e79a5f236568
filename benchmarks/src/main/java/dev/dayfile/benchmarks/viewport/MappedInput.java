package dev.dayfile.benchmarks.viewport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file mapped into memory for parquet-java, whose own local file makes a system call for every byte of an index. */
final class MappedInput implements InputFile {
    private final ByteBuffer file;

    MappedInput(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    @Override
    public long getLength() {
        return file.capacity();
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(file.duplicate());
    }

    private static final class Stream extends SeekableInputStream {
        private final ByteBuffer rest;

        Stream(ByteBuffer rest) {
            this.rest = rest;
        }

        @Override
        public long getPos() {
            return rest.position();
        }

        @Override
        public void seek(long position) {
            rest.position(Math.toIntExact(position));
        }

        @Override
        public int read() {
            return rest.hasRemaining() ? rest.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int n = Math.min(length, rest.remaining());
            rest.get(into, offset, n);
            return n == 0 && length > 0 ? -1 : n;
        }

        @Override
        public int read(ByteBuffer into) {
            int n = Math.min(into.remaining(), rest.remaining());
            into.put(rest.slice(rest.position(), n));
            rest.position(rest.position() + n);
            return n;
        }

        @Override
        public void readFully(byte[] into) throws IOException {
            readFully(into, 0, into.length);
        }

        @Override
        public void readFully(byte[] into, int offset, int length) throws IOException {
            requireRest(length);
            rest.get(into, offset, length);
        }

        @Override
        public void readFully(ByteBuffer into) throws IOException {
            requireRest(into.remaining());
            read(into);
        }

        private void requireRest(int length) throws IOException {
            if (length > rest.remaining()) {
                throw new EOFException("wanted=" + length + ", left=" + rest.remaining());
            }
        }
    }
}
