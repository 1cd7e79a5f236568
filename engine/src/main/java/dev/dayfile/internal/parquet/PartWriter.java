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

import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Encodes parts into one reused buffer. A bot writes a few parts a minute, so this code runs cold for hours: it knows
 * one schema, one row group, one page a column, plain values and no codec, and loads nothing of parquet-java, which
 * would take half a second for the first part and milliseconds for the next ones.
 *
 * <p>What it writes is Parquet all the same: page checksums, statistics, declared order of rows and of values. Not safe
 * for use by several threads.
 */
public final class PartWriter {
    /** The greatest part that is written, and read back: a reader holds a part in memory as a whole. */
    static final int MAX_BYTES = 64 << 20;

    static final byte[] MAGIC = ascii("PAR1");

    /** Read by parquet-java with a pattern, so that it trusts the statistics: {@code name version v (build b)}. */
    static final byte[] CREATED_BY = ascii("dayfile version " + FooterKeys.CURRENT_VERSION + ".0.0 (build part)");

    private static final byte[] COLUMN_ORDERS = columnOrders(COLUMNS);

    private static final int ENCODING_PLAIN = 0;
    private static final int ENCODING_RLE = 3;

    /** More than any page header takes. */
    private static final int HEADER_ROOM = 64;

    /** More than a footer takes, apart from the texts of statistics. */
    private static final int FOOTER_ROOM = 8192;

    private final byte[] writerId;
    private final ThriftWriter out = new ThriftWriter(16 << 10);
    private final CRC32 pageCrc = new CRC32();
    private final CRC32C fileCrc = new CRC32C();
    private final byte[] digits = new byte[20];
    private final byte[] minTsText = new byte[IsoTime.LENGTH];
    private final byte[] maxTsText = new byte[IsoTime.LENGTH];

    // Of each column: where its chunk is, and the bits of the least and greatest value where they are numbers.
    private final int[] chunkStart = new int[COLUMNS];
    private final int[] chunkBytes = new int[COLUMNS];
    private final long[] minBits = new long[COLUMNS];
    private final long[] maxBits = new long[COLUMNS];
    private final boolean[] hasMinMax = new boolean[COLUMNS];
    private int absentVolumes;

    private Timeframe timeframe;
    private byte[] timeframeText;
    private long firstTsMicros;
    private boolean encoded;

    /** @param writerId which store writes, for {@code dayfile.writer} */
    public PartWriter(String writerId) {
        this.writerId = writerId.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The file's bytes, valid until the next call; rows are sorted by symbol, ts, seq and of one trading day.
     *
     * @throws IllegalArgumentException when there is no row, the rows are not sorted, or the part would be larger than
     *     64 MiB; no part stands then
     */
    public ByteBuffer encode(Timeframe timeframe, CandleColumns rows) {
        encoded = false;
        if (!timeframe.equals(this.timeframe)) {
            this.timeframe = timeframe;
            timeframeText = ascii(timeframe.toString());
        }
        long symbolBytes = requireSorted(rows);
        long needed = bytesNeeded(rows, symbolBytes);
        if (needed > MAX_BYTES) {
            throw new IllegalArgumentException("a part has at most " + MAX_BYTES + " bytes [rows=" + rows.size + "]");
        }
        out.clear();
        out.ensure((int) needed);
        out.putBytes(MAGIC, 0, MAGIC.length);
        writeSymbols(rows, (int) symbolBytes);
        writeTimeframes(rows);
        writeTimes(rows);
        writeLongs(TS_UTC, rows.tsMicros, rows.size);
        writePrices(OPEN, rows.open, rows.size);
        writePrices(HIGH, rows.high, rows.size);
        writePrices(LOW, rows.low, rows.size);
        writePrices(CLOSE, rows.close, rows.size);
        writeVolumes(rows);
        writeLongs(SEQ, rows.seq, rows.size);
        writeNoBarIndex(rows.size);
        writeFooter(rows);
        fileCrc.reset();
        fileCrc.update(out.bytes, 0, out.size);
        firstTsMicros = rows.tsMicros[0];
        encoded = true;
        return out.written();
    }

    /**
     * The name of the part that {@link #encode} returned last.
     *
     * @throws IllegalStateException when there is none
     */
    public PartName name() {
        if (!encoded) {
            throw new IllegalStateException("no part was encoded");
        }
        return new PartName(firstTsMicros, (int) fileCrc.getValue());
    }

    /** Returns how many bytes the symbols take; statistics and readers rely on the order, so it is not taken on trust. */
    private static long requireSorted(CandleColumns rows) {
        if (rows.size == 0) {
            throw new IllegalArgumentException("a part has at least one row [rows=0]");
        }
        long bytes = rows.symbol[0].utf8().length;
        for (int i = 1; i < rows.size; i++) {
            if (CandleColumns.compareRows(rows, i - 1, rows, i) > 0) {
                throw new IllegalArgumentException("the rows of a part are sorted by symbol, ts and seq [row=" + i
                        + ", symbol=" + rows.symbol[i] + ", ts=" + rows.tsMicros[i] + ", seq=" + rows.seq[i] + "]");
            }
            bytes += rows.symbol[i].utf8().length;
        }
        return bytes;
    }

    private long bytesNeeded(CandleColumns rows, long symbolBytes) {
        long n = rows.size;
        long texts = symbolBytes + n * (4 + 4 + timeframeText.length + 4 + IsoTime.LENGTH);
        long numbers = n * 8 * 7 + (n + 7) / 8 + 32;
        long statistics = rows.symbol[0].utf8().length + rows.symbol[rows.size - 1].utf8().length;
        return texts + numbers + statistics + (long) COLUMNS * HEADER_ROOM + FOOTER_ROOM;
    }

    // One page a column. A page's size is known before its bytes are, all but the length of its checksum's varint.

    private void beginPage(int column) {
        chunkStart[column] = out.size;
        hasMinMax[column] = false;
        out.size += HEADER_ROOM;
    }

    /** Puts the header before the page's bytes and closes the gap between the two. */
    private void endPage(int column, int rows) {
        int start = chunkStart[column];
        int body = start + HEADER_ROOM;
        int bodyBytes = out.size - body;
        pageCrc.reset();
        pageCrc.update(out.bytes, body, bodyBytes);
        out.size = start;
        out.beginElement();
        out.i32(1, 0); // DATA_PAGE
        out.i32(2, bodyBytes);
        out.i32(3, bodyBytes);
        out.i32(4, (int) pageCrc.getValue());
        out.begin(5);
        out.i32(1, rows);
        out.i32(2, ENCODING_PLAIN);
        out.i32(3, ENCODING_RLE);
        out.i32(4, ENCODING_RLE);
        out.end();
        out.end();
        System.arraycopy(out.bytes, body, out.bytes, out.size, bodyBytes);
        out.size += bodyBytes;
        chunkBytes[column] = out.size - start;
    }

    private void writeSymbols(CandleColumns rows, int symbolBytes) {
        beginPage(SYMBOL);
        for (int i = 0; i < rows.size; i++) {
            byte[] utf8 = rows.symbol[i].utf8();
            out.putInt(utf8.length);
            out.putBytes(utf8, 0, utf8.length);
        }
        endPage(SYMBOL, rows.size);
    }

    private void writeTimeframes(CandleColumns rows) {
        beginPage(TIMEFRAME);
        for (int i = 0; i < rows.size; i++) {
            out.putInt(timeframeText.length);
            out.putBytes(timeframeText, 0, timeframeText.length);
        }
        endPage(TIMEFRAME, rows.size);
    }

    private void writeTimes(CandleColumns rows) {
        beginPage(TS);
        for (int i = 0; i < rows.size; i++) {
            out.putInt(IsoTime.LENGTH);
            IsoTime.format(rows.tsMicros[i], out.bytes, out.size);
            out.size += IsoTime.LENGTH;
        }
        endPage(TS, rows.size);
    }

    private void writeLongs(int column, long[] values, int n) {
        beginPage(column);
        long min = values[0];
        long max = values[0];
        for (int i = 0; i < n; i++) {
            long value = values[i];
            min = Math.min(min, value);
            max = Math.max(max, value);
            out.putLong(value);
        }
        minBits[column] = min;
        maxBits[column] = max;
        hasMinMax[column] = true;
        endPage(column, n);
    }

    private void writePrices(int column, double[] values, int n) {
        beginPage(column);
        putDoubles(column, values, n);
        endPage(column, n);
    }

    private void writeVolumes(CandleColumns rows) {
        int n = rows.size;
        int absent = 0;
        for (int i = 0; i < n; i++) {
            absent += Double.isNaN(rows.volume[i]) ? 1 : 0;
        }
        absentVolumes = absent;
        beginPage(VOLUME);
        if (absent == 0 || absent == n) {
            putOneRun(n, absent == 0);
        } else {
            putBits(rows.volume, n);
        }
        putDoubles(VOLUME, rows.volume, n);
        endPage(VOLUME, n);
    }

    private void writeNoBarIndex(int n) {
        beginPage(BAR_INDEX);
        putOneRun(n, false);
        endPage(BAR_INDEX, n);
    }

    /**
     * Puts the numbers that are not NaN and keeps the least and greatest. As parquet.thrift demands of writers: NaN is
     * in no statistics, a least value of zero is written as -0.0 and a greatest as +0.0, since readers disagree about
     * which is smaller.
     */
    private void putDoubles(int column, double[] values, int n) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int numbers = 0;
        for (int i = 0; i < n; i++) {
            double value = values[i];
            if (Double.isNaN(value)) {
                if (column != VOLUME) {
                    out.putLong(Double.doubleToRawLongBits(value));
                }
                continue;
            }
            min = Math.min(min, value);
            max = Math.max(max, value);
            numbers++;
            out.putLong(Double.doubleToRawLongBits(value));
        }
        minBits[column] = Double.doubleToRawLongBits(min == 0 ? -0.0 : min);
        maxBits[column] = Double.doubleToRawLongBits(max == 0 ? 0.0 : max);
        hasMinMax[column] = numbers > 0;
    }

    /** Definition levels that are all alike: their length, then one run of the RLE/bit-packing hybrid. */
    private void putOneRun(int n, boolean present) {
        int lengthAt = out.size;
        out.putInt(0);
        out.putVarint((long) n << 1);
        out.putByte(present ? 1 : 0);
        putLengthAt(lengthAt);
    }

    /** Definition levels that differ: one bit-packed run, eight to a byte, the last byte filled with zeros. */
    private void putBits(double[] values, int n) {
        int lengthAt = out.size;
        out.putInt(0);
        int groups = (n + 7) / 8;
        out.putVarint((long) groups << 1 | 1);
        for (int i = 0; i < n; i += 8) {
            int bits = 0;
            for (int k = i; k < Math.min(i + 8, n); k++) {
                bits |= Double.isNaN(values[k]) ? 0 : 1 << k - i;
            }
            out.putByte(bits);
        }
        putLengthAt(lengthAt);
    }

    private void putLengthAt(int lengthAt) {
        int end = out.size;
        out.size = lengthAt;
        out.putInt(end - lengthAt - 4);
        out.size = end;
    }

    private void writeFooter(CandleColumns rows) {
        int footerAt = out.size;
        out.beginElement();
        out.i32(1, 1); // version
        out.prepared(2, ThriftWriter.LIST, CandleSchema.thrift());
        out.i64(3, rows.size);
        out.list(4, ThriftWriter.STRUCT, 1);
        writeRowGroup(rows);
        writeKeyValues(rows);
        out.binary(6, CREATED_BY);
        out.prepared(7, ThriftWriter.LIST, COLUMN_ORDERS);
        out.end();
        out.putInt(out.size - footerAt);
        out.putBytes(MAGIC, 0, MAGIC.length);
    }

    private void writeRowGroup(CandleColumns rows) {
        long total = 0;
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, COLUMNS);
        for (int c = 0; c < COLUMNS; c++) {
            total += chunkBytes[c];
            writeChunk(c, rows);
        }
        out.i64(2, total);
        out.i64(3, rows.size);
        int[] sortedBy = CandleSchema.sortedBy();
        out.list(4, ThriftWriter.STRUCT, sortedBy.length);
        for (int column : sortedBy) {
            out.beginElement();
            out.i32(1, column);
            out.bool(2, false); // ascending
            out.bool(3, false); // no column of them has nulls
            out.end();
        }
        out.i64(5, chunkStart[0]);
        out.i64(6, total);
        out.i16(7, 0);
        out.end();
    }

    private void writeChunk(int column, CandleColumns rows) {
        out.beginElement();
        out.i64(2, chunkStart[column]);
        out.begin(3);
        out.i32(1, CandleSchema.type(column));
        out.list(2, ThriftWriter.I32, 2);
        out.element(ENCODING_PLAIN);
        out.element(ENCODING_RLE);
        out.list(3, ThriftWriter.BINARY, 1);
        out.element(CandleSchema.nameBytes(column));
        out.i32(4, 0); // UNCOMPRESSED
        out.i64(5, rows.size);
        out.i64(6, chunkBytes[column]);
        out.i64(7, chunkBytes[column]);
        out.i64(9, chunkStart[column]);
        out.begin(12);
        writeStatistics(column, rows);
        out.end();
        out.end();
        out.end();
    }

    private void writeStatistics(int column, CandleColumns rows) {
        switch (column) {
            case SYMBOL -> statistics(rows.symbol[0].utf8(), rows.symbol[rows.size - 1].utf8());
            case TIMEFRAME -> statistics(timeframeText, timeframeText);
            case TS -> {
                // The text has a fixed width and is UTC, so its order is the order of ts_utc; written after ts_utc.
                IsoTime.format(minBits[TS_UTC], minTsText, 0);
                IsoTime.format(maxBits[TS_UTC], maxTsText, 0);
                statistics(minTsText, maxTsText);
            }
            case VOLUME -> numberStatistics(column, absentVolumes);
            case BAR_INDEX -> numberStatistics(column, rows.size);
            default -> numberStatistics(column, 0);
        }
    }

    private void statistics(byte[] min, byte[] max) {
        out.i64(3, 0);
        out.binary(5, max);
        out.binary(6, min);
    }

    private void numberStatistics(int column, int nulls) {
        out.i64(3, nulls);
        if (hasMinMax[column]) {
            putBits(5, maxBits[column]);
            putBits(6, minBits[column]);
        }
    }

    private void putBits(int field, long bits) {
        for (int i = 0; i < 8; i++) {
            digits[i] = (byte) (bits >>> 8 * i);
        }
        out.binary(field, digits, 0, 8);
    }

    private void writeKeyValues(CandleColumns rows) {
        long firstSeq = minBits[SEQ];
        long lastSeq = maxBits[SEQ];
        out.list(5, ThriftWriter.STRUCT, 8);
        keyValue(Keys.VERSION, Keys.CURRENT, 0, Keys.CURRENT.length);
        keyValue(Keys.WRITER, writerId, 0, writerId.length);
        decimal(Keys.FIRST_SEQ, firstSeq);
        decimal(Keys.LAST_SEQ, lastSeq);
        decimal(Keys.ROWS, rows.size);
        hex(Keys.DIGEST, ContentDigest.ofRows(rows, 0, rows.size));
        decimal(Keys.MIN_TS, minBits[TS_UTC]);
        decimal(Keys.MAX_TS, maxBits[TS_UTC]);
    }

    private void keyValue(byte[] key, byte[] value, int offset, int length) {
        out.beginElement();
        out.binary(1, key);
        out.binary(2, value, offset, length);
        out.end();
    }

    private void decimal(byte[] key, long value) {
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + Math.abs(rest % 10)); // the remainder's sign, so that MIN_VALUE is right too
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            digits[--at] = '-';
        }
        keyValue(key, digits, at, digits.length - at);
    }

    private void hex(byte[] key, long value) {
        for (int i = 0; i < 16; i++) {
            int nibble = (int) (value >>> 60 - 4 * i) & 0xF;
            digits[i] = (byte) (nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
        }
        keyValue(key, digits, 0, 16);
    }

    /** Every column's values are ordered as their type says; without it statistics count for nothing. */
    static byte[] columnOrders(int columns) {
        ThriftWriter orders = new ThriftWriter(64);
        orders.list(1, ThriftWriter.STRUCT, columns);
        for (int c = 0; c < columns; c++) {
            orders.beginElement();
            orders.begin(1); // TYPE_ORDER
            orders.end();
            orders.end();
        }
        return java.util.Arrays.copyOfRange(orders.bytes, 1, orders.size);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@link FooterKeys} as bytes. */
    private static final class Keys {
        static final byte[] VERSION = ascii(FooterKeys.VERSION);
        static final byte[] CURRENT = ascii(FooterKeys.CURRENT_VERSION);
        static final byte[] WRITER = ascii(FooterKeys.WRITER);
        static final byte[] FIRST_SEQ = ascii(FooterKeys.FIRST_SEQ);
        static final byte[] LAST_SEQ = ascii(FooterKeys.LAST_SEQ);
        static final byte[] ROWS = ascii(FooterKeys.ROWS);
        static final byte[] DIGEST = ascii(FooterKeys.DIGEST);
        static final byte[] MIN_TS = ascii(FooterKeys.MIN_TS);
        static final byte[] MAX_TS = ascii(FooterKeys.MAX_TS);
    }
}
