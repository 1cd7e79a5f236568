package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.BAR_INDEX;
import static dev.dayfile.internal.parquet.CandleSchema.BYTE_ARRAY;
import static dev.dayfile.internal.parquet.CandleSchema.CLOSE;
import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.HIGH;
import static dev.dayfile.internal.parquet.CandleSchema.INT64;
import static dev.dayfile.internal.parquet.CandleSchema.LOW;
import static dev.dayfile.internal.parquet.CandleSchema.OPEN;
import static dev.dayfile.internal.parquet.CandleSchema.SEQ;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TIMEFRAME;
import static dev.dayfile.internal.parquet.CandleSchema.TS;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.parquet.ParquetFooter.Chunk;
import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.LongRange;
import dev.dayfile.internal.series.PriceRange;
import dev.dayfile.internal.series.Stride;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Holds what the footer and the page index say of a row group against its rows. Readers, ours and others, leave out row
 * groups and pages on that word alone, so a wrong one loses rows without a sign, and checksums are right all the same
 * where it was the writer who erred. For one thread.
 */
final class StatisticsProof {
    private final Path file;
    private final TsText tsText = new TsText();
    private final PageHeader header = new PageHeader();

    // Of the rows looked at last: the bytes, the number or the price, as the column's type is.
    private byte[] leastText;
    private byte[] greatestText;
    private final LongRange longs = new LongRange();
    private final PriceRange prices = new PriceRange();
    private int nulls;

    StatisticsProof(Path file) {
        this.file = file;
    }

    /**
     * Checks a row group.
     *
     * @param bytes those of the row group, from its first on
     * @param indexes of each column, with the pages' values where the file has them
     * @param rows those of the row group
     * @param numbers of the rows, {@link DayGrid#NO_INDEX} where there is none
     */
    void check(RowGroup group, byte[] bytes, PageIndex[] indexes, CandleColumns rows, long[] numbers) {
        long groupAt = group.chunks.get(0).start();
        for (int c = 0; c < COLUMNS; c++) {
            Chunk chunk = group.chunks.get(c);
            PageIndex index = indexes[c];
            index.requirePages(bytes, groupAt, CandleSchema.optional(c), chunk, header, file);
            long absent = 0;
            for (int p = 0; p < index.pages; p++) {
                look(c, chunk, rows, numbers, (int) index.firstRow[p], (int) index.firstRow[p + 1]);
                index.requireNulls(p, nulls, chunk, file);
                requireBounds(chunk, chunk.min, chunk.max);
                if (index.min != null) {
                    requireBounds(chunk, index.min[p], index.max[p]);
                }
                absent += nulls;
            }
            index.requireOrder(chunk, file);
            if (chunk.nulls >= 0 && chunk.nulls != absent) {
                throw wrongNulls(file, chunk, absent);
            }
        }
    }

    /**
     * As {@link #check}, of a part: one page a column, which has no page index, and no numbers.
     *
     * @param timeframe that of every row
     */
    void checkPart(RowGroup group, CandleColumns rows, byte[] timeframe) {
        for (int c = 0; c < COLUMNS; c++) {
            Chunk chunk = group.chunks.get(c);
            if (c == BAR_INDEX) {
                nulls = rows.size;
            } else {
                look(c, chunk, rows, null, 0, rows.size);
                if (c == TIMEFRAME) { // a dayfile's values are held against its bounds, a part's against its folder
                    leastText = timeframe;
                    greatestText = timeframe;
                }
                requireBounds(chunk, chunk.min, chunk.max);
            }
            if (chunk.nulls >= 0 && chunk.nulls != nulls) {
                throw wrongNulls(file, chunk, nulls);
            }
        }
    }

    private void look(int column, Chunk chunk, CandleColumns rows, long[] numbers, int from, int to) {
        nulls = 0;
        if (CandleSchema.type(column) == CandleSchema.DOUBLE) {
            lookAtPrices(pricesOf(column, rows), from, to);
            return;
        }
        switch (column) {
            case SYMBOL -> { // whose order is proved with the rows
                leastText = rows.symbol[from].utf8();
                greatestText = rows.symbol[to - 1].utf8();
            }
            case TIMEFRAME -> { // whose values are proved to be this one
                leastText = chunk.min;
                greatestText = chunk.min;
            }
            case TS -> {
                lookAtLongs(rows.tsMicros, from, to);
                leastText = tsText.of(longs.least).clone(); // a fixed width and UTC: ordered as the times are
                greatestText = tsText.of(longs.greatest).clone();
            }
            case BAR_INDEX -> lookAtNumbers(numbers, from, to);
            default -> lookAtLongs(column == SEQ ? rows.seq : rows.tsMicros, from, to);
        }
    }

    private static double[] pricesOf(int column, CandleColumns rows) {
        return switch (column) {
            case OPEN -> rows.open;
            case HIGH -> rows.high;
            case LOW -> rows.low;
            case CLOSE -> rows.close;
            default -> rows.volume;
        };
    }

    private void lookAtLongs(long[] values, int from, int to) {
        longs.clear();
        longs.include(values, from, to);
    }

    private void lookAtNumbers(long[] values, int from, int to) {
        longs.clear();
        for (int at = from; at < to; at = Stride.end(at, to)) {
            lookAtNumbersStride(values, at, Stride.end(at, to));
        }
    }

    private void lookAtNumbersStride(long[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (values[i] == DayGrid.NO_INDEX) {
                nulls++;
            } else {
                longs.least = Math.min(longs.least, values[i]);
                longs.greatest = Math.max(longs.greatest, values[i]);
            }
        }
    }

    private void lookAtPrices(double[] values, int from, int to) {
        prices.look(values, from, to);
        nulls = prices.absent;
    }

    /** No value may lie outside of what is said; bounds that are not said, or of no values at all, exclude nothing. */
    private void requireBounds(Chunk chunk, byte[] min, byte[] max) {
        if (min == null || max == null) {
            return;
        }
        boolean within;
        if (chunk.type == BYTE_ARRAY) {
            within = Arrays.compareUnsigned(min, leastText) <= 0 && Arrays.compareUnsigned(max, greatestText) >= 0;
        } else if (chunk.type == INT64) {
            within = longs.least > longs.greatest
                    || number(chunk, min) <= longs.least && number(chunk, max) >= longs.greatest;
        } else {
            within = !prices.any()
                    || Double.longBitsToDouble(number(chunk, min)) <= prices.least
                            && Double.longBitsToDouble(number(chunk, max)) >= prices.greatest;
        }
        if (!within) {
            throw outOfBounds(file, chunk);
        }
    }

    private long number(Chunk chunk, byte[] little) {
        if (little.length != Long.BYTES) {
            throw new CorruptFileException(file, "a bound is no number [column=" + chunk.path + "]");
        }
        return Bounds.bits(little);
    }

    static CorruptFileException outOfBounds(Path file, Chunk chunk) {
        return new CorruptFileException(
                file, "a value lies outside of the bounds that are said of it [column=" + chunk.path + "]");
    }

    static CorruptFileException wrongNulls(Path file, Chunk chunk, long found) {
        return new CorruptFileException(
                file,
                "the number of absent values is wrong [column=" + chunk.path + ", said=" + chunk.nulls + ", found="
                        + found + "]");
    }
}
