package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.ParquetFooter.Chunk;
import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads dayfiles: finds what is wanted by footer and page index, which {@link GroupDecoder} then decodes. Footer and
 * page index carry checksums of their own, so that what is <em>not</em> read for one symbol is left out on good grounds.
 *
 * <p>Not safe for use by several threads.
 */
final class DayfileReader implements CandleFileReader {
    private static final int ZSTD = 6; // CompressionCodec of parquet.thrift

    private final Path file;
    private final Disk.ReadableFile in;
    private final ParquetFooter footer;
    private final FileFooter says;
    private final KnownDayfile known;
    private final GroupDecoder decoder;

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
        footer.requireCrc(FooterKeys.FOOTER_CRC, footer.ownCrc32c());
        this.says = FooterKeys.parse(footer.keyValues, file);
        if (!footer.hasCandleSchema()) {
            throw damaged("the schema is not the candle schema");
        }
        if (footer.rows != says.rows()) {
            throw damaged("the footer contradicts itself [rows=" + footer.rows + ", " + FooterKeys.ROWS + "="
                    + says.rows() + "]");
        }
        checkChunks(timeframe);
        this.known = new KnownDayfile(footer, says);
        this.decoder = new GroupDecoder(file);
    }

    /** Takes over the open file, of which another reader has read and checked the footer. */
    DayfileReader(Disk.ReadableFile in, KnownDayfile known) {
        this.in = in;
        this.file = in.path();
        this.known = known;
        this.footer = known.footer;
        this.says = known.says;
        this.decoder = new GroupDecoder(file);
    }

    KnownDayfile known() {
        return known;
    }

    CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what);
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
            decoder.decode(group, readGroup(index, decoder.buffer(groupBytes(group))), symbols, into);
        });
    }

    RowGroup group(int index) {
        return footer.rowGroups.get(index);
    }

    /** Reads the bytes of a row group to the beginning of {@code into}, which it returns. */
    byte[] readGroup(int index, byte[] into) throws IOException {
        RowGroup group = footer.rowGroups.get(index);
        read(group.chunks.get(0).start(), into, 0, groupBytes(group));
        return into;
    }

    /** Takes the magic, with which the file must begin, into the checksum of everything. */
    void proveStart(CRC32C body) throws IOException {
        byte[] magic = read(0, PartWriter.MAGIC.length);
        if (!Arrays.equals(magic, PartWriter.MAGIC)) {
            throw damaged("the file does not begin as a Parquet file does");
        }
        body.update(magic);
    }

    /** What is left when every row group has been proved: the page index, and the checksum of everything. */
    void proveRest(CRC32C body) throws IOException {
        for (int g = 0; g < rowGroups(); g++) {
            for (int c = 0; c < COLUMNS; c++) {
                index(g, c);
            }
        }
        body.update(known.indexSection(this));
        footer.requireCrc(FooterKeys.BODY_CRC, (int) body.getValue());
    }

    /** Reads the pages of one column only: sorted as they are, they are a thousandth of the file. */
    @Override
    public void readSymbols(SymbolTable symbols, Set<SymbolKey> into) {
        guard(() -> {
            for (int g = 0; g < rowGroups(); g++) {
                int rows = (int) footer.rowGroups.get(g).rows;
                SymbolKey[] keys = new SymbolKey[rows];
                decoder.values().readSymbols(some(g, SYMBOL, 0, rows), skip(g, SYMBOL, 0), rows, symbols, keys, 0);
                into.addAll(Arrays.asList(keys));
            }
        });
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
        ChunkValues values = decoder.values();
        values.readSymbols(some(g, SYMBOL, fromRow, rows), skip(g, SYMBOL, fromRow), rows, table, symbols, 0);
        long[] times = new long[rows];
        values.readLongs(some(g, TS_UTC, fromRow, rows), skip(g, TS_UTC, fromRow), rows, times, 0);
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
        values.readDoubles(some(g, OPEN, row, n), skip(g, OPEN, row), n, into.open, first);
        values.readDoubles(some(g, HIGH, row, n), skip(g, HIGH, row), n, into.high, first);
        values.readDoubles(some(g, LOW, row, n), skip(g, LOW, row), n, into.low, first);
        values.readDoubles(some(g, CLOSE, row, n), skip(g, CLOSE, row), n, into.close, first);
        values.readVolumes(some(g, VOLUME, row, n), skip(g, VOLUME, row), n, into.volume, first);
        values.readLongs(some(g, SEQ, row, n), skip(g, SEQ, row), n, into.seq, first);
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
        return known.index(g, column, this);
    }

    /** The page index of each column of a row group, with the values of the pages wherever it has them. */
    PageIndex[] indexesOf(int g) throws IOException {
        return known.indexesOf(g, this);
    }

    static int groupBytes(RowGroup group) {
        Chunk last = group.chunks.get(COLUMNS - 1);
        return Math.toIntExact(last.start() + last.bytes - group.chunks.get(0).start());
    }

    /** Those pages of a column that hold some rows, which alone are read. */
    private ChunkPages some(int g, int column, int fromRow, int rows) throws IOException {
        PageIndex index = index(g, column);
        Chunk chunk = footer.rowGroups.get(g).chunks.get(column);
        int firstPage = index.pageOf(fromRow);
        int lastPage = index.pageOf(fromRow + rows - 1);
        int dictionaryBytes = (int) (chunk.dataPageAt - chunk.start());
        int pageBytes = (int) (index.at[lastPage + 1] - index.at[firstPage]);
        byte[] bytes = decoder.buffer(dictionaryBytes + pageBytes);
        if (firstPage == 0) {
            read(chunk.start(), bytes, 0, dictionaryBytes + pageBytes);
        } else {
            if (dictionaryBytes > 0) {
                read(chunk.start(), bytes, 0, dictionaryBytes);
            }
            read(index.at[firstPage], bytes, dictionaryBytes, pageBytes);
        }
        long values = index.firstRow[lastPage + 1] - index.firstRow[firstPage];
        return decoder.pages()
                .over(column, chunk, bytes, 0, dictionaryBytes, dictionaryBytes + pageBytes, firstPage, values);
    }

    /** How many rows stand before a row in the first page that {@link #some} gives for it. */
    private int skip(int g, int column, int fromRow) throws IOException {
        PageIndex index = index(g, column);
        return (int) (fromRow - index.firstRow[index.pageOf(fromRow)]);
    }

    byte[] read(long at, long length) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(length)];
        read(at, bytes, 0, bytes.length);
        return bytes;
    }

    private void read(long at, byte[] into, int offset, int length) throws IOException {
        in.readFully(at, ByteBuffer.wrap(into, offset, length));
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
        decoder.close();
        try {
            in.close();
        } catch (IOException e) {
            throw Failures.storage("close the dayfile", file, e);
        }
    }
}
