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

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.parquet.ParquetFooter.Chunk;
import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;

/**
 * Decodes row groups out of bytes that somebody has read. It stands apart from the reader of the file because a proof
 * decodes several row groups at a time, each with a decoder of its own; its buffers are kept for the next. For one
 * thread.
 */
final class GroupDecoder implements AutoCloseable {
    private final Path file;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final ChunkPages pages;
    private final ChunkValues values = new ChunkValues();
    private final TsText tsText = new TsText();
    private byte[] buffer = new byte[0];
    private long[] numbers = new long[0];

    GroupDecoder(Path file) {
        this.file = file;
        pages = new ChunkPages(file, zstd);
    }

    /** An array of at least this length, the same again and again. */
    byte[] buffer(int length) {
        if (buffer.length < length) {
            buffer = new byte[length + length / 8]; // row groups of a file are about as large
        }
        return buffer;
    }

    ChunkPages pages() {
        return pages;
    }

    ChunkValues values() {
        return values;
    }

    /** A whole column, out of the bytes of its row group. */
    private ChunkPages whole(RowGroup group, int column, byte[] groupBytes) {
        Chunk chunk = group.chunks.get(column);
        int from = (int) (chunk.start() - group.chunks.get(0).start());
        int dictionaryEnd = from + (int) (chunk.dataPageAt - chunk.start());
        return pages.over(column, chunk, groupBytes, from, dictionaryEnd, from + (int) chunk.bytes, 0, group.rows);
    }

    /** Adds the rows of a row group. */
    void decode(RowGroup group, byte[] bytes, SymbolTable symbols, CandleColumns into) {
        int rows = (int) group.rows;
        into.ensureCapacity(into.size + rows);
        int first = into.size;
        values.readSymbols(whole(group, SYMBOL, bytes), 0, rows, symbols, into.symbol, first);
        values.readLongs(whole(group, TS_UTC, bytes), 0, rows, into.tsMicros, first);
        values.readDoubles(whole(group, OPEN, bytes), 0, rows, into.open, first);
        values.readDoubles(whole(group, HIGH, bytes), 0, rows, into.high, first);
        values.readDoubles(whole(group, LOW, bytes), 0, rows, into.low, first);
        values.readDoubles(whole(group, CLOSE, bytes), 0, rows, into.close, first);
        values.readVolumes(whole(group, VOLUME, bytes), 0, rows, into.volume, first);
        values.readLongs(whole(group, SEQ, bytes), 0, rows, into.seq, first);
        into.size = first + rows;
    }

    /**
     * Holds the columns that {@link #decode} leaves alone against those that it has read.
     *
     * @param rows whose last rows are the row group's
     * @param grid the numbers that its candles must have, or {@code null} when any will do
     */
    void checkOthers(RowGroup group, byte[] bytes, CandleColumns rows, DayGrid grid) {
        int n = (int) group.rows;
        int from = rows.size - n;
        if (!values.areAll(whole(group, TIMEFRAME, bytes), n, group.chunks.get(TIMEFRAME).min)) {
            throw damaged("a row has another timeframe than the others");
        }
        int row = values.firstDifference(whole(group, TS, bytes), n, i -> tsText.of(rows.tsMicros[from + i]));
        if (row >= 0) {
            throw damaged("ts and ts_utc differ [row=" + row + ", ts_utc=" + rows.tsMicros[from + row] + "]");
        }
        if (numbers.length < n) {
            numbers = new long[n];
        }
        values.readNumbers(whole(group, BAR_INDEX, bytes), n, numbers, DayGrid.NO_INDEX);
        for (int at = 0; at < n && grid != null; at = Stride.end(at, n)) {
            requireNumbers(grid, rows.tsMicros, from, at, Stride.end(at, n));
        }
    }

    private void requireNumbers(DayGrid grid, long[] tsMicros, int first, int from, int to) {
        for (int i = from; i < to; i++) {
            long expected = grid.indexOf(tsMicros[first + i]);
            if (numbers[i] != expected) {
                throw damaged("a candle has a wrong number [ts_utc=" + tsMicros[first + i] + ", bar_index=" + numbers[i]
                        + ", expected=" + expected + "]");
            }
        }
    }

    /** The numbers of the rows that {@link #checkOthers} has looked at, {@link DayGrid#NO_INDEX} where there is none. */
    long[] numbers() {
        return numbers;
    }

    private CorruptFileException damaged(String what) {
        return new CorruptFileException(file, what);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
