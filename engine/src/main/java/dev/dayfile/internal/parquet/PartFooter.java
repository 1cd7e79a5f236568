package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.BAR_INDEX;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.IsoTime;
import java.nio.charset.StandardCharsets;

/**
 * The footer of a part: one row group, what {@link PartPages} found of its columns, and the engine's own keys. What
 * never changes is encoded once; nothing is allocated for a part.
 */
final class PartFooter {
    /** More than a footer takes, apart from the texts of statistics. */
    static final int ROOM = 8192;

    // The keys in their order.
    static final int WRITER_KEY = 1;
    static final int FIRST_SEQ_KEY = 2;
    static final int LAST_SEQ_KEY = 3;
    static final int DIGEST_KEY = 5;
    static final int MIN_TS_KEY = 6;
    static final int MAX_TS_KEY = 7;
    private static final int KEYS = 8;

    private static final byte[] COLUMN_ORDERS = PartWriter.columnOrders(COLUMNS);

    /** Where the texts or bytes of each column's greatest and least value stand in the file, if it has any. */
    final int[] maxAt = new int[COLUMNS];

    final int[] minAt = new int[COLUMNS];

    /** Where the number stands that says where each column begins, and where its length does; each comes again. */
    final int[] startAt = new int[COLUMNS];

    final int[] lengthAt = new int[COLUMNS];

    /** Where the length of all columns stands. */
    final int[] allBytesAt = new int[2];

    /** Where the values of these keys stand, and how long they are. */
    final int[] keyValueAt = new int[KEYS];

    final int[] keyValueBytes = new int[KEYS];

    private final ThriftWriter out;
    private final PartPages pages;
    private final byte[] writerId;
    private final byte[] digits = new byte[20];
    private final byte[] minNumber = new byte[Long.BYTES];
    private final byte[] maxNumber = new byte[Long.BYTES];
    private int keysWritten;
    private final byte[] minTsText = new byte[IsoTime.LENGTH];
    private final byte[] maxTsText = new byte[IsoTime.LENGTH];

    PartFooter(ThriftWriter out, PartPages pages, byte[] writerId) {
        this.out = out;
        this.pages = pages;
        this.writerId = writerId;
    }

    /**
     * Writes it behind the pages, and what ends the file.
     *
     * @param digest of the rows
     */
    void write(CandleColumns rows, byte[] timeframe, long digest) {
        int footerAt = out.size;
        out.beginElement();
        out.i32(1, 1); // version
        out.prepared(2, ThriftWriter.LIST, CandleSchema.thrift());
        out.i64(3, rows.size);
        out.list(4, ThriftWriter.STRUCT, 1);
        writeRowGroup(rows, timeframe);
        writeKeyValues(rows, digest);
        out.binary(6, PartWriter.CREATED_BY);
        out.prepared(7, ThriftWriter.LIST, COLUMN_ORDERS);
        out.end();
        out.putInt(out.size - footerAt);
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
    }

    private void writeRowGroup(CandleColumns rows, byte[] timeframe) {
        long total = 0;
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, COLUMNS);
        for (int c = 0; c < COLUMNS; c++) {
            total += pages.chunkBytes[c];
            writeChunk(c, rows, timeframe);
        }
        allBytesAt[0] = out.size + 1;
        out.i64(2, total);
        out.i64(3, rows.size);
        CandleSchema.writeSortedBy(out);
        out.i64(5, pages.chunkStart[0]);
        allBytesAt[1] = out.size + 1;
        out.i64(6, total);
        out.i16(7, 0);
        out.end();
    }

    private void writeChunk(int column, CandleColumns rows, byte[] timeframe) {
        out.beginElement();
        startAt[column] = out.size + 1;
        out.i64(2, pages.chunkStart[column]);
        out.begin(3);
        out.i32(1, CandleSchema.type(column));
        out.list(2, ThriftWriter.I32, 2);
        out.element(PageHeader.PLAIN);
        out.element(PageHeader.RLE);
        out.list(3, ThriftWriter.BINARY, 1);
        out.element(CandleSchema.nameBytes(column));
        out.i32(4, 0); // UNCOMPRESSED
        for (int field = 5; field <= 7; field++) { // at one place, as the statistics
            if (field == 6) {
                lengthAt[column] = out.size + 1;
            }
            out.i64(field, field == 5 ? rows.size : pages.chunkBytes[column]);
        }
        out.i64(9, pages.chunkStart[column]);
        out.begin(12);
        writeStatistics(column, rows, timeframe);
        out.end();
        out.end();
        out.end();
    }

    /**
     * Chooses what is said and says it at one place: a compiler otherwise puts the code of a field into this as often as
     * it stands here.
     */
    private void writeStatistics(int column, CandleColumns rows, byte[] timeframe) {
        byte[] min = minNumber;
        byte[] max = maxNumber;
        int nulls = column == VOLUME ? pages.absentVolumes : column == BAR_INDEX ? rows.size : 0;
        switch (column) {
            case SYMBOL -> {
                min = rows.symbol[0].utf8();
                max = rows.symbol[rows.size - 1].utf8();
            }
            case TIMEFRAME -> {
                min = timeframe;
                max = timeframe;
            }
            case TS -> {
                // The text has a fixed width and is UTC, so its order is the order of ts_utc; written after ts_utc.
                IsoTime.format(pages.minBits[TS_UTC], minTsText, 0);
                IsoTime.format(pages.maxBits[TS_UTC], maxTsText, 0);
                min = minTsText;
                max = maxTsText;
            }
            default -> {
                putBits(pages.minBits[column], minNumber);
                putBits(pages.maxBits[column], maxNumber);
            }
        }
        out.i64(3, nulls);
        if (column <= TS || pages.hasMinMax[column]) {
            out.binary(5, max);
            maxAt[column] = out.size - max.length;
            out.binary(6, min);
            minAt[column] = out.size - min.length;
        }
    }

    private static void putBits(long bits, byte[] into) {
        for (int i = 0; i < Long.BYTES; i++) {
            into[i] = (byte) (bits >>> 8 * i);
        }
    }

    private void writeKeyValues(CandleColumns rows, long digest) {
        long firstSeq = pages.minBits[SEQ];
        long lastSeq = pages.maxBits[SEQ];
        keysWritten = 0;
        out.list(5, ThriftWriter.STRUCT, KEYS);
        keyValue(Keys.VERSION, Keys.CURRENT, 0, Keys.CURRENT.length);
        keyValue(Keys.WRITER, writerId, 0, writerId.length);
        decimal(Keys.FIRST_SEQ, firstSeq);
        decimal(Keys.LAST_SEQ, lastSeq);
        decimal(Keys.ROWS, rows.size);
        hex(Keys.DIGEST, digest);
        decimal(Keys.MIN_TS, pages.minBits[TS_UTC]);
        decimal(Keys.MAX_TS, pages.maxBits[TS_UTC]);
    }

    private void keyValue(byte[] key, byte[] value, int offset, int length) {
        out.beginElement();
        out.binary(1, key);
        out.binary(2, value, offset, length);
        keyValueAt[keysWritten] = out.size - length;
        keyValueBytes[keysWritten++] = length;
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
