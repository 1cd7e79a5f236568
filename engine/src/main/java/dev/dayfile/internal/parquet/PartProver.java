package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads large parts of this engine, one after the other, into one and the same memory: a new array for each, as
 * {@link CandleFiles} takes, is most of what a collector has to do in a merge of many. Whatever is not such a part, or
 * not whole, is left to the general way. For one thread.
 */
public final class PartProver {
    /** Read at once: the checksum then finds it in the cache. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Disk disk;
    private byte[] bytes = new byte[0];

    public PartProver(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads a part.
     *
     * @param part as its folder lists it
     * @param timeframe of its folder
     * @return its reader, until the next call; {@code null} when it is no part that is named by its bytes
     * @throws CorruptFileException when its pages or its footer are damaged
     * @throws IOException when the file cannot be read
     */
    public CandleFileReader open(Disk.Entry part, Timeframe timeframe) throws IOException {
        PartName name = PartName.parse(part.name()).orElse(null);
        if (name == null
                || part.sizeBytes() > PartWriter.MAX_BYTES
                || part.sizeBytes() < ParquetFooter.LEAST_FILE_BYTES) {
            return null;
        }
        int size = (int) part.sizeBytes();
        if (bytes.length < size) {
            bytes = new byte[size + size / 8]; // parts of one day are about as large
        }
        CRC32C crc = new CRC32C();
        try (Disk.ReadableFile in = disk.openRead(part.path())) {
            for (int at = 0; at < size; at += PIECE_BYTES) {
                int n = Math.min(PIECE_BYTES, size - at);
                in.readFully(at, ByteBuffer.wrap(bytes, at, n));
                crc.update(bytes, at, n);
            }
        }
        if ((int) crc.getValue() != name.crc32c()) {
            return null;
        }
        int footerBytes = ParquetFooter.footerBytes(bytes, size, size, part.path());
        return new PartReader(part.path(), name, bytes, size, footerBytes, timeframe);
    }
}
