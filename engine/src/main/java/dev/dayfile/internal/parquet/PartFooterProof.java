package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;

import dev.dayfile.internal.series.CandleColumns;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Holds the footer of a large part against its rows: it says nothing that the rows and the places of the pages do not
 * tell, but who wrote it, so it is made anew, as {@link PartWriter} makes it, and the bytes are compared. Compared with
 * taking it apart, that proves the statistics too and leaves no objects behind, of which a day of parts has tens of
 * thousands. Kept for the next part; for one thread.
 */
final class PartFooterProof {
    private static final byte[] WRITER_KEY = FooterKeys.WRITER.getBytes(StandardCharsets.US_ASCII);

    private final ThriftWriter out = new ThriftWriter(PartFooter.ROOM);
    private final PartPages pages = new PartPages(out);
    private byte[] writerId = {};
    private PartFooter footer = new PartFooter(out, pages, writerId);

    /**
     * Whether the first bytes of an array are what a part of these rows ends with. If they are not, it may still be whole,
     * and written by another version of this engine.
     *
     * @param length how many bytes, the file's end included
     * @param chunkStart where the chunk of each column begins
     * @param chunkEnd where it ends
     * @param digest of the rows
     */
    boolean isOf(
            byte[] bytes,
            int length,
            int[] chunkStart,
            int[] chunkEnd,
            CandleColumns rows,
            byte[] timeframe,
            long digest) {
        for (int c = 0; c < COLUMNS; c++) {
            pages.chunkStart[c] = chunkStart[c];
            pages.chunkBytes[c] = chunkEnd[c] - chunkStart[c];
        }
        pages.look(rows);
        return isMadeOf(bytes, length, rows, timeframe, digest)
                || findWriter(bytes, length) && isMadeOf(bytes, length, rows, timeframe, digest);
    }

    private boolean isMadeOf(byte[] bytes, int length, CandleColumns rows, byte[] timeframe, long digest) {
        out.clear();
        footer.write(rows, timeframe, digest);
        return Arrays.equals(bytes, 0, length, out.bytes, 0, out.size);
    }

    /** Looks who has written the part; returns whether it is another than that of the part before. */
    private boolean findWriter(byte[] bytes, int to) {
        for (int i = to - WRITER_KEY.length; i >= 0; i--) {
            int end = i + WRITER_KEY.length;
            if (bytes[i] == WRITER_KEY[0] && Arrays.equals(bytes, i, end, WRITER_KEY, 0, WRITER_KEY.length)) {
                int at = end + 2; // behind the value's field header and its length, which is a byte
                int length = at <= to ? bytes[end + 1] : -1;
                if (length < 0 || length > to - at) {
                    return false;
                }
                if (Arrays.equals(bytes, at, at + length, writerId, 0, writerId.length)) {
                    return false;
                }
                writerId = Arrays.copyOfRange(bytes, at, at + length);
                footer = new PartFooter(out, pages, writerId);
                return true;
            }
        }
        return false;
    }
}
