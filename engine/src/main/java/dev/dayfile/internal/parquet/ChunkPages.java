package dev.dayfile.internal.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.util.Arrays;
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
 * The pages of a dayfile's column chunk, or some of them, for {@link ChunkValues} and for parquet-column's reader.
 * parquet-hadoop's own page source believes page headers, which no checksum covers: a flipped bit there can switch the
 * checksum off or name another encoding. Here each header is held against the footer, which a checksum does cover.
 * Serves one chunk after the other; for one thread.
 */
final class ChunkPages implements PageReader {
    private static final PrimitiveConverter UNUSED = new PrimitiveConverter() {};

    private final Path file;
    private final ZstdDecompressCtx zstd;
    private final PageHeader header = new PageHeader();
    private final CRC32 crc = new CRC32();
    private int column;
    private ParquetFooter.Chunk chunk;
    private byte[] bytes;
    private int start;
    private int dictionaryEnd;
    private int end;
    private long values;
    private int page;
    private int at;
    private long valuesLeft;
    private byte[] scratch = new byte[0];
    private int scratchBytes;

    /** @param zstd for one thread, as this is */
    ChunkPages(Path file, ZstdDecompressCtx zstd) {
        this.file = file;
        this.zstd = zstd;
    }

    /**
     * Begins a chunk.
     *
     * @param bytes the dictionary page, if the chunk has one, from {@code start} to {@code dictionaryEnd}, and right after
     *     it whole data pages up to {@code end}
     * @param firstPage which data page of the chunk the first of them is
     * @param values how many values they hold
     */
    ChunkPages over(
            int column,
            ParquetFooter.Chunk chunk,
            byte[] bytes,
            int start,
            int dictionaryEnd,
            int end,
            int firstPage,
            long values) {
        this.column = column;
        this.chunk = chunk;
        this.bytes = bytes;
        this.start = start;
        this.dictionaryEnd = dictionaryEnd;
        this.end = end;
        this.at = dictionaryEnd;
        this.page = firstPage;
        this.values = values;
        this.valuesLeft = values;
        return this;
    }

    Path file() {
        return file;
    }

    String column() {
        return chunk.path;
    }

    /** Whether every data page of the chunk has this encoding. */
    boolean areEncoded(int encoding) {
        return PageHeader.isDictionary(encoding)
                ? chunk.dictionaryPages > 0 && chunk.otherPages == 0
                : chunk.dictionaryPages == 0 && chunk.otherEncoding == encoding;
    }

    /** What {@link #next} or {@link #readDictionary} has read, with a few bytes behind it; valid until the next of them. */
    byte[] body() {
        return scratch;
    }

    int bodyBytes() {
        return scratchBytes;
    }

    /** Rows of the page that {@link #next} has read. */
    int rows() {
        return header.values;
    }

    /** A reader of parquet-column's that stands on the first value, for encodings that dayfiles are not written with. */
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

    private void decompress() {
        if (scratch.length < header.uncompressedBytes + DeltaValues.SLACK_BYTES) {
            scratch = new byte[header.uncompressedBytes + header.uncompressedBytes / 8 + DeltaValues.SLACK_BYTES];
        }
        int n = zstd.decompressByteArray(
                scratch, 0, header.uncompressedBytes, bytes, header.bodyAt, header.compressedBytes);
        if (n != header.uncompressedBytes) {
            throw damaged("a page has another size than its header says");
        }
        scratchBytes = n;
    }

    /** Reads the dictionary page; returns how many values it has, 0 when there is none. */
    int readDictionary() {
        if (dictionaryEnd == start) {
            return 0;
        }
        readHeader(start, dictionaryEnd, PageHeader.DICTIONARY_PAGE);
        boolean fixed = chunk.type != CandleSchema.BYTE_ARRAY;
        if (header.bodyAt + header.compressedBytes != dictionaryEnd
                || fixed && header.uncompressedBytes != 8L * header.values
                || header.values > header.uncompressedBytes) {
            throw damaged("the dictionary's header contradicts it");
        }
        decompress();
        return header.values;
    }

    /** Reads the next page; returns whether there was one. */
    boolean next() {
        if (at == end) {
            if (valuesLeft != 0) {
                throw damaged("the pages hold fewer values than they should");
            }
            return false;
        }
        readHeader(at, end, PageHeader.DATA_PAGE);
        boolean dictionaryExpected = page < chunk.dictionaryPages;
        valuesLeft -= header.values;
        boolean expected =
                dictionaryExpected ? PageHeader.isDictionary(header.encoding) : header.encoding == chunk.otherEncoding;
        if (!expected || valuesLeft < 0 || header.values == 0) {
            throw damaged("a page header contradicts the footer");
        }
        decompress();
        at = header.bodyAt + header.compressedBytes;
        if (at == end && valuesLeft != 0) {
            throw damaged("the pages hold fewer values than they should");
        }
        page++;
        return true;
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        int n = readDictionary();
        if (n == 0) {
            return null;
        }
        byte[] kept = Arrays.copyOf(scratch, scratchBytes); // by the values that are read from it
        return new DictionaryPage(BytesInput.from(kept), n, Encoding.PLAIN);
    }

    @Override
    public long getTotalValueCount() {
        return values;
    }

    @Override
    public DataPage readPage() {
        return next()
                ? new DataPageV1(
                        BytesInput.from(scratch, 0, scratchBytes),
                        header.values,
                        scratchBytes,
                        null,
                        Encoding.RLE,
                        Encoding.RLE,
                        encodingOf(header.encoding))
                : null;
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
