package dev.dayfile.internal.parquet;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.LongRange;
import dev.dayfile.internal.series.SpareColumns;
import dev.dayfile.internal.series.Spares;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;

/**
 * Streams rows into a dayfile, row group by row group: rows are collected until a row group is full, which is then
 * encoded ({@link RowGroupEncoder}), on another thread where there is one, and written in its turn. Memory is bounded by
 * the few row groups that are under way, and the file's bytes do not depend on the number of threads.
 *
 * <p>The footer is put together here ({@link DayfileFooter}): a dayfile protects itself with three checksums that are
 * known only when everything before the footer is (see {@link FooterKeys}). Nothing of the file is written twice.
 *
 * <p>Not safe for use by several threads. After a failure the writer is of no more use, and its file is to be discarded.
 */
public final class DayfileWriter implements AutoCloseable {
    /** Rows of a row group: measured best for reading one symbol of 500. */
    public static final int ROW_GROUP_ROWS = 8_192;

    /** Rows of a page: the smaller, the less is read for one symbol; the larger, the better for DuckDB and for ZSTD. */
    static final int PAGE_ROWS = 2_048;

    /** A group that has more is taken to become full. */
    private static final int FEW_ROWS = 1_024;

    /** More than a row group is mostly encoded in. */
    private static final int MOST_SPARE_BYTES = 256 << 10;

    private static final Spares<EncodedGroup> SPARE_GROUPS = new Spares<>(16);

    /** Written at once at least, but for the file's end. */
    private static final int WRITE_BYTES = 64 << 10;

    private final Disk.WritableFile file;
    private final Timeframe timeframe;
    private final String writerId;
    private final DayGrid grid;
    private final int mostGroups;
    private final Workers.Line<GroupUnderWay> line;
    private final Deque<GroupUnderWay> free = new ArrayDeque<>();
    private int groups;

    /** As many as threads encode, fewer than there are groups: each has a compressor's memory. */
    private final Queue<RowGroupEncoder> encoders = new ConcurrentLinkedQueue<>();

    private final Queue<RowGroupEncoder> idleEncoders = new ConcurrentLinkedQueue<>();
    private final ThriftWriter unwritten = new ThriftWriter(4 << 10);
    private final DayfileFooter footerToBe = new DayfileFooter();
    private final CRC32C body = new CRC32C();

    private final CandleColumns lastOfGroup = new CandleColumns(1);
    private GroupUnderWay filling;
    private long position;
    private long rows;
    private long digest;
    private final LongRange seqs = new LongRange();
    private final LongRange times = new LongRange();
    private final LongRange timesOfAdded = new LongRange();
    private boolean failed;
    private boolean closed;
    private Map<String, String> said;

    /** Begins a dayfile whose candles have no numbers. */
    public DayfileWriter(Disk.WritableFile out, Timeframe timeframe, String writerId) {
        this(out, timeframe, writerId, DayGrid.NONE, new Workers(1));
    }

    /**
     * Begins a dayfile.
     *
     * @param out an empty file, which the caller forces, closes and publishes
     * @param timeframe of every row
     * @param writerId which store writes
     * @param grid the numbers of the day's candles
     * @param workers encode; the caller closes them, after this writer
     */
    public DayfileWriter(Disk.WritableFile out, Timeframe timeframe, String writerId, DayGrid grid, Workers workers) {
        this.file = out;
        this.timeframe = timeframe;
        this.writerId = writerId;
        this.grid = grid;
        this.mostGroups = workers.piecesUnderWay();
        this.line = workers.line();
        unwritten.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
    }

    /** Rows that are collected or being encoded, and what becomes of them. Kept and filled again. */
    private final class GroupUnderWay {
        CandleColumns rows;
        final EncodedGroup encoded;
        long digest;

        GroupUnderWay(int rowsExpected) {
            rows = SpareColumns.take(rowsExpected);
            EncodedGroup spare = SPARE_GROUPS.poll();
            encoded = spare == null ? new EncodedGroup() : spare;
        }

        /** Lays its memory aside. */
        void close() {
            SpareColumns.give(rows);
            if (encoded.bytes.bytes.length <= MOST_SPARE_BYTES) {
                encoded.clear();
                SPARE_GROUPS.add(encoded);
            }
        }

        void makeRoom() {
            if (rows.tsMicros.length < ROW_GROUP_ROWS) {
                rows = SpareColumns.grown(rows, ROW_GROUP_ROWS);
            }
        }

        GroupUnderWay encode() throws IOException {
            digest = ContentDigest.ofRows(rows, 0, rows.size);
            RowGroupEncoder encoder = idleEncoders.poll();
            if (encoder == null) {
                encoder = new RowGroupEncoder(timeframe, grid);
                encoders.add(encoder);
            }
            encoder.encode(rows, encoded);
            idleEncoders.add(encoder);
            return this;
        }
    }

    /** As {@link #add(CandleColumns, int, int)}, of one row. */
    public void add(CandleColumns from, int i) {
        add(from, i, i + 1);
    }

    /**
     * Adds rows {@code first} (inclusive) to {@code end} (exclusive); each key must be greater than the one before.
     *
     * @throws IllegalStateException when one is not, or after {@link #finish} or a failure; nothing is added then
     * @throws IllegalArgumentException when a time lies outside the accepted years; nothing is added then
     */
    public void add(CandleColumns from, int first, int end) {
        if (failed || closed || said != null) {
            throw new IllegalStateException("the dayfile takes no more rows [file=" + file.path() + "]");
        }
        if (first == end) {
            return;
        }
        timesOfAdded.clear();
        timesOfAdded.include(from.tsMicros, first, end);
        requireTimes(timesOfAdded);
        requireAscending(filling == null ? lastOfGroup : filling.rows, from, first, end);
        failed = true; // until the rows are in
        for (int at = first; at < end; ) {
            if (filling == null) {
                filling = takeFree();
            }
            int n = Math.min(end - at, ROW_GROUP_ROWS - filling.rows.size);
            if (filling.rows.size > 0 && filling.rows.size + n > FEW_ROWS) {
                filling.makeRoom(); // there will be more, and growing leaves garbage
            }
            filling.rows.addRange(from, at, at + n);
            at += n;
            if (filling.rows.size == ROW_GROUP_ROWS) {
                endRowGroup(false);
            }
        }
        rows += end - first;
        seqs.include(from.seq, first, end);
        times.include(timesOfAdded);
        failed = false;
    }

    private static void requireTimes(LongRange tsMicros) {
        boolean tooEarly = tsMicros.least < IsoTime.MIN_MICROS;
        if (tooEarly || tsMicros.greatest >= IsoTime.MAX_MICROS) {
            throw new IllegalArgumentException("ts lies between the years 1900 and 2199 [ts="
                    + (tooEarly ? tsMicros.least : tsMicros.greatest) + "]");
        }
    }

    private static void requireAscending(CandleColumns before, CandleColumns from, int first, int end) {
        if (before.size > 0) {
            requireAscending(before, before.size - 1, from, first);
        }
        for (int at = first + 1; at < end; at = Stride.end(at, end)) {
            requireAscending(from, at, Stride.end(at, end));
        }
    }

    private static void requireAscending(CandleColumns rows, int from, int to) {
        for (int i = from; i < to; i++) {
            if (rows.tsMicros[i] <= rows.tsMicros[i - 1] || rows.symbol[i] != rows.symbol[i - 1]) {
                requireAscending(rows, i - 1, rows, i);
            }
        }
    }

    private static void requireAscending(CandleColumns before, int last, CandleColumns from, int i) {
        if (CandleColumns.compareKeys(before, last, from, i) >= 0) {
            throw new IllegalStateException(
                    "the keys of a dayfile ascend, each once [symbol=" + from.symbol[i] + ", ts="
                            + IsoTime.format(from.tsMicros[i]) + ", before=" + before.symbol[last] + " "
                            + IsoTime.format(before.tsMicros[last]) + "]");
        }
    }

    private GroupUnderWay takeFree() {
        while (free.isEmpty() && groups >= mostGroups) {
            writeOldest();
        }
        GroupUnderWay group = free.poll();
        if (group == null) {
            group = new GroupUnderWay(groups == 0 ? FEW_ROWS : ROW_GROUP_ROWS);
            groups++;
        }
        return group;
    }

    private void endRowGroup(boolean last) {
        GroupUnderWay full = filling;
        filling = null;
        lastOfGroup.clear();
        lastOfGroup.addFrom(full.rows, full.rows.size - 1);
        if (last && line.isEmpty()) {
            line.addOwn(full::encode);
        } else {
            line.add(full::encode);
        }
    }

    private void writeOldest() {
        try {
            GroupUnderWay group = line.next();
            footerToBe.add(group.encoded, position + unwritten.size);
            digest += group.digest;
            ThriftWriter bytes = group.encoded.bytes;
            if (bytes.size < WRITE_BYTES) {
                unwritten.putBytes(bytes.bytes, 0, bytes.size);
            }
            if (bytes.size >= WRITE_BYTES || unwritten.size >= WRITE_BYTES) {
                write(unwritten);
                unwritten.clear();
            }
            if (bytes.size >= WRITE_BYTES) {
                write(bytes);
            }
            group.rows.clear();
            free.add(group);
        } catch (IOException e) {
            throw Failures.storage("write the dayfile", file.path(), e);
        }
    }

    private void write(ThriftWriter bytes) throws IOException {
        body.update(bytes.bytes, 0, bytes.size);
        file.write(ByteBuffer.wrap(bytes.bytes, 0, bytes.size));
        position += bytes.size;
    }

    /**
     * Writes what is left and the footer; returns the file's size in bytes.
     *
     * @param absorbed names of the parts that it holds and that may still stand in the day's folder
     * @throws IllegalStateException when there is no row, or it was finished before
     */
    public long finish(List<String> absorbed) {
        if (failed || closed || said != null) {
            throw new IllegalStateException("the dayfile cannot be finished [file=" + file.path() + "]");
        }
        if (rows == 0) {
            throw new IllegalStateException("a dayfile has at least one row [file=" + file.path() + "]");
        }
        failed = true;
        if (filling != null) {
            endRowGroup(true);
        }
        while (!line.isEmpty()) {
            writeOldest();
        }
        Map<String, String> keyValues = keyValues(absorbed);
        body.update(unwritten.bytes, 0, unwritten.size);
        DayfileFooter.Tail tail = footerToBe.finish(position + unwritten.size, rows, keyValues, body);
        ThriftWriter end = tail.bytes();
        try {
            if (end.size < WRITE_BYTES) {
                unwritten.putBytes(end.bytes, 0, end.size);
                file.write(ByteBuffer.wrap(unwritten.bytes, 0, unwritten.size));
            } else {
                file.write(ByteBuffer.wrap(unwritten.bytes, 0, unwritten.size));
                file.write(ByteBuffer.wrap(end.bytes, 0, end.size));
                position += end.size;
            }
        } catch (IOException e) {
            throw Failures.storage("write the dayfile's footer", file.path(), e);
        }
        position += unwritten.size;
        said = tail.keyValues();
        failed = false;
        close();
        free.forEach(GroupUnderWay::close); // all of them, since none is under way
        free.clear();
        return position;
    }

    private Map<String, String> keyValues(List<String> absorbed) {
        Map<String, String> values = new LinkedHashMap<>();
        FooterKeys.put(
                new FileFooter(
                        FooterKeys.DAYFILE_VERSION,
                        writerId,
                        seqs.least,
                        seqs.greatest,
                        rows,
                        digest,
                        times.least,
                        times.greatest,
                        absorbed),
                values);
        values.put(FooterKeys.ABSORBED, AbsorbedParts.encode(absorbed));
        return values;
    }

    /**
     * What the footer says, after {@link #finish}.
     *
     * @throws IllegalStateException before that
     */
    public FileFooter footer() {
        if (said == null) {
            throw new IllegalStateException("the dayfile is not finished [file=" + file.path() + "]");
        }
        return FooterKeys.parse(said, file.path());
    }

    /**
     * Waits for what is being encoded and gives back what the compressors hold; the file stays open, since its owner
     * publishes or discards it.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            line.close();
            encoders.forEach(RowGroupEncoder::close);
        }
    }
}
