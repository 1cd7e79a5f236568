package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Where parquet-hadoop writes a dayfile to: the engine's own file, through a buffer, with a running checksum.
 *
 * <p>After {@link #holdTail} bytes are kept in memory and not written: the footer has to be completed with the checksum
 * of what comes before it.
 */
final class DiskOutput extends PositionOutputStream implements OutputFile {
    private final Disk.WritableFile file;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[256 << 10];
    private int buffered;
    private long flushed;
    private boolean holding;

    DiskOutput(Disk.WritableFile file) {
        this.file = file;
    }

    /** Writes what is buffered; from here on everything stays in memory until {@link #finish}. */
    void holdTail() throws IOException {
        drain();
        holding = true;
    }

    /** Where the tail begins in the file. */
    long tailStart() {
        return flushed;
    }

    /** The bytes since {@link #holdTail}. */
    byte[] tail() {
        return Arrays.copyOf(buffer, buffered);
    }

    /** Takes bytes of the tail into the checksum and returns it, as an unsigned 32-bit number in an int. */
    int crcWith(byte[] tail, int length) {
        crc.update(tail, 0, length);
        return (int) crc.getValue();
    }

    /** Writes the completed tail; returns the file's size. */
    long finish(byte[] tail) throws IOException {
        file.write(ByteBuffer.wrap(tail));
        return flushed + tail.length;
    }

    private void drain() throws IOException {
        crc.update(buffer, 0, buffered);
        file.write(ByteBuffer.wrap(buffer, 0, buffered));
        flushed += buffered;
        buffered = 0;
    }

    @Override
    public long getPos() {
        return flushed + buffered;
    }

    @Override
    public void write(int b) throws IOException {
        if (buffered == buffer.length) {
            makeRoom(1);
        }
        buffer[buffered++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - buffered) {
            makeRoom(length);
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    private void makeRoom(int needed) throws IOException {
        if (!holding) {
            drain();
        }
        if (needed > buffer.length - buffered) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, buffered + needed));
        }
    }

    /** Nothing: the file belongs to whoever publishes it. */
    @Override
    public void close() {}

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }
}
