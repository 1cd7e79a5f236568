package dev.dayfile.internal.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * The pages of a dayfile's column chunk, or some of them, for parquet-column's reader. parquet-hadoop's own page source
 * believes page headers, which no checksum covers: a flipped bit there can switch the checksum off or name another
 * encoding. Here each header is held against the footer, which a checksum does cover.
 */
final class ChunkPages implements PageReader {
    private static final PrimitiveConverter UNUSED = new PrimitiveConverter() {};

    private final Path file;
    private final int column;
    private final ParquetFooter.Chunk chunk;
    private final ZstdDecompressCtx zstd;
    private final byte[] bytes;
    private final int dictionaryEnd;
    private final int end;
    private final long values;
    private final PageHeader header = new PageHeader();
    private final CRC32 crc = new CRC32();
    private int page;
    private int at;
    private long valuesLeft;
    private byte[] scratch = new byte[0];

    /**
     * @param bytes the dictionary page, if the chunk has one, from 0 to {@code dictionaryEnd}, and right after it whole
     *     data pages up to the array's end
     * @param firstPage which data page of the chunk the first of them is
     * @param values how many values they hold
     */
    ChunkPages(
            Path file,
            int column,
            ParquetFooter.Chunk chunk,
            ZstdDecompressCtx zstd,
            byte[] bytes,
            int dictionaryEnd,
            int firstPage,
            long values) {
        this.file = file;
        this.column = column;
        this.chunk = chunk;
        this.zstd = zstd;
        this.bytes = bytes;
        this.dictionaryEnd = dictionaryEnd;
        this.end = bytes.length;
        this.at = dictionaryEnd;
        this.page = firstPage;
        this.values = values;
        this.valuesLeft = values;
    }

    /** A reader that stands on the first value. */
    ColumnReader open() {
        return new ColumnReaderImpl(CandleColumnTypes.column(column), this, UNUSED, null);
    }

    private CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what + " [column=" + chunk.path + ", page=" + page + "]");
    }

    private void readHeader(int from, int limit, int wantedType) {
        header.read(bytes, from, limit, CandleSchema.optional(column), file, chunk.path);
        if (header.type != wantedType) {
            throw damaged("a page is not of the kind that belongs here");
        }
        crc.reset();
        crc.update(bytes, header.bodyAt, header.compressedBytes);
        if ((int) crc.getValue() != header.crc) {
            throw damaged("a page's checksum is wrong");
        }
    }

    private void decompress(byte[] into) {
        int n = zstd.decompressByteArray(
                into, 0, header.uncompressedBytes, bytes, header.bodyAt, header.compressedBytes);
        if (n != header.uncompressedBytes) {
            throw damaged("a page has another size than its header says");
        }
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        if (dictionaryEnd == 0) {
            return null;
        }
        readHeader(0, dictionaryEnd, PageHeader.DICTIONARY_PAGE);
        boolean fixed = chunk.type != CandleSchema.BYTE_ARRAY;
        if (header.bodyAt + header.compressedBytes != dictionaryEnd
                || fixed && header.uncompressedBytes != 8L * header.values) {
            throw damaged("the dictionary's header contradicts it");
        }
        byte[] content = new byte[header.uncompressedBytes]; // kept by the values that are read from it
        decompress(content);
        return new DictionaryPage(BytesInput.from(content), header.values, Encoding.PLAIN);
    }

    @Override
    public long getTotalValueCount() {
        return values;
    }

    @Override
    public DataPage readPage() {
        if (at == end) {
            if (valuesLeft != 0) {
                throw damaged("the pages hold fewer values than they should");
            }
            return null;
        }
        readHeader(at, end, PageHeader.DATA_PAGE);
        boolean dictionaryExpected = page < chunk.dictionaryPages;
        valuesLeft -= header.values;
        boolean expected =
                dictionaryExpected ? PageHeader.isDictionary(header.encoding) : header.encoding == chunk.otherEncoding;
        if (!expected || valuesLeft < 0 || header.values == 0) {
            throw damaged("a page header contradicts the footer");
        }
        if (scratch.length < header.uncompressedBytes) {
            scratch = new byte[header.uncompressedBytes];
        }
        decompress(scratch);
        at = header.bodyAt + header.compressedBytes;
        if (at == end && valuesLeft != 0) {
            throw damaged("the pages hold fewer values than they should");
        }
        page++;
        return new DataPageV1(
                BytesInput.from(scratch, 0, header.uncompressedBytes),
                header.values,
                header.uncompressedBytes,
                null,
                Encoding.RLE,
                Encoding.RLE,
                encodingOf(header.encoding));
    }

    private static Encoding encodingOf(int encoding) {
        return switch (encoding) {
            case PageHeader.PLAIN -> Encoding.PLAIN;
            case PageHeader.DELTA_BINARY_PACKED -> Encoding.DELTA_BINARY_PACKED;
            case PageHeader.DELTA_BYTE_ARRAY -> Encoding.DELTA_BYTE_ARRAY;
            case PageHeader.BYTE_STREAM_SPLIT -> Encoding.BYTE_STREAM_SPLIT;
            default -> Encoding.RLE_DICTIONARY;
        };
    }
}
