package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.Stride;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

/**
 * The values of a column chunk, or of some of its pages, put straight into arrays. A chunk that has the encoding which
 * dayfiles are written with is decoded here, page by page; any other that Parquet allows, by parquet-column's reader,
 * which hands out one value at a time.
 *
 * <p>Pages are held against the footer by {@link ChunkPages}; whatever is wrong inside of one is an unchecked exception,
 * which the reader of the file turns into damage. Arrays are kept for the next chunk; for one thread.
 */
final class ChunkValues {
    private final DeltaValues deltas = new DeltaValues();
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private long[] prefixes = new long[0];
    private SymbolKey[] dictionary = new SymbolKey[0];

    // Of a page of texts: the one before, how long it is, and where the next one's suffix begins.
    private byte[] text = new byte[64];
    private int textBytes;
    private int suffixesAt;

    /** What happens to each page's values: {@code n} of them, from the {@code from}th on, belong at {@code first}. */
    private interface PageSink {
        void put(ChunkPages page, int from, int n, int first);
    }

    /** Goes through the pages, leaving out the first {@code skip} rows. */
    private static void eachPage(ChunkPages pages, int skip, int rows, int first, PageSink sink) {
        int passed = 0;
        while (pages.next()) {
            int from = Math.max(0, skip - passed);
            int n = Math.min(pages.rows() - from, skip + rows - passed - from);
            if (n > 0) {
                sink.put(pages, from, n, first + passed + from - skip);
            }
            passed += pages.rows();
        }
        if (passed < skip + rows) {
            throw new IllegalArgumentException("the pages hold fewer rows than were asked for");
        }
    }

    void readSymbols(ChunkPages pages, int skip, int rows, SymbolTable table, SymbolKey[] into, int first) {
        if (!pages.areEncoded(PageHeader.RLE_DICTIONARY)) {
            ColumnReader reader = general(pages, skip);
            for (int i = 0; i < rows; i++) {
                byte[] utf8 = reader.getBinary().getBytesUnsafe();
                into[first + i] = table.intern(utf8, 0, utf8.length);
                reader.consume();
            }
            return;
        }
        int symbols = readDictionary(pages, table);
        HybridRuns indexes = new HybridRuns(pages.file(), pages.column());
        eachPage(pages, skip, rows, first, (page, from, n, to) -> {
            beginIndexes(page, indexes);
            for (int i = 0; i < from; i++) {
                indexes.next();
            }
            for (int at = to; at < to + n; ) {
                int same = indexes.passRun(to + n - at);
                if (same > 0) {
                    fill(into, at, at + same, dictionary[requireIndex(indexes.runValue(), symbols)]);
                    at += same;
                } else {
                    into[at++] = dictionary[requireIndex(indexes.next(), symbols)];
                }
            }
        });
    }

    /** In a loop of its own: that of the library is for arrays of any kind, and is compiled anew when it meets another. */
    private static void fill(SymbolKey[] into, int from, int to, SymbolKey symbol) {
        for (int i = from; i < to; i++) {
            into[i] = symbol;
        }
    }

    private int readDictionary(ChunkPages pages, SymbolTable table) {
        int n = pages.readDictionary();
        if (dictionary.length < n) {
            dictionary = new SymbolKey[n];
        }
        byte[] bytes = pages.body();
        int at = 0;
        for (int i = 0; i < n; i++) {
            int length = textLength(bytes, at, pages.bodyBytes());
            dictionary[i] = table.intern(bytes, at + Integer.BYTES, length);
            at += Integer.BYTES + length;
        }
        return n;
    }

    private static int textLength(byte[] bytes, int at, int end) {
        if (at > end - Integer.BYTES) {
            throw new IllegalArgumentException("a dictionary ends early");
        }
        int length = bytes[at] & 0xFF
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | (bytes[at + 3] & 0xFF) << 24;
        if (length < 0 || length > end - at - Integer.BYTES) {
            throw new IllegalArgumentException("a text is longer than its dictionary");
        }
        return length;
    }

    private static void beginIndexes(ChunkPages page, HybridRuns indexes) {
        if (page.bodyBytes() < 1) {
            throw new IllegalArgumentException("a page of indexes is empty");
        }
        indexes.over(page.body(), 1, page.bodyBytes(), page.body()[0]);
    }

    private static int requireIndex(int index, int values) {
        if (index >= values) {
            throw new IllegalArgumentException("an index lies outside of its dictionary [index=" + index + "]");
        }
        return index;
    }

    /** Whether all of a chunk's texts are this one. */
    boolean areAll(ChunkPages pages, int rows, byte[] expected) {
        boolean[] same = {true};
        if (!pages.areEncoded(PageHeader.RLE_DICTIONARY)) {
            ColumnReader reader = general(pages, 0);
            Binary right = null;
            for (int i = 0; i < rows && same[0]; i++) {
                Binary value = reader.getBinary();
                if (value != right) { // a dictionary gives the same object again
                    same[0] = Arrays.equals(value.getBytesUnsafe(), expected);
                    right = value;
                }
                reader.consume();
            }
            return same[0];
        }
        int texts = pages.readDictionary();
        int at = 0;
        for (int i = 0; i < texts; i++) {
            int length = textLength(pages.body(), at, pages.bodyBytes());
            int from = at + Integer.BYTES;
            same[0] &= Arrays.equals(pages.body(), from, from + length, expected, 0, expected.length);
            at = from + length;
        }
        HybridRuns indexes = new HybridRuns(pages.file(), pages.column());
        eachPage(pages, 0, rows, 0, (page, from, n, to) -> {
            beginIndexes(page, indexes);
            if (!indexes.areAll(0, n)) {
                for (int i = 0; i < n; i++) {
                    requireIndex(indexes.next(), texts);
                }
            }
        });
        return same[0];
    }

    void readLongs(ChunkPages pages, int skip, int rows, long[] into, int first) {
        if (!pages.areEncoded(PageHeader.DELTA_BINARY_PACKED)) {
            ColumnReader reader = general(pages, skip);
            for (int i = 0; i < rows; i++) {
                into[first + i] = reader.getLong();
                reader.consume();
            }
            return;
        }
        eachPage(pages, skip, rows, first, (page, from, n, to) -> {
            if (n == page.rows()) {
                deltas.decode(page.body(), 0, page.bodyBytes(), into, to, n);
            } else {
                longs = withRoom(longs, page.rows());
                deltas.decode(page.body(), 0, page.bodyBytes(), longs, 0, page.rows());
                System.arraycopy(longs, from, into, to, n);
            }
        });
    }

    private static long[] withRoom(long[] array, int values) {
        return array.length >= values ? array : new long[values];
    }

    void readDoubles(ChunkPages pages, int skip, int rows, double[] into, int first) {
        if (!pages.areEncoded(PageHeader.PLAIN)) {
            ColumnReader reader = general(pages, skip);
            for (int i = 0; i < rows; i++) {
                into[first + i] = reader.getDouble();
                reader.consume();
            }
            return;
        }
        eachPage(pages, skip, rows, first, (page, from, n, to) -> {
            if (page.bodyBytes() != Long.BYTES * page.rows()) {
                throw new IllegalArgumentException("a page has not as many values as it says");
            }
            ByteBuffer.wrap(page.body())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(Long.BYTES * from)
                    .asDoubleBuffer()
                    .get(into, to, n);
        });
    }

    /** Reads numbers that may be absent, which gives {@code NaN}. */
    void readVolumes(ChunkPages pages, int skip, int rows, double[] into, int first) {
        if (!pages.areEncoded(PageHeader.BYTE_STREAM_SPLIT)) {
            ColumnReader reader = general(pages, skip);
            for (int i = 0; i < rows; i++) {
                into[first + i] = reader.getCurrentDefinitionLevel() == 1 ? reader.getDouble() : Double.NaN;
                reader.consume();
            }
            return;
        }
        HybridRuns levels = new HybridRuns(pages.file(), pages.column());
        eachPage(pages, skip, rows, first, (page, from, n, to) -> {
            if (doubles.length < page.rows()) {
                doubles = new double[page.rows()];
            }
            int valuesAt = beginLevels(page, levels);
            int present = (page.bodyBytes() - valuesAt) / Long.BYTES;
            if (page.bodyBytes() != valuesAt + present * Long.BYTES || present > page.rows()) {
                throw new IllegalArgumentException("a page has not as many values as it says");
            }
            putSplit(page.body(), valuesAt, present);
            spread(levels, present, page.rows());
            System.arraycopy(doubles, from, into, to, n);
        });
    }

    /** Returns where the values begin. */
    private static int beginLevels(ChunkPages page, HybridRuns levels) {
        int length = textLength(page.body(), 0, page.bodyBytes());
        levels.over(page.body(), Integer.BYTES, Integer.BYTES + length, 1);
        return Integer.BYTES + length;
    }

    private void putSplit(byte[] bytes, int from, int n) {
        for (int at = 0; at < n; at = Stride.end(at, n)) {
            putSplitStride(bytes, from, n, at, Stride.end(at, n));
        }
    }

    private void putSplitStride(byte[] bytes, int valuesAt, int n, int from, int to) {
        for (int i = from; i < to; i++) {
            long bits = 0;
            for (int plane = Long.BYTES - 1; plane >= 0; plane--) {
                bits = bits << 8 | bytes[valuesAt + plane * n + i] & 0xFF;
            }
            doubles[i] = Double.longBitsToDouble(bits);
        }
    }

    /** Moves the values that are there to their rows. */
    private void spread(HybridRuns levels, int present, int rows) {
        if (levels.areAll(1, rows) && present == rows) {
            return;
        }
        double[] values = Arrays.copyOf(doubles, present);
        int used = 0;
        for (int i = 0; i < rows; i++) {
            doubles[i] = levels.next() == 1 ? values[used++] : Double.NaN;
        }
        if (used != present) {
            throw new IllegalArgumentException("a page has more values than rows that have one");
        }
    }

    /** Reads numbers that may be absent, which gives {@code absent}. */
    void readNumbers(ChunkPages pages, int rows, long[] into, long absent) {
        if (!pages.areEncoded(PageHeader.DELTA_BINARY_PACKED)) {
            ColumnReader reader = general(pages, 0);
            for (int i = 0; i < rows; i++) {
                into[i] = reader.getCurrentDefinitionLevel() == 1 ? reader.getLong() : absent;
                reader.consume();
            }
            return;
        }
        HybridRuns levels = new HybridRuns(pages.file(), pages.column());
        eachPage(pages, 0, rows, 0, (page, from, n, to) -> {
            int valuesAt = beginLevels(page, levels);
            if (levels.areAll(0, n)) {
                Arrays.fill(into, to, to + n, absent);
                return;
            }
            if (levels.areAll(1, n)) {
                deltas.decode(page.body(), valuesAt, page.bodyBytes(), into, to, n);
                return;
            }
            int present = 0;
            for (int i = 0; i < n; i++) {
                present += levels.next();
            }
            longs = withRoom(longs, present);
            deltas.decode(page.body(), valuesAt, page.bodyBytes(), longs, 0, present);
            beginLevels(page, levels);
            int used = 0;
            for (int i = 0; i < n; i++) {
                into[to + i] = levels.next() == 1 ? longs[used++] : absent;
            }
        });
    }

    /** Which text belongs to a row. */
    interface Texts {
        /** The text, in an array that may be used again. */
        byte[] of(int row);
    }

    /** The first row whose text is not the one that belongs to it, or -1. */
    int firstDifference(ChunkPages pages, int rows, Texts expected) {
        if (!pages.areEncoded(PageHeader.DELTA_BYTE_ARRAY)) {
            ColumnReader reader = general(pages, 0);
            for (int i = 0; i < rows; i++) {
                if (!Arrays.equals(reader.getBinary().getBytesUnsafe(), expected.of(i))) {
                    return i;
                }
                reader.consume();
            }
            return -1;
        }
        int[] difference = {-1};
        eachPage(pages, 0, rows, 0, (page, from, n, to) -> {
            prefixes = withRoom(prefixes, n);
            longs = withRoom(longs, n);
            suffixesAt = deltas.decode(page.body(), 0, page.bodyBytes(), prefixes, 0, n);
            suffixesAt = deltas.decode(page.body(), suffixesAt, page.bodyBytes(), longs, 0, n);
            textBytes = 0;
            for (int at = 0; at < n && difference[0] < 0; at = Stride.end(at, n)) {
                difference[0] = firstDifference(page, at, Stride.end(at, n), expected, to);
            }
        });
        return difference[0];
    }

    /** The first of some rows of a page whose text is another, or -1; the page's first row is the {@code first}th. */
    private int firstDifference(ChunkPages page, int from, int to, Texts expected, int first) {
        byte[] bytes = page.body();
        for (int i = from; i < to; i++) {
            long prefix = prefixes[i];
            long suffix = longs[i];
            if (prefix < 0 || prefix > textBytes || suffix < 0 || suffix > page.bodyBytes() - suffixesAt) {
                throw new IllegalArgumentException("a text is longer than its page");
            }
            textBytes = (int) (prefix + suffix);
            if (text.length < textBytes) {
                text = Arrays.copyOf(text, textBytes * 2);
            }
            System.arraycopy(bytes, suffixesAt, text, (int) prefix, (int) suffix);
            suffixesAt += (int) suffix;
            byte[] right = expected.of(first + i);
            if (!Arrays.equals(text, 0, textBytes, right, 0, right.length)) {
                return first + i;
            }
        }
        return -1;
    }

    /** parquet-column's reader, standing on the first row that is wanted. */
    private static ColumnReader general(ChunkPages pages, int skip) {
        ColumnReader reader = pages.open();
        for (int left = skip; left > 0; left--) {
            // To consume a value that was not read does not move on in the page.
            if (reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel()) {
                reader.skip();
            }
            reader.consume();
        }
        return reader;
    }
}
