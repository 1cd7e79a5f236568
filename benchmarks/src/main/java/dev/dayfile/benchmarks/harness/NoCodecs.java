package dev.dayfile.benchmarks.harness;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Keeps parquet-java's own factory away, which loads Hadoop's configuration for every file. */
public final class NoCodecs implements CompressionCodecFactory {
    private static final BytesInputCompressor AS_IT_IS = new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) {
            return bytes;
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.UNCOMPRESSED;
        }

        @Override
        public void release() {}
    };

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return AS_IT_IS;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("only writes");
    }

    @Override
    public void release() {}
}
