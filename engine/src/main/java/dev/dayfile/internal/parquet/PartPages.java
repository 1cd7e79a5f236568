package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.BAR_INDEX;
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

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.LongRange;
import dev.dayfile.internal.series.PriceRange;
import dev.dayfile.internal.series.SymbolKey;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The pages of a part, one a column, and what the footer will say of them: where each column is, and its least and
 * greatest value where they are numbers, found in the same pass that writes the values.
 */
final class PartPages {
    /** More than any page header takes. */
    static final int HEADER_ROOM = 64;

    /** Where each column's chunk begins in the file. */
    final int[] chunkStart = new int[COLUMNS];

    /** Where its page's header ends. */
    final int[] bodyStart = new int[COLUMNS];

    /** How long it is, header and all. */
    final int[] chunkBytes = new int[COLUMNS];

    /** The least and greatest value of a column of numbers: a long, or the bits of a double. */
    final long[] minBits = new long[COLUMNS];

    final long[] maxBits = new long[COLUMNS];

    /** Whether there is a least and a greatest one. */
    final boolean[] hasMinMax = new boolean[COLUMNS];

    int absentVolumes;

    private final ThriftWriter out;
    private final CRC32 pageCrc = new CRC32();
    private final TsText tsText = new TsText();
    private final LongRange longs = new LongRange();
    private final PriceRange prices = new PriceRange();

    /** Where the page's bytes begin that is being written. */
    private int bodyAt;

    /** @param out which has room for the pages, so that the inner loops need not look */
    PartPages(ThriftWriter out) {
        this.out = out;
    }

    /** The greatest number of bytes that the pages of so many rows take. */
    static long bytesAtMost(int rows, long symbolBytes, int timeframeBytes) {
        long n = rows;
        long texts = symbolBytes + n * (4 + 4 + timeframeBytes + TsText.VALUE_BYTES);
        long numbers = n * 8 * 7;
        long levels = 2 * (4 + 10 + (n + 7) / 8);
        return texts + numbers + levels + (long) COLUMNS * HEADER_ROOM;
    }

    void write(CandleColumns rows, byte[] timeframe, int symbolBytes) {
        int n = rows.size;
        writeSymbols(rows, symbolBytes);
        writeTimeframes(timeframe, n);
        writeTimes(rows.tsMicros, n);
        writeLongs(TS_UTC, rows.tsMicros, n);
        writePrices(OPEN, rows.open, n);
        writePrices(HIGH, rows.high, n);
        writePrices(LOW, rows.low, n);
        writePrices(CLOSE, rows.close, n);
        writeVolumes(rows.volume, n);
        writeLongs(SEQ, rows.seq, n);
        writeNoBarIndex(n);
    }

    /** Finds what the footer says of the rows, whose pages stand already, as {@link #write} finds it. */
    void look(CandleColumns rows) {
        lookAtLongs(TS_UTC, rows.tsMicros, rows.size);
        lookAtPrices(OPEN, rows.open, rows.size);
        lookAtPrices(HIGH, rows.high, rows.size);
        lookAtPrices(LOW, rows.low, rows.size);
        lookAtPrices(CLOSE, rows.close, rows.size);
        lookAtPrices(VOLUME, rows.volume, rows.size);
        absentVolumes = prices.absent;
        lookAtLongs(SEQ, rows.seq, rows.size);
    }

    private void lookAtLongs(int column, long[] values, int n) {
        longs.clear();
        longs.include(values, 0, n);
        minBits[column] = longs.least;
        maxBits[column] = longs.greatest;
        hasMinMax[column] = true;
    }

    private void lookAtPrices(int column, double[] values, int n) {
        prices.look(values, 0, n);
        bounds(column, prices.least, prices.greatest);
    }

    // A page's header comes before its bytes and has their checksum, which has one of five lengths: the bytes are put
    // where the longest one, by far the most frequent, leaves them, and are moved where it is shorter.

    private void beginPage(int column, int expectedBytes, int rows) {
        chunkStart[column] = out.size;
        out.size += PageHeader.bytesAtMost(expectedBytes, rows);
        bodyAt = out.size;
    }

    private void endPage(int column, int rows) {
        int start = chunkStart[column];
        int body = bodyAt;
        int bodyBytes = out.size - body;
        pageCrc.reset();
        pageCrc.update(out.bytes, body, bodyBytes);
        out.size = start;
        PageHeader.write(out, bodyBytes, bodyBytes, (int) pageCrc.getValue(), rows);
        if (out.size != body) {
            System.arraycopy(out.bytes, body, out.bytes, out.size, bodyBytes);
        }
        bodyStart[column] = out.size;
        out.size += bodyBytes;
        chunkBytes[column] = out.size - start;
    }

    private void writeSymbols(CandleColumns rows, int symbolBytes) {
        int n = rows.size;
        beginPage(SYMBOL, 4 * n + symbolBytes, n);
        for (int i = 0; i < n; ) {
            SymbolKey symbol = rows.symbol[i];
            int run = i + 1;
            while (run < n && rows.symbol[run] == symbol) {
                run++;
            }
            out.putText(symbol.utf8());
            out.repeatLast(4 + symbol.utf8().length, run - i - 1);
            i = run;
        }
        endPage(SYMBOL, n);
    }

    private void writeTimeframes(byte[] timeframe, int n) {
        beginPage(TIMEFRAME, (4 + timeframe.length) * n, n);
        out.putText(timeframe);
        out.repeatLast(4 + timeframe.length, n - 1);
        endPage(TIMEFRAME, n);
    }

    private void writeTimes(long[] tsMicros, int n) {
        beginPage(TS, TsText.VALUE_BYTES * n, n);
        int at = out.size;
        for (int i = 0; i < n; i++) {
            tsText.put(tsMicros[i], out.bytes, at);
            at += TsText.VALUE_BYTES;
        }
        out.size = at;
        endPage(TS, n);
    }

    private void writeLongs(int column, long[] values, int n) {
        beginPage(column, 8 * n, n);
        ByteBuffer little = out.little();
        int at = out.size;
        long min = values[0];
        long max = values[0];
        for (int i = 0; i < n; i++) {
            long value = values[i];
            min = Math.min(min, value);
            max = Math.max(max, value);
            little.putLong(at + 8 * i, value);
        }
        out.size = at + 8 * n;
        minBits[column] = min;
        maxBits[column] = max;
        hasMinMax[column] = true;
        endPage(column, n);
    }

    private void writePrices(int column, double[] values, int n) {
        beginPage(column, 8 * n, n);
        ByteBuffer little = out.little();
        int at = out.size;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double value = values[i];
            min = value < min ? value : min; // false of NaN, which is in no statistics
            max = value > max ? value : max;
            little.putLong(at + 8 * i, Double.doubleToRawLongBits(value));
        }
        out.size = at + 8 * n;
        bounds(column, min, max);
        endPage(column, n);
    }

    private void writeVolumes(double[] volumes, int n) {
        int absent = 0;
        for (int i = 0; i < n; i++) {
            absent += Double.isNaN(volumes[i]) ? 1 : 0;
        }
        absentVolumes = absent;
        boolean alike = absent == 0 || absent == n;
        int levels = alike ? runBytes(n) : bitsBytes(n);
        beginPage(VOLUME, levels + 8 * (n - absent), n);
        if (alike) {
            putOneRun(n, absent == 0);
        } else {
            putBits(volumes, n);
        }
        ByteBuffer little = out.little();
        int at = out.size;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double value = volumes[i];
            if (Double.isNaN(value)) {
                continue;
            }
            min = value < min ? value : min;
            max = value > max ? value : max;
            little.putLong(at, Double.doubleToRawLongBits(value));
            at += 8;
        }
        out.size = at;
        bounds(VOLUME, min, max);
        endPage(VOLUME, n);
    }

    private void writeNoBarIndex(int n) {
        beginPage(BAR_INDEX, runBytes(n), n);
        putOneRun(n, false);
        endPage(BAR_INDEX, n);
    }

    /**
     * As parquet.thrift demands of writers: NaN is in no statistics, a least value of zero is written as -0.0 and a
     * greatest as +0.0, since readers disagree about which is smaller.
     */
    private void bounds(int column, double min, double max) {
        minBits[column] = Double.doubleToRawLongBits(min == 0 ? -0.0 : min);
        maxBits[column] = Double.doubleToRawLongBits(max == 0 ? 0.0 : max);
        hasMinMax[column] = min <= max;
    }

    private static int runBytes(int n) {
        return 4 + ThriftWriter.varintBytes((long) n << 1) + 1;
    }

    private static int bitsBytes(int n) {
        int groups = (n + 7) / 8;
        return 4 + ThriftWriter.varintBytes((long) groups << 1 | 1) + groups;
    }

    /** Definition levels that are all alike: their length, then one run of the RLE/bit-packing hybrid. */
    private void putOneRun(int n, boolean present) {
        out.putInt(runBytes(n) - 4);
        out.putVarint((long) n << 1);
        out.putByte(present ? 1 : 0);
    }

    /** Definition levels that differ: one bit-packed run, eight to a byte, the last byte filled with zeros. */
    private void putBits(double[] values, int n) {
        int groups = (n + 7) / 8;
        out.putInt(bitsBytes(n) - 4);
        out.putVarint((long) groups << 1 | 1);
        for (int i = 0; i < n; i += 8) {
            int bits = 0;
            for (int k = i; k < Math.min(i + 8, n); k++) {
                bits |= Double.isNaN(values[k]) ? 0 : 1 << k - i;
            }
            out.putByte(bits);
        }
    }
}
