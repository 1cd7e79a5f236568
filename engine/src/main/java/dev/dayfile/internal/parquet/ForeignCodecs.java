package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import dev.dayfile.model.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * Decompresses the pages of strangers' files without Hadoop's codecs: none, Snappy (pandas' default), ZSTD, gzip and LZ4_RAW. A
 * page's size is held against a bound before anything is allocated, since a tiny file may claim gigabytes.
 */
final class ForeignCodecs implements CompressionCodecFactory {
    private static final int MAX_PAGE_BYTES = 256 << 20;
    private static final Set<CompressionCodecName> READ = EnumSet.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.GZIP,
            CompressionCodecName.LZ4_RAW);

    /**
     * Refuses a file of which some column is compressed by another codec: it may be whole, so it is not damaged.
     *
     * @throws StorageException with the code {@code UNSUPPORTED}, naming the codec
     */
    static void requireKnown(ParquetMetadata metadata, Path file) {
        for (BlockMetaData block : metadata.getBlocks()) {
            for (ColumnChunkMetaData column : block.getColumns()) {
                if (!READ.contains(column.getCodec())) {
                    throw new StorageException(
                            StorageException.Code.UNSUPPORTED,
                            file,
                            "the file is compressed by a codec that is not read here; " + READ + " are [codec="
                                    + column.getCodec() + ", column="
                                    + column.getPath().toDotString() + "]");
                }
            }
        }
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("strangers' files are only read");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Decompressor(
                switch (codec) {
                    case UNCOMPRESSED -> ForeignCodecs::copy;
                    case SNAPPY -> (in, out) -> Snappy.decompress(in, 0, in.length, out, out.length);
                    case ZSTD -> ForeignCodecs::zstd;
                    case GZIP -> ForeignCodecs::gzip;
                    case LZ4_RAW -> Lz4::decompress;
                    default -> throw new IllegalArgumentException("this codec is not read here [codec=" + codec + "]");
                });
    }

    private static void copy(byte[] in, byte[] out) {
        if (in.length != out.length) {
            throw new IllegalArgumentException("a page that is not compressed has two sizes");
        }
        System.arraycopy(in, 0, out, 0, in.length);
    }

    private static void zstd(byte[] in, byte[] out) {
        long n = Zstd.decompress(out, in);
        if (Zstd.isError(n) || n != out.length) {
            throw new IllegalArgumentException("a ZSTD page has another size than its header says");
        }
    }

    private static void gzip(byte[] in, byte[] out) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(in), 4096)) {
            if (stream.readNBytes(out, 0, out.length) != out.length || stream.read() >= 0) {
                throw new IllegalArgumentException("a gzip page has another size than its header says");
            }
        }
    }

    @Override
    public void release() {
        // nothing is held
    }

    private interface Codec {
        void decompress(byte[] in, byte[] out) throws IOException;
    }

    private record Decompressor(Codec codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            ByteArrayOutputStream in = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
            bytes.writeAllTo(in);
            return BytesInput.from(decompress(in.toByteArray(), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
                throws IOException {
            byte[] in = new byte[compressedSize];
            input.get(in);
            output.put(decompress(in, decompressedSize));
        }

        private byte[] decompress(byte[] in, int size) throws IOException {
            if (size < 0 || size > MAX_PAGE_BYTES) {
                throw new IllegalArgumentException("a page is larger than is read here [bytes=" + size + "]");
            }
            if (size == 0) {
                return new byte[0]; // a page of nulls only: some writers then write no compressed bytes at all
            }
            byte[] out = new byte[size];
            codec.decompress(in, out);
            return out;
        }

        @Override
        public void release() {
            // nothing is held
        }
    }
}
