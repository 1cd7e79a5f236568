package dev.dayfile.internal.parquet;

import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;

/** Where the pages of one column chunk lie, which rows they hold and between which values these are. */
final class PageIndex {
    /** What it is called where it is damaged. */
    static final String STRUCTURE = "page index";

    // BoundaryOrder of parquet.thrift.
    static final int UNORDERED = 0;
    static final int ASCENDING = 1;
    static final int DESCENDING = 2;

    final int pages;
    /** Where each page begins, header included, and at {@code [pages]} where the chunk ends. */
    final long[] at;
    /** The first row of each page, counted in the row group, and at {@code [pages]} the row group's rows. */
    final long[] firstRow;
    /** Least and greatest value of each page as Parquet writes them; {@code null} unless asked for. */
    final byte[][] min;

    final byte[][] max;

    /** Whether a page is said to have no value, and how many it is said to lack; {@code null} where that is not said. */
    private boolean[] allNull;

    private long[] nulls;

    /** How the pages' bounds are said to follow each other. */
    private int order = UNORDERED;

    private PageIndex(int pages, boolean values) {
        this.pages = pages;
        this.at = new long[pages + 1];
        this.firstRow = new long[pages + 1];
        this.min = values ? new byte[pages][] : null;
        this.max = values ? new byte[pages][] : null;
    }

    /**
     * Reads the index of a chunk.
     *
     * @param in is begun anew
     * @param section the file's page index section, which begins at {@code sectionAt} in the file
     * @param values whether the pages' least and greatest values are wanted
     */
    static PageIndex read(
            ThriftReader in,
            byte[] section,
            long sectionAt,
            ParquetFooter.Chunk chunk,
            long groupRows,
            boolean values,
            Path file) {
        if (chunk.offsetIndexAt < 0 && chunk.dictionaryPages + chunk.otherPages == 1) {
            return ofOnePage(chunk, groupRows, values);
        }
        over(in, section, sectionAt, chunk.offsetIndexAt, chunk.offsetIndexBytes, file, chunk.path);
        PageIndex index = null;
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            if (id == 1) {
                index = new PageIndex(in.list(ThriftWriter.STRUCT, "page_locations"), values);
                for (int p = 0; p < index.pages; p++) {
                    index.readLocation(in, p);
                }
            } else {
                in.skip();
            }
        }
        in.require(index != null && index.pages > 0, "it has no pages");
        index.at[index.pages] = chunk.start() + chunk.bytes;
        index.firstRow[index.pages] = groupRows;
        in.require(index.at[0] == chunk.dataPageAt && index.firstRow[0] == 0, "its first page is not the chunk's");
        for (int p = 0; p < index.pages; p++) {
            in.require(
                    index.at[p] < index.at[p + 1] && index.firstRow[p] < index.firstRow[p + 1],
                    "its pages are out of order");
        }
        if (values) {
            over(in, section, sectionAt, chunk.columnIndexAt, chunk.columnIndexBytes, file, chunk.path);
            index.readValues(in);
        }
        return index;
    }

    /** A chunk of one page needs no index: the footer says the same. */
    private static PageIndex ofOnePage(ParquetFooter.Chunk chunk, long groupRows, boolean values) {
        PageIndex index = new PageIndex(1, values);
        index.at[0] = chunk.dataPageAt;
        index.at[1] = chunk.start() + chunk.bytes;
        index.firstRow[1] = groupRows;
        if (values) {
            index.min[0] = chunk.min;
            index.max[0] = chunk.max;
        }
        return index;
    }

    private static void over(
            ThriftReader in, byte[] section, long sectionAt, long at, int length, Path file, String column) {
        long from = at - sectionAt;
        if (at < 0 || from < 0 || length < 0 || from + length > section.length) {
            throw new CorruptFileException(file, "a column has no page index [column=" + column + "]");
        }
        in.over(section, (int) from, (int) from + length, file, column);
    }

    private void readLocation(ThriftReader in, int page) {
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> at[page] = in.count("offset");
                case 3 -> firstRow[page] = in.count("first_row_index");
                default -> in.skip();
            }
        }
    }

    private void readValues(ThriftReader in) {
        in.begin();
        for (int id = in.nextField(); id != 0; id = in.nextField()) {
            switch (id) {
                case 1 -> {
                    requirePages(in, in.list(ThriftWriter.TRUE, "null_pages"));
                    allNull = new boolean[pages];
                    for (int p = 0; p < pages; p++) {
                        allNull[p] = in.elementBool();
                    }
                }
                case 2 -> readValues(in, min);
                case 3 -> readValues(in, max);
                case 4 -> order = in.i32("boundary_order");
                case 5 -> {
                    requirePages(in, in.list(ThriftWriter.I64, "null_counts"));
                    nulls = new long[pages];
                    for (int p = 0; p < pages; p++) {
                        nulls[p] = in.elementI64();
                    }
                }
                default -> in.skip();
            }
        }
        in.require(min[0] != null && max[0] != null, "it has no values");
    }

    private void requirePages(ThriftReader in, int said) {
        in.require(said == pages, "it has another number of pages");
    }

    private void readValues(ThriftReader in, byte[][] into) {
        requirePages(in, in.list(ThriftWriter.BINARY, "values"));
        for (int p = 0; p < pages; p++) {
            into[p] = in.elementBinary("value");
        }
    }

    /**
     * Holds the pages' places against the pages.
     *
     * @param bytes those of the row group, which begins at {@code groupAt} in the file
     * @param header is read into
     */
    void requirePages(
            byte[] bytes, long groupAt, boolean optional, ParquetFooter.Chunk chunk, PageHeader header, Path file) {
        for (int p = 0; p < pages; p++) {
            int to = (int) (at[p + 1] - groupAt);
            header.read(bytes, (int) (at[p] - groupAt), to, optional, file, chunk.path);
            if (header.type != PageHeader.DATA_PAGE
                    || header.values != firstRow[p + 1] - firstRow[p]
                    || header.bodyAt + header.compressedBytes != to) {
                throw new CorruptFileException(
                        file, "the page index does not say where pages are [column=" + chunk.path + "]");
            }
        }
    }

    /** Holds what is said of a page's absent values against how many it lacks. */
    void requireNulls(int page, int absent, ParquetFooter.Chunk chunk, Path file) {
        boolean none = absent == firstRow[page + 1] - firstRow[page];
        if (nulls != null && nulls[page] != absent || allNull != null && allNull[page] != none) {
            throw new CorruptFileException(
                    file,
                    "the page index says wrongly how many values are absent [column=" + chunk.path + ", page=" + page
                            + ", found=" + absent + "]");
        }
    }

    /** Holds the order in which the pages' bounds are said to be against the bounds: readers search the pages by it. */
    void requireOrder(ParquetFooter.Chunk chunk, Path file) {
        if (order == UNORDERED) {
            return;
        }
        boolean holds = order == ASCENDING || order == DESCENDING;
        int before = -1;
        for (int p = 0; p < pages && holds; p++) {
            if (allNull != null && allNull[p]) {
                continue;
            }
            holds = before < 0
                    || follows(chunk, file, min[before], min[p]) && follows(chunk, file, max[before], max[p]);
            before = p;
        }
        if (!holds) {
            throw new CorruptFileException(
                    file,
                    "the page index says wrongly in which order pages are [column=" + chunk.path + ", said=" + order
                            + "]");
        }
    }

    private boolean follows(ParquetFooter.Chunk chunk, Path file, byte[] before, byte[] after) {
        if (chunk.type != CandleSchema.BYTE_ARRAY && (before.length != Long.BYTES || after.length != Long.BYTES)) {
            throw new CorruptFileException(file, "a bound is no number [column=" + chunk.path + "]");
        }
        int compared = Bounds.compare(chunk.type, before, after);
        return order == ASCENDING ? compared <= 0 : compared >= 0;
    }

    /** The page that holds a row of the row group. */
    int pageOf(long row) {
        int page = 0;
        while (firstRow[page + 1] <= row) {
            page++;
        }
        return page;
    }
}
