package dev.dayfile.internal.parquet;

import com.github.luben.zstd.Zstd;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Encodes an object file, by the few spellings that parts of candles use too: plain values, page checksums and
 * statistics. A bot draws a few objects a minute, so most of its object files are small, and what writes them must not
 * load a library first. Files that last (dayfiles, the snapshot) are compressed, have several pages a row group with a
 * page index, and carry checksums of body, index and footer; a part has its checksum in its name.
 *
 * <p>What is encoded stays in memory until {@link #drain} hands it on, row group by row group.
 */
final class ObjectFileWriter {
    static final int ROW_GROUP_ROWS = 8_192;
    static final int UNCOMPRESSED = 0;
    static final int ZSTD = 6;

    /** Rows of a page in files that last, as in dayfiles of candles. */
    private static final int PAGE_ROWS = DayfileWriter.PAGE_ROWS;

    private static final int ZSTD_LEVEL = 3;

    private static final int PLAIN = PageHeader.PLAIN;
    private static final int RLE = PageHeader.RLE;

    private final ObjectSchema schema;
    private final boolean lasting;
    private final UnaryOperator<PageIndexWriter.Page> said;
    private final ThriftWriter out = new ThriftWriter(16 << 10);
    private final ThriftWriter page = new ThriftWriter(4 << 10);
    private final ThriftWriter levels = new ThriftWriter(64);
    private final List<Group> groups = new ArrayList<>();
    private final CRC32C drainedCrc = new CRC32C();
    private long drained;
    private long rows;

    /** A row group that is encoded; what the footer says of its columns has to wait until the page index has its place. */
    private record Group(long at, long bytes, int rows, Chunk[] chunks) {}

    /** A column of a row group; the bounds and their index are {@code null} when there are none. */
    private record Chunk(
            Column column,
            long at,
            long plainBytes,
            long bytes,
            int nulls,
            Bounds bounds,
            byte[] offsets,
            byte[] index) {}

    /** @param lasting whether pages are compressed and indexed, and checksums of body, index and footer are added */
    ObjectFileWriter(ObjectSchema schema, boolean lasting) {
        this(schema, lasting, UnaryOperator.identity());
    }

    /** With faults of a test's choice between the pages and what is said of them. */
    ObjectFileWriter(ObjectSchema schema, boolean lasting, UnaryOperator<PageIndexWriter.Page> said) {
        this.said = said;
        this.schema = schema;
        this.lasting = lasting;
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
    }

    /**
     * A whole file's bytes.
     *
     * @param rows sorted as the schema says
     * @param keyValues for the footer
     */
    static ByteBuffer encode(ObjectSchema schema, List<Object[]> rows, Map<String, String> keyValues, boolean lasting) {
        ObjectFileWriter writer = new ObjectFileWriter(schema, lasting);
        for (int from = 0; from < rows.size(); from += ROW_GROUP_ROWS) {
            writer.addRowGroup(rows.subList(from, Math.min(rows.size(), from + ROW_GROUP_ROWS)));
        }
        writer.finish(keyValues);
        return writer.written();
    }

    /** What is encoded and was not drained. */
    ByteBuffer written() {
        return out.written();
    }

    static int crc32c(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** Writes what is encoded so far to a file and forgets it. */
    void drain(Disk.WritableFile file) throws IOException {
        drainedCrc.update(out.bytes, 0, out.size);
        file.write(ByteBuffer.wrap(out.bytes, 0, out.size));
        drained += out.size;
        out.clear();
    }

    /** How many bytes the file has so far. */
    long bytes() {
        return drained + out.size;
    }

    void addRowGroup(List<Object[]> group) {
        long at = bytes();
        Chunk[] chunks = new Chunk[schema.columns().size()];
        for (int c = 0; c < chunks.length; c++) {
            chunks[c] = addColumn(c, group);
        }
        groups.add(new Group(at, bytes() - at, group.size(), chunks));
        rows += group.size();
    }

    private Chunk addColumn(int c, List<Object[]> group) {
        Column column = schema.columns().get(c);
        int pageRows = lasting ? PAGE_ROWS : ROW_GROUP_ROWS;
        long at = bytes();
        long plainBytes = 0;
        int nulls = 0;
        List<PageIndexWriter.Page> pages = new ArrayList<>();
        Bounds bounds = new Bounds(column.kind());
        for (int from = 0; from < group.size(); from += pageRows) {
            List<Object[]> pageOf = group.subList(from, Math.min(group.size(), from + pageRows));
            Bounds ofPage = new Bounds(column.kind());
            int nullsOfPage = encodePage(c, column, pageOf, ofPage);
            long pageAt = bytes();
            int headerBytes = addPage(pageOf.size());
            plainBytes += headerBytes + page.size;
            PageIndexWriter.Page told = said.apply(new PageIndexWriter.Page(
                    pageAt, (int) (bytes() - pageAt), from, nullsOfPage, ofPage, nullsOfPage == pageOf.size()));
            nulls += told.nulls();
            bounds.include(told.bounds());
            pages.add(told);
        }
        return new Chunk(
                column,
                at,
                plainBytes,
                bytes() - at,
                nulls,
                bounds,
                lasting ? PageIndexWriter.offsets(pages) : null,
                lasting ? PageIndexWriter.values(pages) : null);
    }

    /** Fills {@link #page} with levels and values; returns how many of them are null. */
    private int encodePage(int c, Column column, List<Object[]> pageOf, Bounds bounds) {
        page.clear();
        if (column.optional()) {
            putLevels(c, pageOf);
        }
        int nulls = 0;
        for (Object[] row : pageOf) {
            if (row[c] == null) {
                nulls++;
                continue;
            }
            byte[] value = bytes(row[c]);
            if (column.kind() == Kind.TEXT) {
                page.putInt(value.length);
            }
            page.putBytes(value, 0, value.length);
            bounds.include(value);
        }
        return nulls;
    }

    /** Adds header and body; returns how long the header is. */
    private int addPage(int pageRows) {
        byte[] body = Arrays.copyOf(page.bytes, page.size);
        if (lasting) {
            body = Zstd.compress(body, ZSTD_LEVEL);
        }
        CRC32 crc = new CRC32();
        crc.update(body);
        int at = out.size;
        PageHeader.write(out, page.size, body.length, (int) crc.getValue(), pageRows);
        int headerBytes = out.size - at;
        out.putBytes(body, 0, body.length);
        return headerBytes;
    }

    /** Definition levels as one bit-packed run, eight to a byte, after their length. */
    private void putLevels(int c, List<Object[]> pageOf) {
        levels.clear();
        int groupsOfEight = (pageOf.size() + 7) / 8;
        levels.putVarint((long) groupsOfEight << 1 | 1);
        for (int i = 0; i < pageOf.size(); i += 8) {
            int bits = 0;
            for (int k = i; k < Math.min(i + 8, pageOf.size()); k++) {
                bits |= pageOf.get(k)[c] == null ? 0 : 1 << k - i;
            }
            levels.putByte(bits);
        }
        page.putInt(levels.size);
        page.putBytes(levels.bytes, 0, levels.size);
    }

    static byte[] bytes(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return Bounds.little(value instanceof Double number ? Double.doubleToRawLongBits(number) : (Long) value);
    }

    /**
     * Adds page index and footer.
     *
     * @param keyValues for the footer; the checksums are added to them
     */
    void finish(Map<String, String> keyValues) {
        int indexFrom = out.size;
        long[][] offsetsAt = new long[groups.size()][schema.columns().size()];
        long[][] indexAt = new long[groups.size()][schema.columns().size()];
        if (lasting) {
            addIndex(indexAt, offsetsAt);
            CRC32C body = drainedCrc;
            body.update(out.bytes, 0, out.size);
            keyValues.put(FooterKeys.BODY_CRC, FooterKeys.hex((int) body.getValue()));
            keyValues.put(FooterKeys.INDEX_CRC, FooterKeys.hex(crc32c(out.bytes, indexFrom, out.size)));
            keyValues.put(
                    FooterKeys.FOOTER_CRC, FooterKeys.NO_CRC); // the last key, so its digits are found from behind
        }
        int footerAt = out.size;
        out.beginElement();
        out.i32(1, 1); // version
        out.prepared(2, ThriftWriter.LIST, schema.thrift());
        out.i64(3, rows);
        out.list(4, ThriftWriter.STRUCT, groups.size());
        for (int g = 0; g < groups.size(); g++) {
            putGroup(groups.get(g), g, indexAt[g], offsetsAt[g]);
        }
        out.list(5, ThriftWriter.STRUCT, keyValues.size());
        int digitsAt = 0;
        for (Map.Entry<String, String> entry : keyValues.entrySet()) {
            out.beginElement();
            out.binary(1, entry.getKey().getBytes(StandardCharsets.UTF_8));
            out.binary(2, entry.getValue().getBytes(StandardCharsets.UTF_8));
            digitsAt = out.size - FooterKeys.NO_CRC.length();
            out.end();
        }
        out.binary(6, PartWriter.CREATED_BY);
        out.prepared(7, ThriftWriter.LIST, schema.columnOrders());
        out.end();
        if (lasting) {
            String crc = FooterKeys.hex(crc32c(out.bytes, footerAt, out.size));
            System.arraycopy(crc.getBytes(StandardCharsets.US_ASCII), 0, out.bytes, digitsAt, crc.length());
        }
        out.putInt(out.size - footerAt);
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
    }

    /** Least and greatest values of all pages, then their places, as parquet.thrift has it. */
    private void addIndex(long[][] indexAt, long[][] offsetsAt) {
        for (int g = 0; g < groups.size(); g++) {
            for (int c = 0; c < schema.columns().size(); c++) {
                byte[] index = groups.get(g).chunks[c].index;
                indexAt[g][c] = bytes();
                out.putBytes(index, 0, index.length);
            }
        }
        for (int g = 0; g < groups.size(); g++) {
            for (int c = 0; c < schema.columns().size(); c++) {
                byte[] offsets = groups.get(g).chunks[c].offsets;
                offsetsAt[g][c] = bytes();
                out.putBytes(offsets, 0, offsets.length);
            }
        }
    }

    private void putGroup(Group group, int ordinal, long[] indexAt, long[] offsetsAt) {
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, group.chunks.length);
        long plainBytes = 0;
        for (int c = 0; c < group.chunks.length; c++) {
            putChunk(group.chunks[c], group.rows, indexAt[c], offsetsAt[c]);
            plainBytes += group.chunks[c].plainBytes;
        }
        out.i64(2, plainBytes);
        out.i64(3, group.rows);
        out.list(4, ThriftWriter.STRUCT, 1);
        out.beginElement();
        out.i32(1, schema.sortedBy());
        out.bool(2, false); // ascending
        out.bool(3, false); // it has no nulls
        out.end();
        out.i64(5, group.at);
        out.i64(6, group.bytes);
        out.i16(7, ordinal);
        out.end();
    }

    private void putChunk(Chunk chunk, int groupRows, long indexAt, long offsetsAt) {
        out.beginElement();
        out.i64(2, chunk.at);
        out.begin(3);
        out.i32(1, chunk.column.kind().type());
        out.list(2, ThriftWriter.I32, 2);
        out.element(PLAIN);
        out.element(RLE);
        out.list(3, ThriftWriter.BINARY, 1);
        out.element(chunk.column.nameBytes());
        out.i32(4, lasting ? ZSTD : UNCOMPRESSED);
        out.i64(5, groupRows);
        out.i64(6, chunk.plainBytes);
        out.i64(7, chunk.bytes);
        out.i64(9, chunk.at);
        out.begin(12);
        out.i64(3, chunk.nulls);
        if (chunk.bounds.known()) {
            out.binary(5, chunk.bounds.max());
            out.binary(6, chunk.bounds.min());
        }
        out.end();
        out.end();
        if (lasting) {
            out.i64(4, offsetsAt);
            out.i32(5, chunk.offsets.length);
            if (chunk.index.length > 0) {
                out.i64(6, indexAt);
                out.i32(7, chunk.index.length);
            }
        }
        out.end();
    }
}
