package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;

import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private final ThriftWriter out = new ThriftWriter(16 << 10);
    private final PartPages pages = new PartPages(out);
    private final PartFooter footer;
    private final CRC32C fileCrc = new CRC32C();

    private Timeframe timeframe;
    private byte[] timeframeText;
    private long firstTsMicros;
    private boolean encoded;

    /** @param writerId which store writes, for {@code dayfile.writer} */
    public PartWriter(String writerId) {
        footer = new PartFooter(out, pages, writerId.getBytes(StandardCharsets.UTF_8));
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
        out.putBytes(MAGIC, 0, MAGIC.length);
        pages.write(rows, timeframeText, (int) symbolBytes);
        footer.write(rows, timeframeText);
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
        requireEncoded();
        return new PartName(firstTsMicros, (int) fileCrc.getValue());
    }

    /** Where the footer of the part that {@link #encode} returned last has what. */
    PartFooter footer() {
        requireEncoded();
        return footer;
    }

    /** The least sequence in the part that {@link #encode} returned last. */
    public long firstSeq() {
        requireEncoded();
        return pages.minBits[SEQ];
    }

    /** The greatest sequence in it. */
    public long lastSeq() {
        requireEncoded();
        return pages.maxBits[SEQ];
    }

    /** The least ts in it. */
    public long minTsMicros() {
        requireEncoded();
        return pages.minBits[TS_UTC];
    }

    /** The greatest ts in it. */
    public long maxTsMicros() {
        requireEncoded();
        return pages.maxBits[TS_UTC];
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
        return java.util.Arrays.copyOfRange(orders.bytes, 1, orders.size);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
