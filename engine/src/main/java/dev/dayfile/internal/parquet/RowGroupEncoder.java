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
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/**
 * Encodes the rows of one row group, column by column, into bytes in memory. It knows nothing of files, so row groups of
 * one dayfile are encoded on several threads, each with an encoder of its own; it is kept for all row groups that a
 * thread encodes.
 *
 * <p>The encoding of each column was chosen by measurement of bytes and of time, ZSTD included
 * ({@code docs/benchmarks/dayfile-encodings.md} has the tables). The hybrid of runs and packed bits is
 * parquet-column's; all others are put straight from the columns: its column writers between the rows and the values cost
 * as much as the encoding itself (a level, a statistic and a look at the size a value), and its writers of deltas take an
 * object a text.
 */
final class RowGroupEncoder implements AutoCloseable {
    /** zstd's own default: measured, more takes longer and saves little on candles. */
    private static final int LEVEL = 3;

    /** For pages of few rows, where it saves 6 % and costs microseconds. */
    private static final int SMALL_LEVEL = 6;

    private static final int SMALL_ROWS = 1_024;

    private static final int MAX_SLAB_BYTES = 1 << 20;

    private final byte[] timeframe;
    private final DayGrid grid;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final CRC32 crc = new CRC32();
    private final TsText tsText = new TsText();
    private final PlainPage plain = new PlainPage();
    private final DeltaWriter deltas = new DeltaWriter();
    private final long[] prefixes = new long[DayfileWriter.PAGE_ROWS];
    private final long[] suffixes = new long[DayfileWriter.PAGE_ROWS];
    private final PlainPage suffixBytes = new PlainPage();
    private final long[] numbers = new long[DayfileWriter.PAGE_ROWS];
    private final double[] present = new double[DayfileWriter.PAGE_ROWS];
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
        SymbolKey last = null;
        int distinct = 0;
        for (int i = 0; i < rows.size; i++) {
            if (!rows.symbol[i].equals(last)) {
                last = rows.symbol[i];
                plain.putInt(last.utf8().length);
                plain.write(last.utf8(), 0, last.utf8().length);
                distinct++;
            }
        }
        endDictionary(SYMBOL, distinct);
        int width = BytesUtils.getWidthFromMaxInt(distinct - 1);
        int index = 0;
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            try (RunLengthBitPackingHybridEncoder indexes = hybrid(width)) {
                for (int i = from; i < to; i++) {
                    if (i > 0 && !rows.symbol[i].equals(rows.symbol[i - 1])) {
                        index++;
                    }
                    indexes.writeInt(index);
                }
                plain.write(width);
                indexes.toBytes().writeAllTo(plain);
            }
            endPage(SYMBOL, from, to, 0, rows.symbol[from].utf8(), rows.symbol[to - 1].utf8());
        }
        endChunk(SYMBOL);
    }

    private static RunLengthBitPackingHybridEncoder hybrid(int width) {
        return new RunLengthBitPackingHybridEncoder(width, 256, MAX_SLAB_BYTES, HeapByteBufferAllocator.getInstance());
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

    /** As DELTA_BYTE_ARRAY has them: how much of the text before is kept, and what follows instead of the rest. */
    private void encodeTexts(CandleColumns rows) {
        beginChunk(TS);
        byte[] before = new byte[IsoTime.LENGTH];
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            suffixBytes.clear();
            for (int i = from; i < to; i++) {
                long ts = rows.tsMicros[i];
                min = Math.min(min, ts);
                max = Math.max(max, ts);
                byte[] text = tsText.of(ts);
                int same = i == from ? 0 : sameBytes(before, text);
                prefixes[i - from] = same;
                suffixes[i - from] = IsoTime.LENGTH - same;
                suffixBytes.write(text, same, IsoTime.LENGTH - same);
                System.arraycopy(text, same, before, same, IsoTime.LENGTH - same);
            }
            deltas.put(prefixes, 0, to - from, plain);
            deltas.put(suffixes, 0, to - from, plain);
            plain.write(suffixBytes.bytes, 0, suffixBytes.size);
            // The text has a fixed width and is UTC, so its order is that of the times.
            endPage(TS, from, to, 0, tsText.of(min).clone(), tsText.of(max).clone());
        }
        endChunk(TS);
    }

    private static int sameBytes(byte[] a, byte[] b) {
        int at = Arrays.mismatch(a, b);
        return at < 0 ? a.length : at;
    }

    private void encodeLongs(int column, long[] values, int rows) {
        beginChunk(column);
        for (int from = 0; from < rows; from = pageEnd(from, rows)) {
            int to = pageEnd(from, rows);
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = from; i < to; i++) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
            deltas.put(values, from, to, plain);
            endPage(column, from, to, 0, little(min), little(max));
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
            int n = 0;
            for (int i = from; i < to; i++) {
                if (!Double.isNaN(values[i])) {
                    present[n++] = values[i];
                }
            }
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

    private void encodeNumbers(CandleColumns rows) throws IOException {
        beginChunk(BAR_INDEX);
        for (int from = 0; from < rows.size; from = pageEnd(from, rows.size)) {
            int to = pageEnd(from, rows.size);
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            int n = 0;
            for (int i = from; i < to; i++) {
                long number = grid.indexOf(rows.tsMicros[i]);
                if (number != DayGrid.NO_INDEX) {
                    min = Math.min(min, number);
                    max = Math.max(max, number);
                    numbers[n++] = number;
                }
            }
            int nulls = to - from - n;
            if (nulls == 0 || n == 0) {
                putOneLevel(to - from, n > 0);
            } else {
                putLevels(i -> grid.indexOf(rows.tsMicros[i]) != DayGrid.NO_INDEX, from, to);
            }
            deltas.put(numbers, 0, n, plain);
            endPage(BAR_INDEX, from, to, nulls, n == 0 ? null : little(min), n == 0 ? null : little(max));
        }
        endChunk(BAR_INDEX);
    }

    /** Definition levels that are all alike: their length, then one run. */
    private void putOneLevel(int rows, boolean present) {
        int lengthAt = plain.size;
        plain.putInt(0);
        plain.putVarint(rows << 1);
        plain.write(present ? 1 : 0);
        plain.bytes[lengthAt] = (byte) (plain.size - lengthAt - Integer.BYTES);
    }

    private interface Presence {
        boolean at(int row);
    }

    private void putLevels(Presence presence, int from, int to) throws IOException {
        try (RunLengthBitPackingHybridEncoder levels = hybrid(1)) {
            for (int i = from; i < to; i++) {
                levels.writeInt(presence.at(i) ? 1 : 0);
            }
            var bytes = levels.toBytes();
            plain.putInt((int) bytes.size());
            bytes.writeAllTo(plain);
        }
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
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            double value = values[i];
            min = value < min ? value : min; // never true of NaN
            max = value > max ? value : max;
        }
        boolean any = min <= max;
        byte[] least = any ? little(Double.doubleToRawLongBits(min == 0 ? -0.0 : min)) : null;
        byte[] greatest = any ? little(Double.doubleToRawLongBits(max == 0 ? 0.0 : max)) : null;
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
