package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.BAR_INDEX;
import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.LongRange;
import dev.dayfile.internal.series.PriceRange;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesUtils;

/**
 * Encodes the rows of one row group, column by column, into bytes in memory. It knows nothing of files, so row groups of
 * one dayfile are encoded on several threads, each with an encoder of its own; it is kept for all row groups that a
 * thread encodes.
 *
 * <p>The encoding of each column was chosen by measurement of bytes and of time, ZSTD included
 * ({@code docs/benchmarks/dayfile-encodings.md} has the tables). All are put straight from the columns: parquet-column's
 * column writers between the rows and the values cost as much as the encoding itself (a level, a statistic and a look at
 * the size a value), and its writers of deltas take an object a text.
 *
 * <p>Loops over rows stand in methods of their own. A young process compiles what loops, together with all that it calls:
 * beside such a loop the end of a page, header, compression and all, was compiled anew for each column, which took the
 * optimizing compiler longer than anything else in a compaction, and 20 MB.
 */
final class RowGroupEncoder implements AutoCloseable {
    /** zstd's own default: measured, more takes longer and saves little on candles. */
    private static final int LEVEL = 3;

    /** For pages of few rows, where it saves 6 % and costs microseconds. */
    private static final int SMALL_LEVEL = 6;

    private static final int SMALL_ROWS = 1_024;

    /** What a row mostly takes: room for a whole row group is made at once, since growing leaves garbage. */
    private static final int ROW_BYTES = 14;

    private final byte[] timeframe;
    private final DayGrid grid;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final CRC32 crc = new CRC32();
    private final TimeTextWriter texts = new TimeTextWriter();
    private final PlainPage plain = new PlainPage();
    private final DeltaWriter deltas = new DeltaWriter();
    private final HybridWriter hybrid = new HybridWriter();
    private final long[] numbers = new long[DayfileWriter.PAGE_ROWS];
    private final double[] present = new double[DayfileWriter.PAGE_ROWS];
    private final LongRange longs = new LongRange();
    private final PriceRange prices = new PriceRange();
    private byte[] compressed = new byte[16 << 10];
    private EncodedGroup group;

    static {
        QuietLogging.ensure();
    }

    /** @param grid the numbers of the day's candles */
    RowGroupEncoder(Timeframe timeframe, DayGrid grid) {
        this.timeframe = timeframe.toString().getBytes(StandardCharsets.US_ASCII);
        this.grid = grid;
        zstd.setContentSize(true); // so that a reader can hold the page header's size against it
    }

    /** Encodes all rows, which are sorted, into {@code into}, whose former content is lost. */
    void encode(CandleColumns rows, EncodedGroup into) throws IOException {
        into.clear();
        into.rows = rows.size;
        if (rows.size > SMALL_ROWS) {
            into.bytes.ensure(rows.size * ROW_BYTES);
        }
        group = into;
        zstd.setLevel(rows.size <= SMALL_ROWS ? SMALL_LEVEL : LEVEL);
        encodeSymbols(rows);
        encodeTimeframes(rows.size);
        encodeTexts(rows);
        encodeLongs(TS_UTC, rows.tsMicros, rows.size);
        encodePrices(OPEN, rows.open, rows.size);
        encodePrices(HIGH, rows.high, rows.size);
        encodePrices(LOW, rows.low, rows.size);
        encodePrices(CLOSE, rows.close, rows.size);
        encodeVolumes(rows.volume, rows.size);
        encodeLongs(SEQ, rows.seq, rows.size);
        encodeNumbers(rows);
    }

    /** The encoding of a column's data pages. */
    static int encodingOf(int column) {
        return switch (column) {
            case SYMBOL, TIMEFRAME -> PageHeader.RLE_DICTIONARY;
            case TS -> PageHeader.DELTA_BYTE_ARRAY;
            case TS_UTC, SEQ, BAR_INDEX -> PageHeader.DELTA_BINARY_PACKED;
            case VOLUME -> PageHeader.BYTE_STREAM_SPLIT;
            default -> PageHeader.PLAIN;
        };
    }

    private static int pageEnd(int from, int rows) {
        return Math.min(from + DayfileWriter.PAGE_ROWS, rows);
    }

    private void encodeSymbols(CandleColumns rows) throws IOException {
        beginChunk(SYMBOL);
        int distinct = putDistinct(rows.symbol, rows.size);
        endDictionary(SYMBOL, distinct);
        int width = BytesUtils.getWidthFromMaxInt(distinct - 1);
        int index = 0;
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            plain.write(width);
            index = putIndexes(rows.symbol, from, to, index, width);
            endPage(SYMBOL, from, to, 0, rows.symbol[from].utf8(), rows.symbol[to - 1].utf8());
        }
        endChunk(SYMBOL);
    }

    /** Puts each symbol that is not the one before; returns how many those are. */
    private int putDistinct(SymbolKey[] symbols, int rows) {
        put(symbols[0]);
        int distinct = 1;
        for (int at = 1; at < rows; at = Stride.end(at, rows)) {
            distinct += putDistinct(symbols, at, Stride.end(at, rows));
        }
        return distinct;
    }

    private int putDistinct(SymbolKey[] symbols, int from, int to) {
        int distinct = 0;
        for (int i = from; i < to; i++) {
            if (isNew(symbols, i)) {
                put(symbols[i]);
                distinct++;
            }
        }
        return distinct;
    }

    private void put(SymbolKey symbol) {
        byte[] utf8 = symbol.utf8();
        plain.putInt(utf8.length);
        plain.write(utf8, 0, utf8.length);
    }

    /** Whether a row, which is not the first, has another symbol than the one before. */
    private static boolean isNew(SymbolKey[] symbols, int i) {
        return !symbols[i].equals(symbols[i - 1]);
    }

    /** Puts a page's indexes; {@code before} is the index of the row before, and that of the last row is returned. */
    private int putIndexes(SymbolKey[] symbols, int from, int to, int before, int width) {
        int index = before;
        hybrid.over(plain, width);
        for (int at = from; at < to; ) {
            index += at > 0 && isNew(symbols, at) ? 1 : 0;
            int end = endOfSymbol(symbols, at, to);
            hybrid.put(index, end - at);
            at = end;
        }
        hybrid.end();
        return index;
    }

    /** Where the rows end, {@code to} at the latest, that have the symbol of the first of them. */
    private static int endOfSymbol(SymbolKey[] symbols, int from, int to) {
        if (symbols[from].equals(symbols[to - 1])) {
            return to; // they are sorted
        }
        int end = from + 1;
        for (int stop = end; end == stop; ) {
            stop = Stride.end(end, to);
            end = endOfSymbolInStride(symbols, end, stop);
        }
        return end;
    }

    private static int endOfSymbolInStride(SymbolKey[] symbols, int from, int to) {
        int end = from;
        while (end < to && !isNew(symbols, end)) {
            end++;
        }
        return end;
    }

    private void encodeTimeframes(int rows) {
        beginChunk(TIMEFRAME);
        plain.putInt(timeframe.length);
        plain.write(timeframe, 0, timeframe.length);
        endDictionary(TIMEFRAME, 1);
        for (int from = 0; from < rows; from = pageEnd(from, rows)) {
            int to = pageEnd(from, rows);
            plain.write(0); // indexes of no bits, since there is but one
            plain.putVarint(to - from << 1);
            endPage(TIMEFRAME, from, to, 0, timeframe, timeframe);
        }
        endChunk(TIMEFRAME);
    }

    private void encodeTexts(CandleColumns rows) {
        beginChunk(TS);
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            longs.clear();
            longs.include(rows.tsMicros, from, to);
            texts.put(rows.tsMicros, from, to, plain);
            // The text has a fixed width and is UTC, so its order is that of the times.
            endPage(TS, from, to, 0, texts.text(longs.least), texts.text(longs.greatest));
        }
        endChunk(TS);
    }

    private void encodeLongs(int column, long[] values, int rows) {
        beginChunk(column);
        for (int from = 0; from < rows; from = pageEnd(from, rows)) {
            int to = pageEnd(from, rows);
            longs.clear();
            longs.include(values, from, to);
            deltas.put(values, from, to, plain);
            endPage(column, from, to, 0, little(longs.least), little(longs.greatest));
        }
        endChunk(column);
    }

    private void encodePrices(int column, double[] values, int rows) {
        beginChunk(column);
        for (int from = 0; from < rows; from = pageEnd(from, rows)) {
            int to = pageEnd(from, rows);
            plain.putPlain(values, from, to);
            endDoubles(column, from, to, 0, values, from, to);
        }
        endChunk(column);
    }

    private void encodeVolumes(double[] values, int rows) throws IOException {
        beginChunk(VOLUME);
        for (int from = 0; from < rows; from = pageEnd(from, rows)) {
            int to = pageEnd(from, rows);
            int n = takePresent(values, from, to);
            int nulls = to - from - n;
            if (nulls == 0 || n == 0) {
                putOneLevel(to - from, n > 0);
            } else {
                putLevels(i -> !Double.isNaN(values[i]), from, to);
            }
            plain.putSplit(present, n);
            endDoubles(VOLUME, from, to, nulls, present, 0, n);
        }
        endChunk(VOLUME);
    }

    /** Takes the values that are there; returns how many they are. */
    private int takePresent(double[] values, int from, int to) {
        int n = 0;
        for (int at = from; at < to; at = Stride.end(at, to)) {
            n = takePresent(values, at, Stride.end(at, to), n);
        }
        return n;
    }

    /** Adds the values that are there to {@code n} others; returns how many they are now. */
    private int takePresent(double[] values, int from, int to, int n) {
        int taken = n;
        for (int i = from; i < to; i++) {
            if (!Double.isNaN(values[i])) {
                present[taken++] = values[i];
            }
        }
        return taken;
    }

    private void encodeNumbers(CandleColumns rows) throws IOException {
        beginChunk(BAR_INDEX);
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            int n = takeNumbers(rows.tsMicros, from, to);
            longs.clear();
            longs.include(numbers, 0, n);
            int nulls = to - from - n;
            if (nulls == 0 || n == 0) {
                putOneLevel(to - from, n > 0);
            } else {
                putLevels(i -> grid.indexOf(rows.tsMicros[i]) != DayGrid.NO_INDEX, from, to);
            }
            deltas.put(numbers, 0, n, plain);
            byte[] least = n == 0 ? null : little(longs.least);
            endPage(BAR_INDEX, from, to, nulls, least, n == 0 ? null : little(longs.greatest));
        }
        endChunk(BAR_INDEX);
    }

    /** As {@link #takePresent}, of the candles' numbers. */
    private int takeNumbers(long[] tsMicros, int from, int to) {
        int n = 0;
        for (int at = from; at < to; at = Stride.end(at, to)) {
            n = takeNumbers(tsMicros, at, Stride.end(at, to), n);
        }
        return n;
    }

    private int takeNumbers(long[] tsMicros, int from, int to, int n) {
        int taken = n;
        for (int i = from; i < to; i++) {
            long number = grid.indexOf(tsMicros[i]);
            if (number != DayGrid.NO_INDEX) {
                numbers[taken++] = number;
            }
        }
        return taken;
    }

    /** Definition levels that are all alike: their length, then one run. */
    private void putOneLevel(int rows, boolean present) {
        int lengthAt = plain.size;
        plain.putInt(0);
        plain.putVarint(rows << 1);
        plain.write(present ? 1 : 0);
        plain.setInt(lengthAt, plain.size - lengthAt - Integer.BYTES);
    }

    private interface Presence {
        boolean at(int row);
    }

    private void putLevels(Presence presence, int from, int to) {
        int lengthAt = plain.size;
        plain.putInt(0);
        hybrid.over(plain, 1);
        for (int i = from; i < to; i++) {
            hybrid.put(presence.at(i) ? 1 : 0, 1);
        }
        hybrid.end();
        plain.setInt(lengthAt, plain.size - lengthAt - Integer.BYTES);
    }

    private static byte[] little(long value) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    private void beginChunk(int column) {
        EncodedGroup.Chunk chunk = group.chunks[column];
        chunk.start = group.bytes.size;
        chunk.uncompressedBytes = 0;
        chunk.dictionaryBytes = 0;
        plain.clear();
    }

    private void endChunk(int column) {
        EncodedGroup.Chunk chunk = group.chunks[column];
        chunk.bytes = group.bytes.size - chunk.start;
    }

    private void endDictionary(int column, int values) {
        int length = compress();
        int at = group.bytes.size;
        PageHeader.writeDictionary(group.bytes, plain.size, length, (int) crc.getValue(), values);
        append(column, at, length);
        group.chunks[column].dictionaryBytes = group.bytes.size - at;
        plain.clear();
    }

    /**
     * As parquet.thrift demands of writers: NaN is in no statistics, a least value of zero is written as -0.0 and a
     * greatest as +0.0, since readers disagree about which is smaller.
     */
    private void endDoubles(int column, int fromRow, int toRow, int nulls, double[] values, int from, int to) {
        prices.look(values, from, to);
        double min = prices.least == 0 ? -0.0 : prices.least;
        double max = prices.greatest == 0 ? 0.0 : prices.greatest;
        byte[] least = prices.any() ? little(Double.doubleToRawLongBits(min)) : null;
        byte[] greatest = prices.any() ? little(Double.doubleToRawLongBits(max)) : null;
        endPage(column, fromRow, toRow, nulls, least, greatest);
    }

    private void endPage(int column, int fromRow, int toRow, int nulls, byte[] min, byte[] max) {
        int length = compress();
        int at = group.bytes.size;
        PageHeader.writeData(
                group.bytes, plain.size, length, (int) crc.getValue(), toRow - fromRow, encodingOf(column));
        append(column, at, length);
        group.chunks[column].addPage(at, group.bytes.size - at, fromRow, nulls, min, max);
        plain.clear();
    }

    private void append(int column, int headerAt, int length) {
        int headerBytes = group.bytes.size - headerAt;
        group.bytes.putBytes(compressed, 0, length);
        group.chunks[column].uncompressedBytes += headerBytes + plain.size;
    }

    /** Compresses the page and sums it up; returns how many bytes it has now. */
    private int compress() {
        int bound = (int) Zstd.compressBound(plain.size);
        if (compressed.length < bound) {
            compressed = new byte[bound * 2];
        }
        int length = zstd.compressByteArray(compressed, 0, bound, plain.bytes, 0, plain.size);
        crc.reset();
        crc.update(compressed, 0, length);
        return length;
    }

    @Override
    public void close() {
        zstd.close();
    }
}
