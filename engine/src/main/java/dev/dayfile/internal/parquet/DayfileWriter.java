package dev.dayfile.internal.parquet;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Streams rows into a dayfile, row group by row group. Values go to parquet-column's column writers, with no object a
 * row; their pages are compressed and kept by {@link ChunkBuffers} until a row group is full, so that memory is bounded
 * by one row group.
 *
 * <p>The footer is completed here: parquet-hadoop does not write the order of the rows, and a dayfile protects itself
 * with three checksums that are known only when everything before the footer is (see {@link FooterKeys}). Nothing of
 * the file is written twice.
 *
 * <p>Not safe for use by several threads. After a failure the writer is of no more use, and its file is to be discarded.
 */
public final class DayfileWriter implements AutoCloseable {
    /** Rows of a row group: measured best for reading one symbol of 500. */
    static final int ROW_GROUP_ROWS = 8_192;

    /** Rows of a page: the smaller, the less is read for one symbol; the larger, the better for DuckDB and for ZSTD. */
    static final int PAGE_ROWS = 2_048;

    private static final int PAGE_BYTES = 4 << 20; // never reached, so that all columns have the same page borders

    private final Disk.WritableFile file;
    private final String writerId;
    private final DayGrid grid;
    private final Binary timeframeText;
    private final DiskOutput output;
    private final ChunkBuffers chunks;
    private final ColumnWriteStoreV1 store;
    private final ColumnWriter[] columns = new ColumnWriter[CandleSchema.COLUMNS];
    private final ParquetFileWriter parquet;
    private final byte[] isoText = new byte[IsoTime.LENGTH];
    private final CandleColumns last = new CandleColumns(1);

    private int groupRows;
    private long rows;
    private long digest;
    private long firstSeq = Long.MAX_VALUE;
    private long lastSeq = Long.MIN_VALUE;
    private long minTsMicros = Long.MAX_VALUE;
    private long maxTsMicros = Long.MIN_VALUE;
    private boolean failed;
    private boolean closed;
    private FileFooter footer;

    static {
        QuietLogging.ensure();
    }

    /** Begins a dayfile whose candles have no numbers. */
    public DayfileWriter(Disk.WritableFile out, Timeframe timeframe, String writerId) {
        this(out, timeframe, writerId, DayGrid.NONE);
    }

    /**
     * Begins a dayfile.
     *
     * @param out an empty file, which the caller forces, closes and publishes
     * @param timeframe of every row
     * @param writerId which store writes
     * @param grid the numbers of the day's candles
     */
    public DayfileWriter(Disk.WritableFile out, Timeframe timeframe, String writerId, DayGrid grid) {
        this.file = out;
        this.writerId = writerId;
        this.grid = grid;
        this.timeframeText = Binary.fromConstantByteArray(timeframe.toString().getBytes(StandardCharsets.US_ASCII));
        this.output = new DiskOutput(out);
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(PAGE_BYTES)
                .withPageRowCountLimit(PAGE_ROWS)
                .withMinRowCountForPageSizeCheck(PAGE_ROWS)
                .withValuesWriterFactory(new DayfileEncodings())
                .withPageWriteChecksumEnabled(true)
                .build();
        this.chunks = new ChunkBuffers();
        this.store = new ColumnWriteStoreV1(CandleColumnTypes.SCHEMA, chunks, properties);
        for (int c = 0; c < columns.length; c++) {
            columns[c] = store.getColumnWriter(CandleColumnTypes.column(c));
        }
        try {
            this.parquet = new ParquetFileWriter(
                    output,
                    CandleColumnTypes.SCHEMA,
                    ParquetFileWriter.Mode.CREATE,
                    Long.MAX_VALUE,
                    0,
                    null,
                    properties);
            parquet.start();
        } catch (IOException e) {
            chunks.close();
            throw Failures.storage("begin the dayfile", out.path(), e);
        }
    }

    /**
     * Adds row {@code i}; its key must be greater than the one before.
     *
     * @throws IllegalStateException when it is not, or after {@link #finish} or a failure; nothing is added then
     * @throws IllegalArgumentException when the time lies outside the accepted years; nothing is added then
     */
    public void add(CandleColumns rows, int i) {
        if (failed || closed || footer != null) {
            throw new IllegalStateException("the dayfile takes no more rows [file=" + file.path() + "]");
        }
        long ts = rows.tsMicros[i];
        if (ts < IsoTime.MIN_MICROS || ts >= IsoTime.MAX_MICROS) {
            throw new IllegalArgumentException("ts lies between the years 1900 and 2199 [ts=" + ts + "]");
        }
        if (last.size == 1 && CandleColumns.compareKeys(last, 0, rows, i) >= 0) {
            throw new IllegalStateException(
                    "the keys of a dayfile ascend, each once [symbol=" + rows.symbol[i] + ", ts=" + IsoTime.format(ts)
                            + ", before=" + last.symbol[0] + " " + IsoTime.format(last.tsMicros[0]) + "]");
        }
        last.clear();
        last.addFrom(rows, i);
        failed = true; // until the row is whole: a column store that threw once writes nothing, silently
        write(rows, i);
        if (++groupRows == ROW_GROUP_ROWS) {
            endRowGroup();
        }
        failed = false;
    }

    private void write(CandleColumns rows, int i) {
        long ts = rows.tsMicros[i];
        double volume = rows.volume[i];
        IsoTime.format(ts, isoText, 0);
        columns[CandleSchema.SYMBOL].write(Binary.fromConstantByteArray(rows.symbol[i].utf8()), 0, 0);
        columns[CandleSchema.TIMEFRAME].write(timeframeText, 0, 0);
        columns[CandleSchema.TS].write(Binary.fromReusedByteArray(isoText), 0, 0);
        columns[CandleSchema.TS_UTC].write(ts, 0, 0);
        columns[CandleSchema.OPEN].write(rows.open[i], 0, 0);
        columns[CandleSchema.HIGH].write(rows.high[i], 0, 0);
        columns[CandleSchema.LOW].write(rows.low[i], 0, 0);
        columns[CandleSchema.CLOSE].write(rows.close[i], 0, 0);
        if (Double.isNaN(volume)) {
            columns[CandleSchema.VOLUME].writeNull(0, 0);
        } else {
            columns[CandleSchema.VOLUME].write(volume, 0, 1);
        }
        columns[CandleSchema.SEQ].write(rows.seq[i], 0, 0);
        long barIndex = grid.indexOf(ts);
        if (barIndex == DayGrid.NO_INDEX) {
            columns[CandleSchema.BAR_INDEX].writeNull(0, 0);
        } else {
            columns[CandleSchema.BAR_INDEX].write(barIndex, 0, 1);
        }
        store.endRecord();

        this.rows++;
        digest += ContentDigest.ofRow(rows, i);
        firstSeq = Math.min(firstSeq, rows.seq[i]);
        lastSeq = Math.max(lastSeq, rows.seq[i]);
        minTsMicros = Math.min(minTsMicros, ts);
        maxTsMicros = Math.max(maxTsMicros, ts);
    }

    private void endRowGroup() {
        store.flush();
        try {
            chunks.writeTo(parquet, groupRows);
        } catch (IOException e) {
            throw Failures.storage("write the dayfile", file.path(), innermost(e));
        }
        groupRows = 0;
    }

    /** What the disk said: writing a page header, parquet-format wraps it twice and so hides that the disk is full. */
    private static IOException innermost(IOException e) {
        IOException innermost = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause instanceof IOException io ? io : innermost;
        }
        return innermost;
    }

    /**
     * Writes what is left and the footer; returns the file's size in bytes.
     *
     * @param absorbed names of the parts that it holds and that may still stand in the day's folder
     * @throws IllegalStateException when there is no row, or it was finished before
     */
    public long finish(List<String> absorbed) {
        if (failed || closed || footer != null) {
            throw new IllegalStateException("the dayfile cannot be finished [file=" + file.path() + "]");
        }
        if (rows == 0) {
            throw new IllegalStateException("a dayfile has at least one row [file=" + file.path() + "]");
        }
        failed = true;
        if (groupRows > 0) {
            endRowGroup();
        }
        Map<String, String> keyValues = keyValues(absorbed);
        long bytes;
        try {
            output.holdTail();
            parquet.end(Map.of());
            bytes = output.finish(completeTail(keyValues));
        } catch (IOException e) {
            throw Failures.storage("write the dayfile's footer", file.path(), innermost(e));
        }
        footer = FooterKeys.parse(keyValues, file.path());
        failed = false;
        close();
        return bytes;
    }

    private Map<String, String> keyValues(List<String> absorbed) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(FooterKeys.VERSION, FooterKeys.CURRENT_VERSION);
        values.put(FooterKeys.WRITER, writerId);
        values.put(FooterKeys.FIRST_SEQ, Long.toString(firstSeq));
        values.put(FooterKeys.LAST_SEQ, Long.toString(lastSeq));
        values.put(FooterKeys.ROWS, Long.toString(rows));
        values.put(FooterKeys.DIGEST, ContentDigest.toHex(digest));
        values.put(FooterKeys.MIN_TS, Long.toString(minTsMicros));
        values.put(FooterKeys.MAX_TS, Long.toString(maxTsMicros));
        values.put(FooterKeys.ABSORBED, AbsorbedParts.encode(absorbed));
        return values;
    }

    /** Takes the tail as parquet-hadoop wrote it (page index, footer, trailer) and completes the footer. */
    private byte[] completeTail(Map<String, String> keyValues) throws IOException {
        byte[] tail = output.tail();
        int oldFooterBytes = ParquetFooter.footerBytes(tail, tail.length, output.getPos(), file.path());
        int indexBytes = tail.length - ParquetFooter.TRAILER_BYTES - oldFooterBytes;
        FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(tail, indexBytes, oldFooterBytes));
        CRC32C indexCrc = new CRC32C();
        indexCrc.update(tail, 0, indexBytes);
        keyValues.put(FooterKeys.BODY_CRC, FooterKeys.hex(output.crcWith(tail, indexBytes)));
        keyValues.put(FooterKeys.INDEX_CRC, FooterKeys.hex((int) indexCrc.getValue()));
        keyValues.put(FooterKeys.FOOTER_CRC, FooterKeys.NO_CRC);
        List<KeyValue> list = new ArrayList<>();
        keyValues.forEach((key, value) -> list.add(new KeyValue(key).setValue(value)));
        metadata.setKey_value_metadata(list);
        for (RowGroup group : metadata.getRow_groups()) {
            group.setSorting_columns(sortingColumns());
        }
        ByteArrayOutputStream thrift = new ByteArrayOutputStream(oldFooterBytes + 1024);
        Util.writeFileMetaData(metadata, thrift);
        byte[] footerBytes = thrift.toByteArray();

        CRC32C footerCrc = new CRC32C();
        footerCrc.update(footerBytes);
        int digitsAt = ParquetFooter.parse(footerBytes, output.tailStart() + indexBytes, file.path()).footerCrcAt;
        byte[] digits = FooterKeys.hex((int) footerCrc.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, footerBytes, digitsAt, digits.length);

        ThriftWriter whole = new ThriftWriter(indexBytes + footerBytes.length + ParquetFooter.TRAILER_BYTES);
        whole.putBytes(tail, 0, indexBytes);
        whole.putBytes(footerBytes, 0, footerBytes.length);
        whole.putInt(footerBytes.length);
        whole.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
        return whole.bytes;
    }

    private static List<SortingColumn> sortingColumns() {
        List<SortingColumn> sorting = new ArrayList<>();
        for (int column : CandleSchema.sortedBy()) {
            sorting.add(new SortingColumn(column, false, false));
        }
        return sorting;
    }

    /**
     * What the footer says, after {@link #finish}.
     *
     * @throws IllegalStateException before that
     */
    public FileFooter footer() {
        if (footer == null) {
            throw new IllegalStateException("the dayfile is not finished [file=" + file.path() + "]");
        }
        return footer;
    }

    /** Gives back what the compressor holds; the file stays open, since its owner publishes or discards it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            chunks.close();
        }
    }
}
