package dev.dayfile.internal.parquet;

import dev.dayfile.internal.parquet.ObjectSchema.Column;
import dev.dayfile.internal.parquet.ObjectSchema.Kind;
import dev.dayfile.internal.parquet.ParquetFooter.Chunk;
import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@link StatisticsProof} is for candles, for object files: holds what footer and page index say of a row group
 * against its rows, since others leave out rows on that word.
 */
final class ObjectStatisticsProof {
    private final Path file;
    private final ObjectSchema schema;
    private final byte[] section;
    private final long sectionAt;
    private final ThriftReader in = new ThriftReader(PageIndex.STRUCTURE);

    /**
     * @param section the file's page index, empty when it has none
     * @param sectionAt where that begins
     */
    ObjectStatisticsProof(Path file, ObjectSchema schema, byte[] section, long sectionAt) {
        this.file = file;
        this.schema = schema;
        this.section = section;
        this.sectionAt = sectionAt;
    }

    /**
     * Checks a row group.
     *
     * @param bytes those of the row group, from its first on
     * @param rows those of the row group
     */
    void check(RowGroup group, byte[] bytes, List<Object[]> rows) {
        long groupAt = group.chunks.get(0).start();
        for (int c = 0; c < group.chunks.size(); c++) {
            Column column = schema.columns().get(c);
            Chunk chunk = group.chunks.get(c);
            if (chunk.offsetIndexAt < 0) {
                checkRows(c, column.kind(), chunk, rows, null); // a part, or a snapshot of an engine that wrote none
                continue;
            }
            PageIndex index =
                    PageIndex.read(in, section, sectionAt, chunk, rows.size(), chunk.columnIndexAt >= 0, file);
            index.requirePages(bytes, groupAt, column.optional(), chunk, new PageHeader(), file);
            checkRows(c, column.kind(), chunk, rows, index);
        }
    }

    private void checkRows(int c, Kind kind, Chunk chunk, List<Object[]> rows, PageIndex index) {
        int pages = index == null ? 1 : index.pages;
        long absent = 0;
        for (int p = 0; p < pages; p++) {
            int from = index == null ? 0 : (int) index.firstRow[p];
            int to = index == null ? rows.size() : (int) index.firstRow[p + 1];
            Bounds bounds = new Bounds(kind);
            int nulls = 0;
            for (Object[] row : rows.subList(from, to)) {
                if (row[c] == null) {
                    nulls++;
                } else {
                    bounds.include(ObjectFileWriter.bytes(row[c]));
                }
            }
            if (nulls < to - from) {
                requireWithin(kind, chunk, chunk.min, chunk.max, bounds);
                if (index != null && index.min != null) {
                    requireWithin(kind, chunk, index.min[p], index.max[p], bounds);
                }
            }
            if (index != null) {
                index.requireNulls(p, nulls, chunk, file);
            }
            absent += nulls;
        }
        if (index != null) {
            index.requireOrder(chunk, file);
        }
        if (chunk.nulls >= 0 && chunk.nulls != absent) {
            throw StatisticsProof.wrongNulls(file, chunk, absent);
        }
    }

    /** Bounds that are not said exclude nothing. */
    private void requireWithin(Kind kind, Chunk chunk, byte[] min, byte[] max, Bounds bounds) {
        if (min == null || max == null) {
            return;
        }
        if (kind != Kind.TEXT && (min.length != Long.BYTES || max.length != Long.BYTES)) {
            throw new CorruptFileException(file, "a bound is no number [column=" + chunk.path + "]");
        }
        if (Bounds.compare(kind, min, bounds.min()) > 0 || Bounds.compare(kind, max, bounds.max()) < 0) {
            throw StatisticsProof.outOfBounds(file, chunk);
        }
    }
}
