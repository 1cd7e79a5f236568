package dev.dayfile.benchmarks.viewport;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Lets parquet-java read ZSTD pages without Hadoop's codecs. */
final class ZstdPages implements CompressionCodecFactory {
    private static final BytesInputDecompressor ZSTD = new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
            bytes.writeAllTo(compressed);
            return BytesInput.from(page(compressed.toByteArray(), decompressedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize) {
            byte[] compressed = new byte[compressedSize];
            input.get(compressed);
            output.put(page(compressed, decompressedSize));
        }

        private static byte[] page(byte[] compressed, int size) {
            byte[] page = new byte[size];
            Zstd.decompress(page, compressed);
            return page;
        }

        @Override
        public void release() {}
    };

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("only reads");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        if (name != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("dayfiles are ZSTD [codec=" + name + "]");
        }
        return ZSTD;
    }

    @Override
    public void release() {}
}
