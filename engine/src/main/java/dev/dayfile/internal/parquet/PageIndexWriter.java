package dev.dayfile.internal.parquet;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntBiFunction;

/** Encodes what {@link PageIndex} reads: where the pages of a column chunk lie, and between which values they are. */
final class PageIndexWriter {
    private PageIndexWriter() {}

    /**
     * A page of a chunk.
     *
     * @param at where it begins in the file
     * @param bytes how long it is, header included
     * @param firstRow its first row, counted in the row group
     * @param nulls how many of its values are null
     * @param bounds of the others
     * @param allNull whether there are no others
     */
    record Page(long at, int bytes, int firstRow, int nulls, Bounds bounds, boolean allNull) {}

    /** An {@code OffsetIndex}. */
    static byte[] offsets(List<Page> pages) {
        ThriftWriter out = new ThriftWriter(16 * pages.size() + 8);
        out.beginElement();
        out.list(1, ThriftWriter.STRUCT, pages.size());
        for (Page page : pages) {
            out.beginElement();
            out.i64(1, page.at);
            out.i32(2, page.bytes);
            out.i64(3, page.firstRow);
            out.end();
        }
        out.end();
        return Arrays.copyOf(out.bytes, out.size);
    }

    /** A {@code ColumnIndex}; empty when a value is too long to stand in one. */
    static byte[] values(List<Page> pages) {
        if (pages.stream().anyMatch(page -> page.bounds.tooLong())) {
            return new byte[0];
        }
        ThriftWriter out = new ThriftWriter(64 * pages.size());
        out.beginElement();
        out.list(1, ThriftWriter.TRUE, pages.size());
        for (Page page : pages) {
            out.putByte(page.allNull ? ThriftWriter.TRUE : ThriftWriter.FALSE);
        }
        out.list(2, ThriftWriter.BINARY, pages.size());
        for (Page page : pages) {
            out.element(page.allNull ? new byte[0] : page.bounds.min());
        }
        out.list(3, ThriftWriter.BINARY, pages.size());
        for (Page page : pages) {
            out.element(page.allNull ? new byte[0] : page.bounds.max());
        }
        out.i32(4, order(pages));
        out.list(5, ThriftWriter.I64, pages.size());
        for (Page page : pages) {
            out.element(page.nulls);
        }
        out.end();
        return Arrays.copyOf(out.bytes, out.size);
    }

    /** Readers search a chunk whose pages are in order, and look at every page otherwise. */
    private static int order(List<Page> pages) {
        List<Bounds> bounds =
                pages.stream().filter(page -> !page.allNull).map(Page::bounds).toList();
        if (inOrder(bounds, (a, b) -> Math.max(a.compareMin(b), a.compareMax(b)))) {
            return PageIndex.ASCENDING;
        }
        return inOrder(bounds, (a, b) -> Math.max(b.compareMin(a), b.compareMax(a)))
                ? PageIndex.DESCENDING
                : PageIndex.UNORDERED;
    }

    private static boolean inOrder(List<Bounds> bounds, ToIntBiFunction<Bounds, Bounds> compare) {
        for (int i = 1; i < bounds.size(); i++) {
            if (compare.applyAsInt(bounds.get(i - 1), bounds.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }
}
