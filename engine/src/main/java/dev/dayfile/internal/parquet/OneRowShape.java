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
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A part of one row as {@link PartWriter} has encoded it, and the places in it that differ in the parts of other candles:
 * values, their texts, statistics, checksums, and where the checksums, which take one to five bytes, leave the columns.
 * Another row whose symbol, volume and sequence take equally many bytes is put there instead of being encoded, which
 * gives the same part, byte by byte, at a fraction of the instructions. That counts where a market's candles come one by
 * one: a bot writes hundreds of such parts a day with code that has hardly run before, and who compacts the day proves
 * each of them by putting its row into a shape too.
 *
 * <p>What never changes is taken from the image and not understood. What a shape says does not change; who works with it brings
 * the {@link Frame}.
 */
final class OneRowShape {
    /** How many bytes a part of a shape may have more or less than its image: those of its checksums. */
    static final int MOST_LONGER = COLUMNS * 4;

    private static final long MINUS_ZERO = Double.doubleToRawLongBits(-0.0);

    private final Timeframe timeframe;
    private final byte[] image;
    private final int symbolBytes;
    private final boolean hasVolume;

    // Of each column.
    private final int[] chunkStart;
    private final int[] chunkBytes;
    private final int[] crcAt = new int[COLUMNS];
    private final int[] crcEnd = new int[COLUMNS];
    private final int[] bodyAt;
    private final int[] bodyEnd = new int[COLUMNS];
    private final int[] maxAt;
    private final int[] minAt;
    private final int[] startAt;
    private final int[] lengthAt;

    private final int allBytes;
    private final int[] allBytesAt;
    private final int[] keyValueAt;
    private final int[] keyValueBytes;

    /** Told only by {@link PartScanner}, to itself. */
    private volatile boolean sampled;

    /** The image with the row in it that was put there last, and what is needed to put another; for one thread. */
    static final class Frame {
        private final CRC32 crc = new CRC32();
        private final TsText tsText = new TsText();
        private OneRowShape shape;
        private byte[] bytes = new byte[0];
        private ByteBuffer little;

        /** Where the footer in the frame says that the columns are, beside where they are in the image. */
        private final int[] moved = new int[COLUMNS];

        private final int[] longer = new int[COLUMNS];
        private int allLonger;

        /** Where the columns of the part that is being read are. */
        private final int[] movedInPart = new int[COLUMNS];

        /** The shape whose image it is, which another row is put into with the least effort; {@code null} at first. */
        OneRowShape shape() {
            return shape;
        }

        private void take(OneRowShape next) {
            if (shape == next) {
                return; // whatever differs is written each time
            }
            if (bytes.length < next.image.length) {
                byte[] more = new byte[next.image.length * 2];
                little = ByteBuffer.wrap(more).order(ByteOrder.LITTLE_ENDIAN); // memory may run out before
                bytes = more;
            }
            System.arraycopy(next.image, 0, bytes, 0, next.image.length);
            Arrays.fill(moved, 0);
            Arrays.fill(longer, 0);
            allLonger = 0;
            shape = next;
        }
    }

    /**
     * The shape of a part.
     *
     * @param part the part, which is kept
     * @param row its row
     * @param pages as they have written it
     * @param footer as it has written it
     */
    OneRowShape(Timeframe timeframe, byte[] part, CandleColumns row, PartPages pages, PartFooter footer) {
        this.timeframe = timeframe;
        image = part;
        symbolBytes = row.symbol[0].utf8().length;
        hasVolume = !Double.isNaN(row.volume[0]);
        chunkStart = pages.chunkStart.clone();
        chunkBytes = pages.chunkBytes.clone();
        bodyAt = pages.bodyStart.clone();
        int all = 0;
        for (int c = 0; c < COLUMNS; c++) {
            bodyEnd[c] = chunkStart[c] + chunkBytes[c];
            crcAt[c] = chunkStart[c] + PageHeader.bytesBeforeChecksum(bodyEnd[c] - bodyAt[c]);
            crcEnd[c] = bodyAt[c] - PageHeader.bytesBehindChecksum(1);
            all += chunkBytes[c];
        }
        allBytes = all;
        maxAt = footer.maxAt.clone();
        minAt = footer.minAt.clone();
        startAt = footer.startAt.clone();
        lengthAt = footer.lengthAt.clone();
        allBytesAt = footer.allBytesAt.clone();
        keyValueAt = footer.keyValueAt.clone();
        keyValueBytes = footer.keyValueBytes.clone();
    }

    /** Whether a part of this shape was read in the general way and was what it was proved to be. */
    boolean wasSampled() {
        return sampled;
    }

    void sampled() {
        sampled = true;
    }

    /** Whether it is one of parts of a timeframe with symbols of so many bytes. */
    boolean isOf(Timeframe ofPart, int bytesOfSymbol) {
        return symbolBytes == bytesOfSymbol && timeframe.equals(ofPart);
    }

    /** Whether its parts are those of a store. */
    boolean isBy(byte[] writerId) {
        int from = keyValueAt[PartFooter.WRITER_KEY];
        int to = from + keyValueBytes[PartFooter.WRITER_KEY];
        return Arrays.equals(image, from, to, writerId, 0, writerId.length);
    }

    /** How many bytes a part of this shape has at most. */
    int bytesAtMost() {
        return image.length + MOST_LONGER;
    }

    /** Whether a part may have this shape: it is as long as its checksums make it, which are looked for. */
    boolean mayBe(byte[] part, int size, Frame frame) {
        if (Math.abs(size - image.length) > MOST_LONGER) {
            return false;
        }
        int moved = 0;
        for (int c = 0; c < COLUMNS; c++) {
            int end = crcEnd[c] + moved;
            if (part[end - 1] < 0 || part[end - 2] >= 0) { // as long as in the image, it would end here
                end = crcAt[c] + moved;
                int last = end + 4;
                while (part[end++] < 0) {
                    if (end > last) {
                        return false;
                    }
                }
                moved = end - crcEnd[c];
            }
            frame.movedInPart[c] = moved;
        }
        return size == image.length + moved;
    }

    /**
     * Takes a part's row from where it must be, on trust until the part is found to be what {@link #put} makes of it.
     *
     * @param frame with which {@link #mayBe} has looked at the part
     */
    void take(byte[] part, ByteBuffer little, Frame frame, SymbolTable symbols, CandleColumns into) {
        int[] moved = frame.movedInPart;
        into.symbol[0] = symbols.intern(part, bodyAt[SYMBOL] + moved[SYMBOL] + Integer.BYTES, symbolBytes);
        into.tsMicros[0] = little.getLong(bodyAt[TS_UTC] + moved[TS_UTC]);
        into.open[0] = little.getDouble(bodyAt[OPEN] + moved[OPEN]);
        into.high[0] = little.getDouble(bodyAt[HIGH] + moved[HIGH]);
        into.low[0] = little.getDouble(bodyAt[LOW] + moved[LOW]);
        into.close[0] = little.getDouble(bodyAt[CLOSE] + moved[CLOSE]);
        into.volume[0] = hasVolume ? little.getDouble(bodyEnd[VOLUME] + moved[VOLUME] - Double.BYTES) : Double.NaN;
        into.seq[0] = little.getLong(bodyAt[SEQ] + moved[SEQ]);
        into.size = 1;
    }

    /**
     * Puts a row into this shape.
     *
     * @param into receives the part, up to {@link #bytesAtMost()} of it
     * @return how many bytes the part has; 0 when the row has another shape
     * @throws IllegalArgumentException when the time's year has not four digits
     */
    int put(CandleColumns row, Frame frame, byte[] into) {
        byte[] symbol = row.symbol[0].utf8();
        if (symbol.length != symbolBytes || Double.isNaN(row.volume[0]) == hasVolume) {
            return 0;
        }
        frame.take(this);
        byte[] made = frame.bytes;
        boolean fits = putDecimal(made, PartFooter.FIRST_SEQ_KEY, PartFooter.LAST_SEQ_KEY, row.seq[0])
                && putDecimal(made, PartFooter.MIN_TS_KEY, PartFooter.MAX_TS_KEY, row.tsMicros[0])
                && putPrice(frame, OPEN, row.open[0])
                && putPrice(frame, HIGH, row.high[0])
                && putPrice(frame, LOW, row.low[0])
                && putPrice(frame, CLOSE, row.close[0])
                && (!hasVolume || putPrice(frame, VOLUME, row.volume[0]));
        if (!fits) {
            return 0;
        }
        putText(made, SYMBOL, symbol, 0);
        frame.tsText.put(row.tsMicros[0], made, bodyAt[TS]);
        putText(made, TS, made, bodyAt[TS] + Integer.BYTES);
        putLong(frame, TS_UTC, row.tsMicros[0]);
        putLong(frame, SEQ, row.seq[0]);
        putHex(made, keyValueAt[PartFooter.DIGEST_KEY], ContentDigest.ofRow(row, 0));
        return assemble(frame, into);
    }

    // Each value is the only one of its column, so it is the greatest and the least one too.

    private void putText(byte[] made, int column, byte[] text, int from) {
        int length = column == TS ? IsoTime.LENGTH : symbolBytes;
        System.arraycopy(text, from, made, bodyAt[column] + Integer.BYTES, length);
        System.arraycopy(text, from, made, maxAt[column], length);
        System.arraycopy(text, from, made, minAt[column], length);
    }

    private void putLong(Frame frame, int column, long bits) {
        int at = bodyEnd[column] - Long.BYTES; // behind the definition levels, if there are any
        frame.little.putLong(at, bits);
        System.arraycopy(frame.bytes, at, frame.bytes, maxAt[column], Long.BYTES);
        System.arraycopy(frame.bytes, at, frame.bytes, minAt[column], Long.BYTES);
    }

    /** Returns whether the value has statistics, as that of the image has; of zero see {@link PartPages}. */
    private boolean putPrice(Frame frame, int column, double value) {
        if (Double.isNaN(value)) {
            return false;
        }
        putLong(frame, column, Double.doubleToRawLongBits(value));
        if (value == 0) {
            frame.little.putLong(maxAt[column], 0);
            frame.little.putLong(minAt[column], MINUS_ZERO);
        }
        return true;
    }

    /** Puts a number at two places; returns whether it has as many digits, and a sign, as there is room for. */
    private boolean putDecimal(byte[] made, int key, int otherKey, long value) {
        int from = keyValueAt[key];
        int to = from + keyValueBytes[key];
        int first = value < 0 ? from + 1 : from;
        made[from] = '-';
        long rest = value;
        for (int at = to - 1; at >= first; at--) {
            long tenth = rest / 10;
            made[at] = (byte) ('0' + Math.abs(rest - 10 * tenth));
            rest = tenth;
        }
        System.arraycopy(made, from, made, keyValueAt[otherKey], to - from);
        return rest == 0 && (to - first == 1 || made[first] > '0');
    }

    private static void putHex(byte[] made, int from, long value) {
        for (int i = 0; i < 16; i++) {
            int nibble = (int) (value >>> 60 - 4 * i) & 0xF;
            made[from + i] = (byte) (nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
        }
    }

    /**
     * Copies the frame, cut where a checksum takes another number of bytes than in the image, and corrects what its footer
     * says of where columns are.
     */
    private int assemble(Frame frame, byte[] into) {
        byte[] made = frame.bytes;
        int from = 0;
        int to = 0;
        for (int c = 0; c < COLUMNS; c++) {
            if (to - from != frame.moved[c] && !putStart(frame, c, to - from)) {
                return 0;
            }
            if (c == TIMEFRAME || c == BAR_INDEX) {
                continue; // pages that never differ
            }
            frame.crc.reset();
            frame.crc.update(made, bodyAt[c], bodyEnd[c] - bodyAt[c]);
            int crc = (int) frame.crc.getValue();
            int zigzag = crc << 1 ^ crc >> 31;
            int crcBytes = zigzag >>> 28 != 0 ? 5 : ThriftWriter.varintBytes(zigzag); // mostly five
            int longer = crcBytes - (crcEnd[c] - crcAt[c]);
            if (longer != frame.longer[c] && !putLength(frame, c, longer)) {
                return 0;
            }
            if (longer == 0) {
                putVarint(made, crcAt[c], zigzag);
            } else {
                System.arraycopy(made, from, into, to, crcAt[c] - from);
                to = putVarint(into, to + crcAt[c] - from, zigzag);
                from = crcEnd[c];
            }
        }
        if (to - from != frame.allLonger && !putAllBytes(frame, to - from)) {
            return 0;
        }
        System.arraycopy(made, from, into, to, image.length - from);
        return to + image.length - from;
    }

    /** Where a column begins stands twice: before its metadata, and as the last number of it behind its two lengths. */
    private boolean putStart(Frame frame, int column, int moved) {
        int bytes = ThriftWriter.zigzagBytes(chunkStart[column]);
        int lengthBytes = ThriftWriter.zigzagBytes(chunkBytes[column]);
        int start = chunkStart[column] + moved;
        if (ThriftWriter.zigzagBytes(start) != bytes) {
            return false;
        }
        putNumber(frame.bytes, startAt[column], start);
        putNumber(frame.bytes, lengthAt[column] + 2 * (lengthBytes + 1), start);
        frame.moved[column] = moved;
        return true;
    }

    /** The length, compressed or not, of a column. */
    private boolean putLength(Frame frame, int column, int longer) {
        int bytes = ThriftWriter.zigzagBytes(chunkBytes[column]);
        int length = chunkBytes[column] + longer;
        if (ThriftWriter.zigzagBytes(length) != bytes) {
            return false;
        }
        putNumber(frame.bytes, lengthAt[column], length);
        putNumber(frame.bytes, lengthAt[column] + bytes + 1, length);
        frame.longer[column] = longer;
        return true;
    }

    private boolean putAllBytes(Frame frame, int longer) {
        int all = allBytes + longer;
        if (ThriftWriter.zigzagBytes(all) != ThriftWriter.zigzagBytes(allBytes)) {
            return false;
        }
        for (int at : allBytesAt) {
            putNumber(frame.bytes, at, all);
        }
        frame.allLonger = longer;
        return true;
    }

    private static void putNumber(byte[] made, int from, int value) {
        putVarint(made, from, value << 1);
    }

    /** Returns where it ends. */
    private static int putVarint(byte[] target, int from, int value) {
        int at = from;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at] = (byte) rest;
        return at + 1;
    }
}
