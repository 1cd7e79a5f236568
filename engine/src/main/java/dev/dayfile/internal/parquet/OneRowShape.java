package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TS;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;
import static dev.dayfile.internal.parquet.CandleSchema.VOLUME;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A part of one row as {@link PartWriter} has encoded it, and the places in it that differ in the parts of the candles
 * before and after: values, their texts, statistics and checksums. Two such parts whose numbers happen to take equally
 * many bytes have everything at the same places, so the one is what the writer makes of its row if putting that row into
 * the other gives it byte by byte. That proves as much as encoding the row and takes a tenth of the time, which counts
 * where a day has hundreds of such parts and the code that reads them has hardly run before.
 *
 * <p>What never changes is never looked at in any other way than by that comparison. A shape does not change; who works
 * with it brings the {@link Scratch}.
 */
final class OneRowShape {
    /** The columns whose pages differ from row to row: all but the timeframe and the absent number. */
    private static final int[] VARYING = {SYMBOL, TS, TS_UTC, OPEN, HIGH, LOW, CLOSE, VOLUME, SEQ};

    private static final long MINUS_ZERO = Double.doubleToRawLongBits(-0.0);

    private final Timeframe timeframe;
    private final byte[] image;
    private final boolean hasVolume;
    private final int[] crcAt;
    private final int[] crcEnd;
    private final int[] bodyAt;
    private final int[] bodyEnd;
    private final int[] maxAt;
    private final int[] minAt;
    private final int[] keyValueAt;
    private final int[] keyValueBytes;

    /** What {@link #isOf} works with; for one thread. */
    static final class Scratch {
        private final CRC32 crc = new CRC32();
        private final TsText tsText = new TsText();
        private byte[] bytes = new byte[0];
        private ByteBuffer little;

        private void take(byte[] image) {
            if (bytes.length < image.length) {
                bytes = new byte[image.length * 2];
                little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            System.arraycopy(image, 0, bytes, 0, image.length);
        }
    }

    /**
     * @param image the part
     * @param footer of the writer that has just encoded it
     * @param crcAt where the checksum of each column's page begins, and {@code crcEnd} where it ends
     * @param bodyAt where each page's bytes begin, and {@code bodyEnd} where they end
     */
    OneRowShape(
            Timeframe timeframe,
            byte[] image,
            PartFooter footer,
            int[] crcAt,
            int[] crcEnd,
            int[] bodyAt,
            int[] bodyEnd) {
        this.timeframe = timeframe;
        this.image = image;
        this.crcAt = crcAt.clone();
        this.crcEnd = crcEnd.clone();
        this.bodyAt = bodyAt.clone();
        this.bodyEnd = bodyEnd.clone();
        hasVolume = bodyEnd[VOLUME] - bodyAt[VOLUME] > Long.BYTES;
        maxAt = footer.maxAt.clone();
        minAt = footer.minAt.clone();
        keyValueAt = footer.keyValueAt.clone();
        keyValueBytes = footer.keyValueBytes.clone();
    }

    /** Whether a part of so many bytes may have this shape: its checksums end where they should. */
    boolean mayBe(Timeframe ofPart, byte[] part, int size) {
        if (size != image.length || !timeframe.equals(ofPart)) {
            return false;
        }
        for (int c = 0; c < COLUMNS; c++) {
            int end = crcEnd[c];
            if (part[end - 1] < 0 || part[end - 2] >= 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes every part of this shape has. */
    int bytes() {
        return image.length;
    }

    private int symbolAt() {
        return bodyAt[SYMBOL] + Integer.BYTES;
    }

    private int symbolBytes() {
        return bodyEnd[SYMBOL] - symbolAt();
    }

    private int volumeAt() {
        return bodyEnd[VOLUME] - Long.BYTES;
    }

    /** Takes a part's row from where it must be, on trust until {@link #isOf} has said that it is the part's. */
    void take(byte[] part, ByteBuffer little, SymbolTable symbols, CandleColumns into) {
        into.symbol[0] = symbols.intern(part, symbolAt(), symbolBytes());
        into.tsMicros[0] = little.getLong(bodyAt[TS_UTC]);
        into.open[0] = little.getDouble(bodyAt[OPEN]);
        into.high[0] = little.getDouble(bodyAt[HIGH]);
        into.low[0] = little.getDouble(bodyAt[LOW]);
        into.close[0] = little.getDouble(bodyAt[CLOSE]);
        into.volume[0] = hasVolume ? little.getDouble(volumeAt()) : Double.NaN;
        into.seq[0] = little.getLong(bodyAt[SEQ]);
        into.size = 1;
    }

    /**
     * Whether a part is, byte by byte, what its row makes of this shape.
     *
     * @param part of as many bytes as the shape
     * @param row taken from it
     */
    boolean isOf(byte[] part, CandleColumns row, Scratch scratch) {
        scratch.take(image);
        byte[] made = scratch.bytes;
        put(part, SYMBOL, symbolAt(), symbolBytes(), made);
        scratch.tsText.put(row.tsMicros[0], made, bodyAt[TS]);
        put(made, TS, bodyAt[TS] + Integer.BYTES, IsoTime.LENGTH, made);
        put(part, TS_UTC, bodyAt[TS_UTC], Long.BYTES, made);
        boolean bounded = put(part, OPEN, bodyAt[OPEN], row.open[0], scratch)
                && put(part, HIGH, bodyAt[HIGH], row.high[0], scratch)
                && put(part, LOW, bodyAt[LOW], row.low[0], scratch)
                && put(part, CLOSE, bodyAt[CLOSE], row.close[0], scratch)
                && (!hasVolume || put(part, VOLUME, volumeAt(), row.volume[0], scratch));
        if (!bounded) {
            return false;
        }
        put(part, SEQ, bodyAt[SEQ], Long.BYTES, made);
        for (int c : VARYING) {
            if (!putChecksum(scratch, c)) {
                return false;
            }
        }
        putHex(made, keyValueAt[PartFooter.DIGEST_KEY], ContentDigest.ofRow(row, 0));
        return putDecimal(made, PartFooter.FIRST_SEQ_KEY, PartFooter.LAST_SEQ_KEY, row.seq[0])
                && putDecimal(made, PartFooter.MIN_TS_KEY, PartFooter.MAX_TS_KEY, row.tsMicros[0])
                && Arrays.equals(made, 0, image.length, part, 0, image.length);
    }

    /** Copies a value, which is the only one of its column, to its place and to where the statistics have it. */
    private void put(byte[] from, int column, int at, int length, byte[] made) {
        System.arraycopy(from, at, made, at, length);
        System.arraycopy(from, at, made, maxAt[column], length);
        System.arraycopy(from, at, made, minAt[column], length);
    }

    /** As the longer form. Returns whether the value has statistics, as that of the image has; of zero see {@link PartPages}. */
    private boolean put(byte[] part, int column, int at, double value, Scratch scratch) {
        if (Double.isNaN(value)) {
            return false;
        }
        put(part, column, at, Double.BYTES, scratch.bytes);
        if (value == 0) {
            scratch.little.putLong(maxAt[column], 0);
            scratch.little.putLong(minAt[column], MINUS_ZERO);
        }
        return true;
    }

    /** Returns whether the checksum takes as many bytes as that of the image. */
    private boolean putChecksum(Scratch scratch, int column) {
        scratch.crc.reset();
        scratch.crc.update(scratch.bytes, bodyAt[column], bodyEnd[column] - bodyAt[column]);
        int crc = (int) scratch.crc.getValue();
        int rest = crc << 1 ^ crc >> 31;
        int at = crcAt[column];
        while ((rest & ~0x7F) != 0) {
            scratch.bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        scratch.bytes[at++] = (byte) rest;
        return at == crcEnd[column];
    }

    /** Puts a number at two places; returns whether it has as many digits there as it takes. */
    private boolean putDecimal(byte[] made, int key, int otherKey, long value) {
        int from = keyValueAt[key];
        long rest = value;
        for (int at = from + keyValueBytes[key] - 1; at >= from; at--) {
            long tenth = rest / 10;
            made[at] = (byte) ('0' + rest - 10 * tenth);
            rest = tenth;
        }
        System.arraycopy(made, from, made, keyValueAt[otherKey], keyValueBytes[key]);
        return rest == 0 && (made[from] > '0' || keyValueBytes[key] == 1);
    }

    private static void putHex(byte[] made, int from, long value) {
        for (int i = 0; i < 16; i++) {
            int nibble = (int) (value >>> 60 - 4 * i) & 0xF;
            made[from + i] = (byte) (nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
        }
    }
}
