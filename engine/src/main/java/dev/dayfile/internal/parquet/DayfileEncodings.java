package dev.dayfile.internal.parquet;

import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter.DoubleByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;

/**
 * The encoding of each column of a dayfile, chosen by measurement of bytes and of time, ZSTD included
 * ({@code docs/benchmarks/dayfile-encodings.md} has the tables). Dictionaries only for the two columns that repeat: a
 * dictionary of prices takes four times as long and hides from ZSTD what neighbouring prices have in common.
 */
final class DayfileEncodings implements ValuesWriterFactory {
    private ParquetProperties properties;

    @Override
    public void initialize(ParquetProperties parquetProperties) {
        properties = parquetProperties;
    }

    @Override
    public ValuesWriter newValuesWriter(ColumnDescriptor descriptor) {
        int slab = properties.getInitialSlabSize();
        int page = properties.getPageSizeThreshold();
        ByteBufferAllocator allocator = properties.getAllocator();
        return switch (columnOf(descriptor)) {
            case CandleSchema.SYMBOL, CandleSchema.TIMEFRAME ->
                FallbackValuesWriter.of(
                        new PlainBinaryDictionaryValuesWriter(
                                properties.getDictionaryPageSizeThreshold(),
                                Encoding.RLE_DICTIONARY,
                                Encoding.PLAIN,
                                allocator),
                        new PlainValuesWriter(slab, page, allocator));
            case CandleSchema.TS -> new DeltaByteArrayWriter(slab, page, allocator);
            case CandleSchema.TS_UTC, CandleSchema.SEQ, CandleSchema.BAR_INDEX ->
                new DeltaBinaryPackingValuesWriterForLong(slab, page, allocator);
            case CandleSchema.VOLUME -> new DoubleByteStreamSplitValuesWriter(slab, page, allocator);
            default -> new PlainValuesWriter(slab, page, allocator);
        };
    }

    private static int columnOf(ColumnDescriptor descriptor) {
        for (int c = 0; c < CandleSchema.COLUMNS; c++) {
            if (CandleColumnTypes.column(c).equals(descriptor)) {
                return c;
            }
        }
        throw new IllegalArgumentException("not a candle column [column=" + descriptor + "]");
    }
}
