package dev.dayfile.internal.parquet;

import java.util.Arrays;

/**
 * A row group as it will stand in the file: the bytes of its column chunks side by side, and what the footer and the
 * page index will say of them. Positions count from the row group's start, since where that lies is known only when all
 * before it has been written. Kept and filled again.
 */
final class EncodedGroup {
    /** The chunks: per column a dictionary page, if it has one, and its data pages. */
    final ThriftWriter bytes = new ThriftWriter(16 << 10);

    final Chunk[] chunks = new Chunk[CandleSchema.COLUMNS];
    int rows;

    EncodedGroup() {
        for (int c = 0; c < chunks.length; c++) {
            chunks[c] = new Chunk();
        }
    }

    void clear() {
        bytes.clear();
        rows = 0;
        for (Chunk chunk : chunks) {
            chunk.pages = 0;
        }
    }

    /** A column chunk. */
    static final class Chunk {
        int start;
        int bytes;
        int uncompressedBytes;
        /** Bytes of the dictionary page, header included; 0 when there is none. */
        int dictionaryBytes;

        int pages;
        int[] pageAt = new int[4];
        int[] pageBytes = new int[4];
        int[] pageFirstRow = new int[4];
        int[] pageNulls = new int[4];
        /** Least and greatest value as Parquet writes them; {@code null} when no value of the page can be compared. */
        byte[][] min = new byte[4][];

        byte[][] max = new byte[4][];

        void addPage(int at, int length, int firstRow, int nulls, byte[] least, byte[] greatest) {
            if (pages == pageAt.length) {
                int more = pages * 2;
                pageAt = Arrays.copyOf(pageAt, more);
                pageBytes = Arrays.copyOf(pageBytes, more);
                pageFirstRow = Arrays.copyOf(pageFirstRow, more);
                pageNulls = Arrays.copyOf(pageNulls, more);
                min = Arrays.copyOf(min, more);
                max = Arrays.copyOf(max, more);
            }
            pageAt[pages] = at;
            pageBytes[pages] = length;
            pageFirstRow[pages] = firstRow;
            pageNulls[pages] = nulls;
            min[pages] = least;
            max[pages] = greatest;
            pages++;
        }
    }
}
