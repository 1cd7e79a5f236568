package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;

import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Encodes parts into one reused buffer. A bot writes a few parts a minute, so this code runs cold for hours: it knows
 * one schema, one row group, one page a column, plain values and no codec, and loads nothing of parquet-java, which
 * would take half a second for the first part and milliseconds for the next ones.
 *
 * <p>A part of one row is put into the {@link OneRowShape} of one before where it fits, which gives the same bytes.
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

    private final ThriftWriter out = new ThriftWriter(16 << 10);
    private final PartPages pages = new PartPages(out);
    private final byte[] writerId;
    private final PartFooter footer;
    private final CRC32C fileCrc = new CRC32C();

    /** For parts of one row; made with the second, since the first of a process has enough to load. */
    private OneRowShape.Frame frame;

    /** Those of a test; {@code null} for those of the process. */
    private final OneRowShapes ownShapes;

    private boolean oneRowBefore;
    private boolean byShape;
    private boolean shapeKept;

    private Timeframe timeframe;
    private byte[] timeframeText;
    private long firstTsMicros;
    private long firstSeq;
    private long lastSeq;
    private long minTsMicros;
    private long maxTsMicros;
    private boolean encoded;

    /** @param writerId which store writes, for {@code dayfile.writer} */
    public PartWriter(String writerId) {
        this(writerId, null);
    }

    PartWriter(String writerId, OneRowShapes ownShapes) {
        this.ownShapes = ownShapes;
        this.writerId = writerId.getBytes(StandardCharsets.UTF_8);
        footer = new PartFooter(out, pages, this.writerId);
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
        long needed = bytesAtMost(rows, symbolBytes);
        if (needed > MAX_BYTES) {
            throw new IllegalArgumentException("a part has at most " + MAX_BYTES + " bytes [rows=" + rows.size + "]");
        }
        out.clear();
        out.ensure((int) needed);
        byShape = rows.size == 1 && putIntoShape(rows);
        shapeKept = byShape;
        if (byShape) {
            takeBounds(rows.seq[0], rows.seq[0], rows.tsMicros[0], rows.tsMicros[0]);
        } else {
            out.putBytes(MAGIC, 0, MAGIC.length);
            pages.write(rows, timeframeText, (int) symbolBytes);
            footer.write(rows, timeframeText, ContentDigest.ofRows(rows, 0, rows.size));
            takeBounds(pages.minBits[SEQ], pages.maxBits[SEQ], pages.minBits[TS_UTC], pages.maxBits[TS_UTC]);
        }
        fileCrc.reset();
        fileCrc.update(out.bytes, 0, out.size);
        firstTsMicros = rows.tsMicros[0];
        encoded = true;
        if (rows.size == 1) {
            if (oneRowBefore) {
                keepShape(rows);
            }
            oneRowBefore = true;
        }
        return out.written();
    }

    private void takeBounds(long minSeq, long maxSeq, long minTs, long maxTs) {
        firstSeq = minSeq;
        lastSeq = maxSeq;
        minTsMicros = minTs;
        maxTsMicros = maxTs;
    }

    /** Returns whether the row went into the shape of a part before, which saves encoding it. */
    private boolean putIntoShape(CandleColumns row) {
        if (frame == null) {
            return false;
        }
        int symbolBytes = row.symbol[0].utf8().length;
        OneRowShape last = frame.shape();
        if (last != null && last.isOf(timeframe, symbolBytes) && putInto(last, row)) {
            return true;
        }
        for (OneRowShape shape : shapes().of(timeframe, symbolBytes)) {
            if (shape != last && shape.isOf(timeframe, symbolBytes) && shape.isBy(writerId) && putInto(shape, row)) {
                return true;
            }
        }
        return false;
    }

    private OneRowShapes shapes() {
        return ownShapes == null ? OneRowShapes.KNOWN : ownShapes;
    }

    private boolean putInto(OneRowShape shape, CandleColumns row) {
        out.size = shape.put(row, frame, out.bytes);
        return out.size > 0;
    }

    /**
     * Lets parts of one row be put into the shape of the one that {@link #encode} returned last, here and wherever parts
     * are read in this process; does nothing when that went into a shape itself, or its own was kept already.
     *
     * @param row as it was given to {@link #encode}
     */
    void keepShape(CandleColumns row) {
        requireEncoded();
        if (shapeKept) {
            return;
        }
        shapeKept = true;
        for (int c = OPEN; c <= CLOSE; c++) {
            if (!pages.hasMinMax[c]) {
                return; // a price that is no number has no statistics, and is nothing that others have too
            }
        }
        if (frame == null) {
            frame = new OneRowShape.Frame();
        }
        byte[] part = Arrays.copyOf(out.bytes, out.size);
        OneRowShape shape = new OneRowShape(timeframe, part, row, pages, footer);
        byte[] made = new byte[shape.bytesAtMost()];
        int size = shape.put(row, frame, made);
        if (Arrays.equals(made, 0, size, part, 0, part.length)) {
            shapes().add(timeframe, row.symbol[0].utf8().length, shape);
        } else {
            frame = null; // places are not where they are thought to be: the next row must not find this shape in it
        }
    }

    /** Whether the part that {@link #encode} returned last was put into a shape rather than encoded. */
    boolean byShape() {
        return byShape;
    }

    /**
     * The name of the part that {@link #encode} returned last.
     *
     * @throws IllegalStateException when there is none
     */
    public PartName name() {
        requireEncoded();
        return new PartName(firstTsMicros, (int) fileCrc.getValue());
    }

    /** The least sequence in the part that {@link #encode} returned last. */
    public long firstSeq() {
        requireEncoded();
        return firstSeq;
    }

    /** The greatest sequence in it. */
    public long lastSeq() {
        requireEncoded();
        return lastSeq;
    }

    /** The least ts in it. */
    public long minTsMicros() {
        requireEncoded();
        return minTsMicros;
    }

    /** The greatest ts in it. */
    public long maxTsMicros() {
        requireEncoded();
        return maxTsMicros;
    }

    private void requireEncoded() {
        if (!encoded) {
            throw new IllegalStateException("no part was encoded");
        }
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

    private long bytesAtMost(CandleColumns rows, long symbolBytes) {
        long statistics = rows.symbol[0].utf8().length + rows.symbol[rows.size - 1].utf8().length;
        return PartPages.bytesAtMost(rows.size, symbolBytes, timeframeText.length) + PartFooter.ROOM + statistics;
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
        return Arrays.copyOfRange(orders.bytes, 1, orders.size);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
