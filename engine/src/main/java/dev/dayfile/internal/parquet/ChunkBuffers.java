package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Keeps the compressed pages of one row group, a buffer a column, until they are written. It stands between the column
 * writers, which finish pages whenever they like and end in the order of the columns' names, and the file, where the
 * chunks lie in the schema's order. The buffers serve all row groups of a file.
 */
final class ChunkBuffers implements PageWriteStore, AutoCloseable {
    /** zstd's own default: measured, more takes longer and saves little on candles. */
    private static final int LEVEL = 3;

    private final ColumnPages[] columns = new ColumnPages[CandleSchema.COLUMNS];
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final PlainPage plain = new PlainPage();

    ChunkBuffers() {
        zstd.setLevel(LEVEL);
        zstd.setContentSize(true); // so that a reader can hold the page header's size against it
        for (int c = 0; c < columns.length; c++) {
            columns[c] = new ColumnPages();
        }
    }

    @Override
    public PageWriter getPageWriter(ColumnDescriptor path) {
        for (int c = 0; c < columns.length; c++) {
            if (CandleColumnTypes.column(c).equals(path)) {
                return columns[c];
            }
        }
        throw new IllegalArgumentException("not a candle column [column=" + path + "]");
    }

    /** Writes the chunks of a row group in the schema's order and empties the buffers. */
    void writeTo(ParquetFileWriter file, int rows) throws IOException {
        file.startBlock(rows);
        for (int c = 0; c < columns.length; c++) {
            columns[c].writeTo(file, CandleColumnTypes.column(c), rows);
        }
        file.endBlock();
    }

    @Override
    public void close() {
        zstd.close();
    }

    /** A page before it is compressed; one buffer serves them all. */
    private static final class PlainPage extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    /** A data page: its bytes lie in the column's buffer. */
    private record DataPage(
            int offset, int length, int uncompressedBytes, int rows, Statistics<?> statistics, Encoding encoding) {}

    private final class ColumnPages implements PageWriter {
        private byte[] compressed = new byte[16 << 10];
        private int used;
        private final List<DataPage> pages = new ArrayList<>();
        private int dictionaryOffset;
        private int dictionaryLength;
        private DictionaryPage dictionary;
        private Encoding repetitionEncoding;
        private Encoding definitionEncoding;

        /** Compresses into the buffer and returns how many bytes it took. */
        private int compress(BytesInput page) throws IOException {
            plain.reset();
            page.writeAllTo(plain);
            int length = plain.size();
            int bound = (int) Zstd.compressBound(length);
            if (compressed.length - used < bound) {
                compressed = Arrays.copyOf(compressed, Math.max(compressed.length * 2, used + bound));
            }
            return zstd.compressByteArray(compressed, used, bound, plain.array(), 0, length);
        }

        @Override
        public void writePage(
                BytesInput page,
                int values,
                int rows,
                Statistics<?> statistics,
                Encoding repetition,
                Encoding definition,
                Encoding encoding)
                throws IOException {
            int length = compress(page);
            pages.add(new DataPage(used, length, (int) page.size(), rows, statistics.copy(), encoding));
            used += length;
            repetitionEncoding = repetition;
            definitionEncoding = definition;
        }

        @Override
        public void writePage(
                BytesInput page,
                int values,
                int rows,
                Statistics<?> statistics,
                SizeStatistics sizes,
                GeospatialStatistics places,
                Encoding repetition,
                Encoding definition,
                Encoding encoding)
                throws IOException {
            writePage(page, values, rows, statistics, repetition, definition, encoding);
        }

        @Override
        @Deprecated
        public void writePage(
                BytesInput page,
                int values,
                Statistics<?> statistics,
                Encoding repetition,
                Encoding definition,
                Encoding encoding) {
            throw new UnsupportedOperationException("a page without a number of rows has no place in the page index");
        }

        @Override
        public void writePageV2(
                int rows,
                int nulls,
                int values,
                BytesInput repetitionLevels,
                BytesInput definitionLevels,
                Encoding encoding,
                BytesInput data,
                Statistics<?> statistics) {
            throw new UnsupportedOperationException("dayfiles have data pages of version 1, which every reader knows");
        }

        @Override
        public void writeDictionaryPage(DictionaryPage page) throws IOException {
            dictionaryOffset = used;
            dictionaryLength = compress(page.getBytes());
            used += dictionaryLength;
            dictionary = page;
        }

        void writeTo(ParquetFileWriter file, ColumnDescriptor column, int rows) throws IOException {
            file.startColumn(column, rows, CompressionCodecName.ZSTD);
            if (dictionary != null) {
                file.writeDictionaryPage(new DictionaryPage(
                        BytesInput.from(compressed, dictionaryOffset, dictionaryLength),
                        dictionary.getUncompressedSize(),
                        dictionary.getDictionarySize(),
                        dictionary.getEncoding()));
            }
            for (DataPage page : pages) {
                file.writeDataPage(
                        page.rows,
                        page.uncompressedBytes,
                        BytesInput.from(compressed, page.offset, page.length),
                        page.statistics,
                        page.rows,
                        repetitionEncoding,
                        definitionEncoding,
                        page.encoding);
            }
            file.endColumn();
            pages.clear();
            used = 0;
            dictionary = null;
        }

        @Override
        public long getMemSize() {
            return used;
        }

        @Override
        public long allocatedSize() {
            return compressed.length;
        }

        @Override
        public String memUsageString(String prefix) {
            return prefix + "pages: " + used + " bytes";
        }

        @Override
        public void close() {
            // the buffers go with their owner
        }
    }
}
