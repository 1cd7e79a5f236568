package dev.dayfile.internal.parquet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What comes behind the last row group of a dayfile: page index and footer. It is collected while row groups are
 * written and put together at the end, with the checksums that are known only then (see {@link FooterKeys}).
 *
 * <p>Field ids are those of <a href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">
 * parquet.thrift</a>.
 */
final class DayfileFooter {
    /** Read by parquet-java with a pattern, so that it trusts the statistics: {@code name version v (build b)}. */
    private static final byte[] CREATED_BY = ("dayfile version " + FooterKeys.DAYFILE_VERSION + ".0.0 (build dayfile)")
            .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] COLUMN_ORDERS = PartWriter.columnOrders(CandleSchema.COLUMNS);

    /** More than the footer mostly takes for a row group. */
    private static final int GROUP_BYTES = 2 << 10;

    private static final int ZSTD = 6; // CompressionCodec of parquet.thrift

    private final List<Group> groups = new ArrayList<>();
    private final ThriftWriter columnIndexes = new ThriftWriter(1 << 10);
    private final ThriftWriter offsetIndexes = new ThriftWriter(1 << 10);

    /** Whether a column has more than one page anywhere; a page index of single pages would only say the footer again. */
    private boolean needsIndex;

    private record Group(long rows, long at, Chunk[] chunks) {}

    private record Chunk(
            long at,
            long bytes,
            long uncompressedBytes,
            int dictionaryBytes,
            int pages,
            int nulls,
            byte[] min,
            byte[] max,
            int columnIndexBytes,
            int offsetIndexBytes) {}

    /**
     * The end of the file.
     *
     * @param bytes page index, footer and trailer
     * @param keyValues all that the footer says of the file
     */
    record Tail(ThriftWriter bytes, Map<String, String> keyValues) {}

    /** Takes in a row group that was written at a place in the file. */
    void add(EncodedGroup group, long at) {
        Chunk[] chunks = new Chunk[CandleSchema.COLUMNS];
        for (int c = 0; c < chunks.length; c++) {
            EncodedGroup.Chunk chunk = group.chunks[c];
            needsIndex |= chunk.pages > 1;
            int columnIndexFrom = columnIndexes.size;
            addColumnIndex(c, chunk, group.rows);
            int offsetIndexFrom = offsetIndexes.size;
            addOffsetIndex(chunk, at);
            int nulls = 0;
            for (int p = 0; p < chunk.pages; p++) {
                nulls += chunk.pageNulls[p];
            }
            chunks[c] = new Chunk(
                    at + chunk.start,
                    chunk.bytes,
                    chunk.uncompressedBytes,
                    chunk.dictionaryBytes,
                    chunk.pages,
                    nulls,
                    extreme(c, chunk, chunk.min, -1),
                    extreme(c, chunk, chunk.max, 1),
                    columnIndexes.size - columnIndexFrom,
                    offsetIndexes.size - offsetIndexFrom);
        }
        groups.add(new Group(group.rows, at, chunks));
    }

    /** The least or greatest of the pages' values, or {@code null} when no page has one. */
    private static byte[] extreme(int column, EncodedGroup.Chunk chunk, byte[][] ofPages, int sign) {
        byte[] extreme = null;
        for (int p = 0; p < chunk.pages; p++) {
            if (ofPages[p] != null && (extreme == null || sign * compare(column, ofPages[p], extreme) > 0)) {
                extreme = ofPages[p];
            }
        }
        return extreme;
    }

    private static int compare(int column, byte[] a, byte[] b) {
        return Bounds.compare(CandleSchema.type(column), a, b);
    }

    /** None when a page has values of which none can be compared: its place in the index could not be filled. */
    private void addColumnIndex(int column, EncodedGroup.Chunk chunk, int groupRows) {
        if (!canBeIndexed(chunk, groupRows)) {
            return;
        }
        ThriftWriter out = columnIndexes;
        out.beginElement();
        addNullPages(out, chunk);
        addValues(out, 2, chunk.min, chunk.pages);
        addValues(out, 3, chunk.max, chunk.pages);
        out.i32(4, ascends(column, chunk) ? PageIndex.ASCENDING : PageIndex.UNORDERED);
        addNulls(out, chunk);
        out.end();
    }

    // Each loop in a method of its own, for a reason that RowGroupEncoder gives.

    private static boolean canBeIndexed(EncodedGroup.Chunk chunk, int groupRows) {
        for (int p = 0; p < chunk.pages; p++) {
            int end = p + 1 < chunk.pages ? chunk.pageFirstRow[p + 1] : groupRows;
            if (chunk.min[p] == null && chunk.pageNulls[p] < end - chunk.pageFirstRow[p]) {
                return false;
            }
        }
        return true;
    }

    private static void addNullPages(ThriftWriter out, EncodedGroup.Chunk chunk) {
        out.list(1, ThriftWriter.TRUE, chunk.pages);
        for (int p = 0; p < chunk.pages; p++) {
            out.putByte(chunk.min[p] == null ? ThriftWriter.TRUE : ThriftWriter.FALSE);
        }
    }

    private static void addNulls(ThriftWriter out, EncodedGroup.Chunk chunk) {
        out.list(5, ThriftWriter.I64, chunk.pages);
        for (int p = 0; p < chunk.pages; p++) {
            out.element(chunk.pageNulls[p]);
        }
    }

    private static void addValues(ThriftWriter out, int field, byte[][] values, int pages) {
        out.list(field, ThriftWriter.BINARY, pages);
        for (int p = 0; p < pages; p++) {
            out.element(values[p] == null ? new byte[0] : values[p]);
        }
    }

    private static boolean ascends(int column, EncodedGroup.Chunk chunk) {
        for (int p = 1; p < chunk.pages; p++) {
            if (chunk.min[p] == null
                    || chunk.min[p - 1] == null
                    || compare(column, chunk.min[p - 1], chunk.min[p]) > 0
                    || compare(column, chunk.max[p - 1], chunk.max[p]) > 0) {
                return false;
            }
        }
        return true;
    }

    private void addOffsetIndex(EncodedGroup.Chunk chunk, long groupAt) {
        ThriftWriter out = offsetIndexes;
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, chunk.pages);
        for (int p = 0; p < chunk.pages; p++) {
            out.beginElement();
            out.i64(1, groupAt + chunk.pageAt[p]);
            out.i32(2, chunk.pageBytes[p]);
            out.i64(3, chunk.pageFirstRow[p]);
            out.end();
        }
        out.end();
    }

    /**
     * Puts the end of the file together.
     *
     * @param at where in the file it begins
     * @param rows of the whole file
     * @param keyValues what the footer is to say, without the checksums
     * @param body the checksum of all bytes before {@code at}; the page index is taken into it
     */
    Tail finish(long at, long rows, Map<String, String> keyValues, CRC32C body) {
        if (!needsIndex) {
            columnIndexes.clear();
            offsetIndexes.clear();
        }
        ThriftWriter out =
                new ThriftWriter(columnIndexes.size + offsetIndexes.size + (groups.size() + 1) * GROUP_BYTES);
        out.putBytes(columnIndexes.bytes, 0, columnIndexes.size);
        out.putBytes(offsetIndexes.bytes, 0, offsetIndexes.size);
        CRC32C index = new CRC32C();
        index.update(out.bytes, 0, out.size);
        body.update(out.bytes, 0, out.size);
        Map<String, String> all = new LinkedHashMap<>(keyValues);
        all.put(FooterKeys.BODY_CRC, FooterKeys.hex((int) body.getValue()));
        all.put(FooterKeys.INDEX_CRC, FooterKeys.hex((int) index.getValue()));
        all.put(FooterKeys.FOOTER_CRC, FooterKeys.NO_CRC);

        int footerAt = out.size;
        int digitsAt = writeFooter(out, at, rows, all);
        CRC32C own = new CRC32C();
        own.update(out.bytes, footerAt, out.size - footerAt);
        byte[] digits = FooterKeys.hex((int) own.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, out.bytes, digitsAt, digits.length);
        out.putInt(out.size - footerAt);
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
        return new Tail(out, all);
    }

    /** Returns where the digits of the footer's own checksum stand: the key is the last of all. */
    private int writeFooter(ThriftWriter out, long indexAt, long rows, Map<String, String> keyValues) {
        out.beginElement();
        out.i32(1, 1); // version
        out.prepared(2, ThriftWriter.LIST, CandleSchema.thrift());
        out.i64(3, rows);
        out.list(4, ThriftWriter.STRUCT, groups.size());
        long columnIndexAt = indexAt;
        long offsetIndexAt = indexAt + columnIndexes.size;
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            writeGroup(out, group, g, columnIndexAt, offsetIndexAt);
            for (Chunk chunk : group.chunks()) {
                columnIndexAt += chunk.columnIndexBytes();
                offsetIndexAt += chunk.offsetIndexBytes();
            }
        }
        out.list(5, ThriftWriter.STRUCT, keyValues.size());
        int digitsAt = 0;
        for (Map.Entry<String, String> keyValue : keyValues.entrySet()) {
            out.beginElement();
            out.binary(1, keyValue.getKey().getBytes(StandardCharsets.UTF_8));
            byte[] value = keyValue.getValue().getBytes(StandardCharsets.UTF_8);
            out.binary(2, value);
            digitsAt = out.size - value.length;
            out.end();
        }
        out.binary(6, CREATED_BY);
        out.prepared(7, ThriftWriter.LIST, COLUMN_ORDERS);
        out.end();
        return digitsAt;
    }

    private void writeGroup(ThriftWriter out, Group group, int ordinal, long columnIndexAt, long offsetIndexAt) {
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, group.chunks().length);
        long bytes = 0;
        long uncompressedBytes = 0;
        long nextColumnIndex = columnIndexAt;
        long nextOffsetIndex = offsetIndexAt;
        for (int c = 0; c < group.chunks().length; c++) {
            Chunk chunk = group.chunks()[c];
            bytes += chunk.bytes();
            uncompressedBytes += chunk.uncompressedBytes();
            out.beginElement();
            out.i64(2, 0); // file_offset: deprecated, and no metadata stands beside the chunk
            out.begin(3);
            writeChunk(out, c, chunk, group.rows());
            out.end();
            if (needsIndex) {
                out.i64(4, nextOffsetIndex);
                out.i32(5, chunk.offsetIndexBytes());
            }
            if (needsIndex && chunk.columnIndexBytes() > 0) {
                out.i64(6, nextColumnIndex);
                out.i32(7, chunk.columnIndexBytes());
            }
            out.end();
            nextColumnIndex += chunk.columnIndexBytes();
            nextOffsetIndex += chunk.offsetIndexBytes();
        }
        out.i64(2, uncompressedBytes);
        out.i64(3, group.rows());
        CandleSchema.writeSortedBy(out);
        out.i64(5, group.at());
        out.i64(6, bytes);
        out.i16(7, ordinal);
        out.end();
    }

    private static void writeChunk(ThriftWriter out, int column, Chunk chunk, long rows) {
        boolean dictionary = chunk.dictionaryBytes() > 0;
        out.i32(1, CandleSchema.type(column));
        out.list(2, ThriftWriter.I32, dictionary ? 3 : 2);
        if (dictionary) {
            out.element(PageHeader.PLAIN);
        }
        out.element(PageHeader.RLE);
        out.element(RowGroupEncoder.encodingOf(column));
        out.list(3, ThriftWriter.BINARY, 1);
        out.element(CandleSchema.nameBytes(column));
        out.i32(4, ZSTD);
        out.i64(5, rows);
        out.i64(6, chunk.uncompressedBytes());
        out.i64(7, chunk.bytes());
        out.i64(9, chunk.at() + chunk.dictionaryBytes());
        if (dictionary) {
            out.i64(11, chunk.at());
        }
        out.begin(12);
        out.i64(3, chunk.nulls());
        if (chunk.min() != null) {
            out.binary(5, chunk.max());
            out.binary(6, chunk.min());
        }
        out.end();
        out.list(13, ThriftWriter.STRUCT, dictionary ? 2 : 1);
        if (dictionary) {
            encodingStatistics(out, PageHeader.DICTIONARY_PAGE, PageHeader.PLAIN, 1);
        }
        encodingStatistics(out, PageHeader.DATA_PAGE, RowGroupEncoder.encodingOf(column), chunk.pages());
    }

    private static void encodingStatistics(ThriftWriter out, int pageType, int encoding, int pages) {
        out.beginElement();
        out.i32(1, pageType);
        out.i32(2, encoding);
        out.i32(3, pages);
        out.end();
    }
}
