package dev.dayfile.internal.parquet;

import dev.dayfile.model.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.CRC32C;

/**
 * A Parquet file's footer as far as this engine needs it, read with every length and position held against the file's
 * size: after that a chunk's place may be believed to lie in the file, whoever wrote it.
 */
final class ParquetFooter {
    /** {@code magic}, an empty footer, its length and {@code magic}: nothing shorter is Parquet. */
    static final int LEAST_FILE_BYTES = 12;

    /** The end of every file: four bytes of length and the magic. */
    static final int TRAILER_BYTES = 8;

    /** The greatest footer that is read. */
    static final int MAX_FOOTER_BYTES = 64 << 20;

    /** More rows than a file of candles has; 500 symbols at one second for a day are a fifth of it. */
    static final long MAX_ROWS = 200_000_000;

    /** The Thrift bytes and where in the file they begin. */
    final byte[] bytes;

    final long start;

    /** Where in {@link #bytes} the list of schema elements lies. */
    private int schemaFrom;

    private int schemaTo;

    long rows;
    String createdBy = "";
    final List<RowGroup> rowGroups = new ArrayList<>();
    final Map<String, String> keyValues = new LinkedHashMap<>();

    /** Where in {@link #bytes} the footer's own checksum has its digits, or -1. */
    int footerCrcAt = -1;

    private final Path file;

    /** A row group: {@code rows} rows, one chunk a column. */
    static final class RowGroup {
        final List<Chunk> chunks = new ArrayList<>();
        long rows;
    }

    /** A column chunk; positions count from the file's start, and -1 means that the footer has none. */
    static final class Chunk {
        int type;
        String path = "";
        int codec;
        long values;
        long bytes;
        long dataPageAt = -1;
        long dictionaryPageAt = -1;
        long nulls = -1;
        byte[] min;
        byte[] max;
        /** Data pages that are encoded with the dictionary; they come before the others. */
        int dictionaryPages;
        /** Data pages of the chunk's other encoding, if it has one. */
        int otherPages;

        /** Their encoding; -1 when there are none. */
        int otherEncoding = -1;

        long offsetIndexAt = -1;
        int offsetIndexBytes;
        long columnIndexAt = -1;
        int columnIndexBytes;

        /** Where the chunk begins. */
        long start() {
            return dictionaryPageAt > 0 ? Math.min(dictionaryPageAt, dataPageAt) : dataPageAt;
        }
    }

    private ParquetFooter(byte[] bytes, long start, Path file) {
        this.bytes = bytes;
        this.start = start;
        this.file = file;
    }

    /** How long the footer is, by the file's last eight bytes, which the array ends with. */
    static int footerBytes(byte[] tail, int tailEnd, long fileBytes, Path file) {
        for (int i = 0; i < 4; i++) {
            if (tail[tailEnd - 4 + i] != PartWriter.MAGIC[i]) {
                throw new CorruptFileException(
                        file, "the file does not end as a Parquet file does: cut short or damaged");
            }
        }
        long length = (tail[tailEnd - 8] & 0xFFL)
                | (tail[tailEnd - 7] & 0xFFL) << 8
                | (tail[tailEnd - 6] & 0xFFL) << 16
                | (tail[tailEnd - 5] & 0xFFL) << 24;
        if (length > fileBytes - LEAST_FILE_BYTES || length > MAX_FOOTER_BYTES) {
            throw new CorruptFileException(
                    file, "the footer's length cannot be [length=" + length + ", fileBytes=" + fileBytes + "]");
        }
        return (int) length;
    }

    /**
     * Whether the footer was written by this engine. The bytes are searched, not parsed: damage to one key, or to the
     * structure around it, must not turn a file of ours into a stranger's.
     */
    static boolean isOurs(byte[] bytes, int from, int to) {
        return contains(bytes, from, to, FooterKeys.VERSION)
                || contains(bytes, from, to, FooterKeys.DIGEST)
                || isDayfile(bytes, from, to);
    }

    /** Whether a footer of ours is a dayfile's. */
    static boolean isDayfile(byte[] bytes, int from, int to) {
        return contains(bytes, from, to, FooterKeys.FOOTER_CRC) || contains(bytes, from, to, FooterKeys.BODY_CRC);
    }

    private static boolean contains(byte[] bytes, int from, int to, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        // From the end, where a dayfile's checksums stand behind the long list of its parts.
        for (int i = to - wanted.length; i >= from; i--) {
            if (bytes[i] == wanted[0] && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Holds a checksum against what the footer says it is.
     *
     * @throws CorruptFileException when it is another one
     */
    void requireCrc(String key, int actual) {
        String said = keyValues.get(key);
        if (!FooterKeys.hex(actual).equals(said)) {
            throw new CorruptFileException(
                    file, "a checksum is wrong [" + key + "=" + said + ", found=" + FooterKeys.hex(actual) + "]");
        }
    }

    /**
     * Reads a footer.
     *
     * @param start where in the file it begins
     * @throws CorruptFileException naming the file and what is wrong
     */
    static ParquetFooter parse(byte[] bytes, long start, Path file) {
        ParquetFooter footer = new ParquetFooter(bytes, start, file);
        ThriftReader in = new ThriftReader(bytes, 0, bytes.length, file, "footer");
        footer.read(in);
        in.require(in.position() == bytes.length, "bytes are left after it");
        footer.check();
        return footer;
    }

    /**
     * The footer's own checksum as it should be, its digits counting as zeros.
     *
     * @throws CorruptFileException when it has none
     */
    int ownCrc32c() {
        if (footerCrcAt < 0) {
            throw new CorruptFileException(file, "the footer lacks its checksum");
        }
        int digitsEnd = footerCrcAt + FooterKeys.NO_CRC.length();
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, footerCrcAt);
        crc.update(FooterKeys.NO_CRC.getBytes(StandardCharsets.US_ASCII));
        crc.update(bytes, digitsEnd, bytes.length - digitsEnd);
        return (int) crc.getValue();
    }

    /** Whether the schema is exactly the candle schema, to the byte. */
    boolean hasCandleSchema() {
        return hasSchema(CandleSchema.thrift());
    }

    /** Whether the schema is exactly this one, to the byte. */
    boolean hasSchema(byte[] ours) {
        return Arrays.equals(bytes, schemaFrom, schemaTo, ours, 0, ours.length);
    }

    private void read(ThriftReader in) {
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 2 -> {
                    schemaFrom = in.position();
                    in.skip();
                    schemaTo = in.position();
                }
                case 3 -> rows = in.count("num_rows");
                case 4 -> {
                    int n = in.list(ThriftWriter.STRUCT, "row_groups");
                    for (int i = 0; i < n; i++) {
                        rowGroups.add(readRowGroup(in));
                    }
                }
                case 5 -> {
                    int n = in.list(ThriftWriter.STRUCT, "key_value_metadata");
                    for (int i = 0; i < n; i++) {
                        readKeyValue(in);
                    }
                }
                case 6 -> createdBy = in.text("created_by");
                default -> in.skip();
            }
        }
    }

    private void readKeyValue(ThriftReader in) {
        String key = null;
        byte[] value = new byte[0];
        int valueEnd = -1;
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> key = in.text("key");
                case 2 -> {
                    value = in.binary("value");
                    valueEnd = in.position();
                }
                default -> in.skip();
            }
        }
        in.require(key != null, "a key-value has no key");
        if (key.startsWith("dayfile.")) {
            in.require(!keyValues.containsKey(key), "a key stands twice");
        }
        keyValues.put(key, new String(value, StandardCharsets.UTF_8));
        if (key.equals(FooterKeys.FOOTER_CRC) && value.length == FooterKeys.NO_CRC.length()) {
            footerCrcAt = valueEnd - value.length;
        }
    }

    private static RowGroup readRowGroup(ThriftReader in) {
        RowGroup group = new RowGroup();
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> {
                    int n = in.list(ThriftWriter.STRUCT, "columns");
                    for (int i = 0; i < n; i++) {
                        group.chunks.add(readChunk(in));
                    }
                }
                case 3 -> group.rows = in.count("rows of a row group");
                default -> in.skip();
            }
        }
        return group;
    }

    private static Chunk readChunk(ThriftReader in) {
        Chunk chunk = new Chunk();
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> throw in.damaged("its columns are said to lie in another file");
                case 3 -> {
                    in.struct("meta_data");
                    readChunkData(in, chunk);
                }
                case 4 -> chunk.offsetIndexAt = in.count("offset_index_offset");
                case 5 -> chunk.offsetIndexBytes = in.i32("offset_index_length");
                case 6 -> chunk.columnIndexAt = in.count("column_index_offset");
                case 7 -> chunk.columnIndexBytes = in.i32("column_index_length");
                default -> in.skip();
            }
        }
        return chunk;
    }

    private static void readChunkData(ThriftReader in, Chunk chunk) {
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> chunk.type = in.i32("type");
                case 5, 7, 9, 11 -> takeCount(chunk, id, in.count("a count or place of a column"));
                case 3 -> {
                    int n = in.list(ThriftWriter.BINARY, "path_in_schema");
                    chunk.path = n == 1 ? readName(in) : readNames(in, n);
                }
                case 4 -> chunk.codec = in.i32("codec");
                case 12 -> {
                    in.struct("statistics");
                    readStatistics(in, chunk);
                }
                case 13 -> {
                    int n = in.list(ThriftWriter.STRUCT, "encoding_stats");
                    for (int i = 0; i < n; i++) {
                        readEncodingStatistics(in, chunk);
                    }
                }
                default -> in.skip();
            }
        }
    }

    private static String readNames(ThriftReader in, int n) {
        StringJoiner names = new StringJoiner(".");
        for (int i = 0; i < n; i++) {
            names.add(readName(in));
        }
        return names.toString();
    }

    private static String readName(ThriftReader in) {
        return new String(in.elementBinary("path_in_schema"), StandardCharsets.UTF_8);
    }

    private static void takeCount(Chunk chunk, int id, long count) {
        switch (id) {
            case 5 -> chunk.values = count;
            case 7 -> chunk.bytes = count;
            case 9 -> chunk.dataPageAt = count;
            default -> chunk.dictionaryPageAt = count;
        }
    }

    private static void readStatistics(ThriftReader in, Chunk chunk) {
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 3 -> chunk.nulls = in.count("null_count");
                case 5 -> chunk.max = in.binary("max_value");
                case 6 -> chunk.min = in.binary("min_value");
                default -> in.skip();
            }
        }
    }

    private static void readEncodingStatistics(ThriftReader in, Chunk chunk) {
        int pageType = -1;
        int encoding = -1;
        int pages = 0;
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> pageType = in.i32("page_type");
                case 2 -> encoding = in.i32("encoding");
                case 3 -> pages = in.i32("count");
                default -> in.skip();
            }
        }
        if (pageType == PageHeader.DATA_PAGE) {
            if (PageHeader.isDictionary(encoding)) {
                chunk.dictionaryPages += pages;
            } else {
                chunk.otherPages += pages;
                in.require(
                        chunk.otherEncoding == -1 || chunk.otherEncoding == encoding,
                        "a column has pages of more than two encodings");
                chunk.otherEncoding = encoding;
            }
        }
    }

    private void check() {
        require(rows <= MAX_ROWS, "has more rows than a file of candles can have", rows);
        long sum = 0;
        for (RowGroup group : rowGroups) {
            sum += group.rows;
            require(group.rows > 0 && sum > 0, "has a row group without rows", group.rows);
            for (Chunk chunk : group.chunks) {
                boolean inside = chunk.dataPageAt >= 4
                        && chunk.start() >= 4
                        && chunk.start() <= start
                        && chunk.bytes <= start - chunk.start();
                require(inside, "has a column that lies outside of the file", chunk.dataPageAt);
                requireInside(chunk.offsetIndexAt, chunk.offsetIndexBytes);
                requireInside(chunk.columnIndexAt, chunk.columnIndexBytes);
            }
        }
        require(sum == rows, "has row groups that do not add up to its rows", sum);
    }

    private void requireInside(long at, int length) {
        require(
                at == -1 || at >= 4 && length >= 0 && at <= start && length <= start - at,
                "has a page index that lies outside of the file",
                at);
    }

    private void require(boolean condition, String what, long value) {
        if (!condition) {
            throw new CorruptFileException(file, "the footer " + what + " [value=" + value + ", rows=" + rows + "]");
        }
    }
}
