package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.ParquetFooter.Chunk;
import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

/**
 * Reads dayfiles: this engine finds and checks the pages, parquet-column decodes them. Footer and page index carry
 * checksums of their own, so that what is <em>not</em> read for one symbol is left out on good grounds.
 *
 * <p>Not safe for use by several threads.
 */
final class DayfileReader implements CandleFileReader {
    private static final int ZSTD = 6; // CompressionCodec of parquet.thrift

    private final Path file;
    private final Disk.ReadableFile in;
    private final ParquetFooter footer;
    private final FileFooter says;
    private final Known known;
    private final ZstdDecompressCtx zstd;

    static {
        QuietLogging.ensure();
    }

    /**
     * Takes over the open file, unless this throws: then it is still the caller's to close.
     *
     * @param footerBytes the footer, which begins at {@code footerAt} in the file
     * @param timeframe what the folder says, or {@code null} when the file stands in none
     */
    DayfileReader(Disk.ReadableFile in, byte[] footerBytes, long footerAt, Timeframe timeframe) {
        this.in = in;
        this.file = in.path();
        this.footer = ParquetFooter.parse(footerBytes, footerAt, file);
        requireCrc(FooterKeys.FOOTER_CRC, footer.ownCrc32c());
        this.says = FooterKeys.parse(footer.keyValues, file);
        if (!footer.hasCandleSchema()) {
            throw damaged("the schema is not the candle schema");
        }
        if (footer.rows != says.rows()) {
            throw damaged("the footer contradicts itself [rows=" + footer.rows + ", " + FooterKeys.ROWS + "="
                    + says.rows() + "]");
        }
        checkChunks(timeframe);
        this.known = new Known(footer, says);
        this.zstd = new ZstdDecompressCtx();
    }

    /** Takes over the open file, of which another reader has read and checked the footer. */
    DayfileReader(Disk.ReadableFile in, Known known) {
        this.in = in;
        this.file = in.path();
        this.known = known;
        this.footer = known.footer;
        this.says = known.says;
        this.zstd = new ZstdDecompressCtx();
    }

    /**
     * What there is in a dayfile besides its pages, each piece read and checked once. Readers of the same file share it,
     * also in several threads: the page index is guarded by the instance, the rest never changes.
     */
    static final class Known {
        private final ParquetFooter footer;
        private final FileFooter says;
        private final PageIndex[][] indexes;
        private byte[] indexSection;

        private Known(ParquetFooter footer, FileFooter says) {
            this.footer = footer;
            this.says = says;
            this.indexes = new PageIndex[footer.rowGroups.size()][COLUMNS];
        }

        private long indexSectionAt() {
            RowGroup lastGroup = footer.rowGroups.get(footer.rowGroups.size() - 1);
            return lastGroup.chunks.get(0).start() + groupBytes(lastGroup);
        }

        /** Memory that it comes to hold, roughly: parsed, a footer and an index take a multiple of their bytes. */
        long bytes() {
            return 1_000 + 8L * footer.bytes.length + 3L * (footer.start - indexSectionAt());
        }
    }

    Known known() {
        return known;
    }

    private CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what);
    }

    private void requireCrc(String key, int actual) {
        String said = footer.keyValues.get(key);
        if (!FooterKeys.hex(actual).equals(said)) {
            throw damaged("a checksum is wrong [" + key + "=" + said + ", found=" + FooterKeys.hex(actual) + "]");
        }
    }

    /** Chunks lie side by side in the schema's order from the magic on, each with one value a row. */
    private void checkChunks(Timeframe timeframe) {
        long at = PartWriter.MAGIC.length;
        byte[] expected = timeframe == null ? null : timeframe.toString().getBytes(StandardCharsets.US_ASCII);
        for (RowGroup group : footer.rowGroups) {
            if (group.chunks.size() != COLUMNS) {
                throw damaged("a row group has not " + COLUMNS + " columns");
            }
            for (int c = 0; c < COLUMNS; c++) {
                Chunk chunk = group.chunks.get(c);
                if (!chunk.path.equals(CandleSchema.name(c))
                        || chunk.type != CandleSchema.type(c)
                        || chunk.codec != ZSTD
                        || chunk.values != group.rows
                        || chunk.start() != at
                        || chunk.bytes > Integer.MAX_VALUE / COLUMNS
                        || chunk.dictionaryPages > 0 && chunk.dictionaryPageAt != at) {
                    throw damaged("the footer describes a column wrongly [column=" + CandleSchema.name(c) + "]");
                }
                at += chunk.bytes;
            }
            Chunk timeframes = group.chunks.get(TIMEFRAME);
            if (expected != null
                    && !(Arrays.equals(timeframes.min, expected) && Arrays.equals(timeframes.max, expected))) {
                throw damaged("the file has another timeframe than its folder [timeframe="
                        + new String(timeframes.min, StandardCharsets.UTF_8) + ", folder=" + timeframe + "]");
            }
        }
    }

    @Override
    public FileFooter footer() {
        return says;
    }

    @Override
    public int rowGroups() {
        return footer.rowGroups.size();
    }

    Path file() {
        return file;
    }

    @Override
    public void readRowGroup(int index, SymbolTable symbols, CandleColumns into) {
        Objects.checkIndex(index, rowGroups());
        guard(() -> {
            RowGroup group = footer.rowGroups.get(index);
            decode(group, read(group.chunks.get(0).start(), groupBytes(group)), symbols, into);
        });
    }

    private void decode(RowGroup group, byte[] bytes, SymbolTable symbols, CandleColumns into) {
        int rows = (int) group.rows;
        into.ensureCapacity(into.size + rows);
        int first = into.size;
        readSymbols(whole(group, SYMBOL, bytes), rows, symbols, into.symbol, first);
        readLongs(whole(group, TS_UTC, bytes), rows, into.tsMicros, first);
        readDoubles(whole(group, OPEN, bytes), rows, into.open, first);
        readDoubles(whole(group, HIGH, bytes), rows, into.high, first);
        readDoubles(whole(group, LOW, bytes), rows, into.low, first);
        readDoubles(whole(group, CLOSE, bytes), rows, into.close, first);
        readVolumes(whole(group, VOLUME, bytes), rows, into.volume, first);
        readLongs(whole(group, SEQ, bytes), rows, into.seq, first);
        into.size = first + rows;
    }

    /**
     * Reads a row group once for both: its rows and everything that can be said against it.
     *
     * @param grid the numbers that its candles must have, or {@code null} when any will do
     * @param body takes in the bytes, and the magic before the first of them
     */
    void readProved(int index, SymbolTable symbols, CandleColumns into, DayGrid grid, CRC32C body) throws IOException {
        RowGroup group = footer.rowGroups.get(index);
        if (index == 0) {
            byte[] magic = read(0, PartWriter.MAGIC.length);
            if (!Arrays.equals(magic, PartWriter.MAGIC)) {
                throw damaged("the file does not begin as a Parquet file does");
            }
            body.update(magic);
        }
        byte[] bytes = read(group.chunks.get(0).start(), groupBytes(group));
        body.update(bytes);
        int from = into.size;
        decode(group, bytes, symbols, into);
        checkTexts(group, bytes, into, from, grid);
    }

    /** What is left when every row group has been proved: the page index, and the checksum of everything. */
    void proveRest(CRC32C body) throws IOException {
        for (int g = 0; g < rowGroups(); g++) {
            for (int c = 0; c < COLUMNS; c++) {
                index(g, c);
            }
        }
        body.update(known.indexSection);
        requireCrc(FooterKeys.BODY_CRC, (int) body.getValue());
    }

    @Override
    public void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into) {
        guard(() -> {
            for (int g = 0; g < rowGroups(); g++) {
                RowGroup group = footer.rowGroups.get(g);
                Chunk symbols = group.chunks.get(SYMBOL);
                Chunk times = group.chunks.get(TS_UTC);
                if (holds(symbols.min, symbols.max, symbol) && holds(times.min, times.max, fromMicros, toMicros)) {
                    readSymbol(g, symbol, fromMicros, toMicros, into);
                }
            }
        });
    }

    /** The rows wanted lie side by side, since a row group is sorted by symbol and ts. */
    private void readSymbol(int g, SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into)
            throws IOException {
        PageIndex bySymbol = index(g, SYMBOL);
        int first = 0;
        int last = bySymbol.pages - 1;
        while (first <= last && !holds(bySymbol.min[first], bySymbol.max[first], symbol)) {
            first++;
        }
        while (last > first && !holds(bySymbol.min[last], bySymbol.max[last], symbol)) {
            last--;
        }
        if (first > last) {
            return;
        }
        long fromRow = bySymbol.firstRow[first];
        long toRow = bySymbol.firstRow[last + 1];
        PageIndex byTime = index(g, TS_UTC);
        first = byTime.pageOf(fromRow);
        last = byTime.pageOf(toRow - 1);
        while (first <= last && !holds(byTime.min[first], byTime.max[first], fromMicros, toMicros)) {
            first++;
        }
        while (last > first && !holds(byTime.min[last], byTime.max[last], fromMicros, toMicros)) {
            last--;
        }
        if (first > last) {
            return;
        }
        fromRow = Math.max(fromRow, byTime.firstRow[first]);
        toRow = Math.min(toRow, byTime.firstRow[last + 1]);
        readSymbolRows(g, symbol, fromMicros, toMicros, (int) fromRow, (int) (toRow - fromRow), into);
    }

    private void readSymbolRows(
            int g, SymbolKey symbol, long fromMicros, long toMicros, int fromRow, int rows, CandleColumns into)
            throws IOException {
        SymbolTable table = new SymbolTable();
        SymbolKey wanted = table.intern(symbol);
        SymbolKey[] symbols = new SymbolKey[rows];
        readSymbols(some(g, SYMBOL, fromRow, rows), rows, table, symbols, 0);
        long[] times = new long[rows];
        readLongs(some(g, TS_UTC, fromRow, rows), rows, times, 0);
        int from = 0;
        while (from < rows && (symbols[from] != wanted || times[from] < fromMicros)) {
            from++;
        }
        int to = from;
        while (to < rows && symbols[to] == wanted && times[to] <= toMicros) {
            to++;
        }
        int n = to - from;
        if (n == 0) {
            return;
        }
        into.ensureCapacity(into.size + n);
        int first = into.size;
        int row = fromRow + from;
        Arrays.fill(into.symbol, first, first + n, symbol);
        System.arraycopy(times, from, into.tsMicros, first, n);
        readDoubles(some(g, OPEN, row, n), n, into.open, first);
        readDoubles(some(g, HIGH, row, n), n, into.high, first);
        readDoubles(some(g, LOW, row, n), n, into.low, first);
        readDoubles(some(g, CLOSE, row, n), n, into.close, first);
        readVolumes(some(g, VOLUME, row, n), n, into.volume, first);
        readLongs(some(g, SEQ, row, n), n, into.seq, first);
        into.size = first + n;
    }

    private boolean holds(byte[] min, byte[] max, SymbolKey symbol) {
        if (min == null || max == null) {
            throw damaged("the symbols have no statistics");
        }
        return Arrays.compareUnsigned(min, symbol.utf8()) <= 0 && Arrays.compareUnsigned(max, symbol.utf8()) >= 0;
    }

    private boolean holds(byte[] min, byte[] max, long fromMicros, long toMicros) {
        if (min == null || max == null || min.length != 8 || max.length != 8) {
            throw damaged("the times have no statistics");
        }
        return littleEndian(min) <= toMicros && littleEndian(max) >= fromMicros;
    }

    private static long littleEndian(byte[] value) {
        return Long.reverseBytes(ByteBuffer.wrap(value).getLong());
    }

    private PageIndex index(int g, int column) throws IOException {
        synchronized (known) {
            if (known.indexes[g][column] == null) {
                long sectionAt = known.indexSectionAt();
                if (known.indexSection == null) {
                    byte[] section = read(sectionAt, footer.start - sectionAt);
                    CRC32C crc = new CRC32C();
                    crc.update(section);
                    requireCrc(FooterKeys.INDEX_CRC, (int) crc.getValue());
                    known.indexSection = section;
                }
                RowGroup group = footer.rowGroups.get(g);
                boolean values = column == SYMBOL || column == TS_UTC;
                known.indexes[g][column] = PageIndex.read(
                        known.indexSection, sectionAt, group.chunks.get(column), group.rows, values, file);
            }
            return known.indexes[g][column];
        }
    }

    private static long groupBytes(RowGroup group) {
        Chunk last = group.chunks.get(COLUMNS - 1);
        return last.start() + last.bytes - group.chunks.get(0).start();
    }

    /** A reader of a whole column, out of the bytes of its row group. */
    private ColumnReader whole(RowGroup group, int column, byte[] groupBytes) {
        Chunk chunk = group.chunks.get(column);
        int from = (int) (chunk.start() - group.chunks.get(0).start());
        byte[] bytes = Arrays.copyOfRange(groupBytes, from, from + (int) chunk.bytes);
        return pages(column, chunk, bytes, 0, group.rows).open();
    }

    /** A reader of some rows of a column, standing on the first of them, for which only their pages were read. */
    private ColumnReader some(int g, int column, int fromRow, int rows) throws IOException {
        PageIndex index = index(g, column);
        Chunk chunk = footer.rowGroups.get(g).chunks.get(column);
        int firstPage = index.pageOf(fromRow);
        int lastPage = index.pageOf(fromRow + rows - 1);
        int dictionaryBytes = (int) (chunk.dataPageAt - chunk.start());
        int pageBytes = (int) (index.at[lastPage + 1] - index.at[firstPage]);
        byte[] bytes = new byte[dictionaryBytes + pageBytes];
        boolean together = firstPage == 0;
        if (together) {
            read(chunk.start(), bytes, 0, bytes.length);
        } else {
            if (dictionaryBytes > 0) {
                read(chunk.start(), bytes, 0, dictionaryBytes);
            }
            read(index.at[firstPage], bytes, dictionaryBytes, pageBytes);
        }
        long values = index.firstRow[lastPage + 1] - index.firstRow[firstPage];
        ColumnReader reader = pages(column, chunk, bytes, firstPage, values).open();
        for (long left = fromRow - index.firstRow[firstPage]; left > 0; left--) {
            pass(reader);
        }
        return reader;
    }

    /** Passes over a row; to consume a value that was not read does not move on in the page. */
    private static void pass(ColumnReader reader) {
        if (reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel()) {
            reader.skip();
        }
        reader.consume();
    }

    private ChunkPages pages(int column, Chunk chunk, byte[] bytes, int firstPage, long values) {
        int dictionaryEnd = (int) (chunk.dataPageAt - chunk.start());
        return new ChunkPages(file, column, chunk, zstd, bytes, dictionaryEnd, firstPage, values);
    }

    private byte[] read(long at, long length) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(length)];
        read(at, bytes, 0, bytes.length);
        return bytes;
    }

    private void read(long at, byte[] into, int offset, int length) throws IOException {
        in.readFully(at, ByteBuffer.wrap(into, offset, length));
    }

    private static void readSymbols(ColumnReader from, int rows, SymbolTable table, SymbolKey[] into, int first) {
        Binary before = null;
        SymbolKey key = null;
        for (int i = 0; i < rows; i++) {
            Binary value = from.getBinary();
            if (value != before) { // a dictionary gives the same object again
                byte[] utf8 = value.getBytesUnsafe();
                key = table.intern(utf8, 0, utf8.length);
                before = value;
            }
            into[first + i] = key;
            from.consume();
        }
    }

    private static void readLongs(ColumnReader from, int rows, long[] into, int first) {
        for (int i = 0; i < rows; i++) {
            into[first + i] = from.getLong();
            from.consume();
        }
    }

    private static void readDoubles(ColumnReader from, int rows, double[] into, int first) {
        for (int i = 0; i < rows; i++) {
            into[first + i] = from.getDouble();
            from.consume();
        }
    }

    private static void readVolumes(ColumnReader from, int rows, double[] into, int first) {
        for (int i = 0; i < rows; i++) {
            into[first + i] = from.getCurrentDefinitionLevel() == 1 ? from.getDouble() : Double.NaN;
            from.consume();
        }
    }

    /** Reads everything and holds it against what the footer says. */
    FileFooter verify() {
        ProvingReader proving = new ProvingReader(this, null);
        SymbolTable symbols = new SymbolTable();
        CandleColumns rows = new CandleColumns(DayfileWriter.ROW_GROUP_ROWS);
        for (int g = 0; g < rowGroups(); g++) {
            rows.clear();
            proving.readRowGroup(g, symbols, rows);
        }
        return says;
    }

    /** The columns that reading for a viewport leaves alone. */
    private void checkTexts(RowGroup group, byte[] bytes, CandleColumns rows, int from, DayGrid grid) {
        Chunk timeframes = group.chunks.get(TIMEFRAME);
        ColumnReader timeframe = whole(group, TIMEFRAME, bytes);
        ColumnReader ts = whole(group, TS, bytes);
        ColumnReader barIndex = whole(group, CandleSchema.BAR_INDEX, bytes);
        byte[] expected = new byte[IsoTime.LENGTH];
        Binary right = null;
        for (int i = from; i < rows.size; i++) {
            Binary value = timeframe.getBinary();
            if (value != right) { // a dictionary gives the same object again
                if (!Arrays.equals(value.getBytesUnsafe(), timeframes.min)) {
                    throw damaged("a row has another timeframe than the others [row=" + (i - from) + "]");
                }
                right = value;
            }
            timeframe.consume();
            IsoTime.format(rows.tsMicros[i], expected, 0);
            if (!Arrays.equals(ts.getBinary().getBytesUnsafe(), expected)) {
                throw damaged("ts and ts_utc differ [row=" + (i - from) + ", ts_utc=" + rows.tsMicros[i] + "]");
            }
            ts.consume();
            checkBarIndex(barIndex, rows.tsMicros[i], grid);
        }
    }

    private void checkBarIndex(ColumnReader from, long tsMicros, DayGrid grid) {
        long found = from.getCurrentDefinitionLevel() == 1 ? from.getLong() : DayGrid.NO_INDEX;
        from.consume();
        if (grid != null && found != grid.indexOf(tsMicros)) {
            throw damaged("a candle has a wrong number [ts_utc=" + tsMicros + ", bar_index=" + found + ", expected="
                    + grid.indexOf(tsMicros) + "]");
        }
    }

    interface Reading {
        void run() throws IOException;
    }

    /** Runs what reads the file; whatever a damaged page makes parquet-column throw is damage of this file. */
    void guard(Reading reading) {
        try {
            reading.run();
        } catch (StorageException e) {
            throw e;
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the dayfile", file, e);
        } catch (RuntimeException e) {
            throw new CorruptFileException(file, "a page cannot be decoded: " + e, e);
        }
    }

    @Override
    public void close() {
        zstd.close();
        try {
            in.close();
        } catch (IOException e) {
            throw Failures.storage("close the dayfile", file, e);
        }
    }
}
