package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.Stride;
import dev.dayfile.model.IsoTime;
import java.util.Arrays;

/**
 * Encodes the texts of times as DELTA_BYTE_ARRAY straight from the times: how much of the text before is kept, and what
 * follows instead of the rest. For one thread.
 *
 * <p>The encoding: <a href="https://github.com/apache/parquet-format/blob/master/Encodings.md">Encodings.md</a>.
 */
final class TimeTextWriter {
    private final TsText tsText = new TsText();
    private final DeltaWriter deltas = new DeltaWriter();
    private final byte[] before = new byte[IsoTime.LENGTH];
    private final long[] prefixes = new long[DayfileWriter.PAGE_ROWS];
    private final long[] suffixes = new long[DayfileWriter.PAGE_ROWS];
    private final PlainPage suffixBytes = new PlainPage();

    /** Adds the times {@code from} (inclusive) to {@code to} (exclusive), as many as a page has at most, to a page. */
    void put(long[] tsMicros, int from, int to, PlainPage page) {
        suffixBytes.clear();
        for (int at = from; at < to; at = Stride.end(at, to)) {
            take(tsMicros, from, at, Stride.end(at, to));
        }
        deltas.put(prefixes, 0, to - from, page);
        deltas.put(suffixes, 0, to - from, page);
        page.write(suffixBytes.bytes, 0, suffixBytes.size);
    }

    /** Splits the texts of some rows of a page, which begins at {@code first}. */
    private void take(long[] tsMicros, int first, int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] text = tsText.of(tsMicros[i]);
            int same = i == first ? 0 : sameBytes(before, text);
            prefixes[i - first] = same;
            suffixes[i - first] = IsoTime.LENGTH - same;
            suffixBytes.write(text, same, IsoTime.LENGTH - same);
            System.arraycopy(text, same, before, same, IsoTime.LENGTH - same);
        }
    }

    private static int sameBytes(byte[] a, byte[] b) {
        int at = Arrays.mismatch(a, b);
        return at < 0 ? a.length : at;
    }

    /** A time's text, in an array of its own. */
    byte[] text(long tsMicros) {
        return tsText.of(tsMicros).clone();
    }
}
