package dev.dayfile.internal.series;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries.Columns;
import java.util.Arrays;

/**
 * Merges two ranges of candles of one symbol, each ascending by ts with each key once, into one such series; the greater
 * sequence wins. Runs are copied as arrays, and nothing is allocated.
 *
 * <p>The usual case is that both have the same rows: those of the open day that a part has had since the process
 * appended them. Such a run is found by comparing arrays, which costs a tenth of a walk over its rows.
 */
public final class CandleMerge {
    private CandleMerge() {}

    /** Adds rows {@code [aFrom, aTo)} of one and {@code [bFrom, bTo)} of a live series to a buffer. */
    public static void into(CandleBuffer out, Columns a, int aFrom, int aTo, LiveSeries.Rows b, int bFrom, int bTo) {
        int lastStart = b.lastStart();
        int i = bFrom < lastStart ? intoBlocks(out, a, aFrom, aTo, b, bFrom, Math.min(bTo, lastStart)) : aFrom;
        into(out, a, i, aTo, b.last(), Math.max(bFrom - lastStart, 0), Math.max(bTo - lastStart, 0));
    }

    /** Adds rows of blocks before the last one, and those that belong among them; returns the first that does not. */
    private static int intoBlocks(
            CandleBuffer out, Columns a, int aFrom, int aTo, LiveSeries.Rows b, int bFrom, int bTo) {
        int i = aFrom;
        int j = bFrom;
        for (int block = b.blockOf(bFrom); j < bTo; block++) {
            int start = b.start(block);
            int end = Math.min(bTo, b.end(block, bTo));
            int to = firstFrom(a.tsMicros(), i, aTo, b.columns(block + 1).tsMicros()[0]);
            into(out, a, i, to, b.columns(block), j - start, end - start);
            i = to;
            j = end;
        }
        return i;
    }

    /** How many rows {@link #into} would add. */
    public static int count(Columns a, int aFrom, int aTo, LiveSeries.Rows b, int bFrom, int bTo) {
        int lastStart = b.lastStart();
        int rows = 0;
        int i = aFrom;
        int j = bFrom;
        for (int block = b.blockOf(bFrom); j < Math.min(bTo, lastStart); block++) {
            int start = b.start(block);
            int end = Math.min(bTo, b.end(block, bTo));
            int to = firstFrom(a.tsMicros(), i, aTo, b.columns(block + 1).tsMicros()[0]);
            rows += count(a, i, to, b.columns(block), j - start, end - start);
            i = to;
            j = end;
        }
        return rows + count(a, i, aTo, b.last(), Math.max(j - lastStart, 0), Math.max(bTo - lastStart, 0));
    }

    private static int firstFrom(long[] ts, int from, int to, long micros) {
        int at = Arrays.binarySearch(ts, from, to, micros);
        return at >= 0 ? at : -at - 1;
    }

    /** Adds rows {@code [aFrom, aTo)} of one and {@code [bFrom, bTo)} of the other to a buffer. */
    static void into(CandleBuffer out, Columns a, int aFrom, int aTo, Columns b, int bFrom, int bTo) {
        long[] aTs = a.tsMicros();
        long[] bTs = b.tsMicros();
        int i = aFrom;
        int j = bFrom;
        while (i < aTo && j < bTo) {
            int start;
            if (aTs[i] < bTs[j]) {
                start = i;
                i = runBefore(aTs, i, aTo, bTs[j]);
                out.addAll(a, start, i);
            } else if (bTs[j] < aTs[i]) {
                start = j;
                j = runBefore(bTs, j, bTo, aTs[i]);
                out.addAll(b, start, j);
            } else {
                int run = runOfSameRows(a, i, aTo, b, j, bTo);
                boolean aWins = run > 0 || a.seq()[i] > b.seq()[j];
                run = run > 0 ? run : runOfSameKeys(a, i, aTo, b, j, bTo, aWins);
                out.addAll(aWins ? a : b, aWins ? i : j, (aWins ? i : j) + run);
                i += run;
                j += run;
            }
        }
        out.addAll(a, i, aTo);
        out.addAll(b, j, bTo);
    }

    /** How many rows {@link #into} would add. */
    static int count(Columns a, int aFrom, int aTo, Columns b, int bFrom, int bTo) {
        long[] aTs = a.tsMicros();
        long[] bTs = b.tsMicros();
        int i = aFrom;
        int j = bFrom;
        int doubles = 0;
        while (i < aTo && j < bTo) {
            if (aTs[i] < bTs[j]) {
                i++;
            } else if (bTs[j] < aTs[i]) {
                j++;
            } else {
                int run = Math.max(1, runOfSameRows(a, i, aTo, b, j, bTo));
                i += run;
                j += run;
                doubles += run;
            }
        }
        return (aTo - aFrom) + (bTo - bFrom) - doubles;
    }

    private static int runBefore(long[] ts, int from, int to, long micros) {
        int end = from + 1;
        while (end < to && ts[end] < micros) {
            end++;
        }
        return end;
    }

    /** How many rows from here on are the same ones, by ts and sequence. */
    private static int runOfSameRows(Columns a, int i, int aTo, Columns b, int j, int bTo) {
        int most = Math.min(aTo - i, bTo - j);
        int sameSeq = Arrays.mismatch(a.seq(), i, i + most, b.seq(), j, j + most);
        int limit = sameSeq < 0 ? most : sameSeq;
        int sameTs = Arrays.mismatch(a.tsMicros(), i, i + limit, b.tsMicros(), j, j + limit);
        return sameTs < 0 ? limit : sameTs;
    }

    private static int runOfSameKeys(Columns a, int i, int aTo, Columns b, int j, int bTo, boolean aWins) {
        int run = 1;
        while (i + run < aTo
                && j + run < bTo
                && a.tsMicros()[i + run] == b.tsMicros()[j + run]
                && a.seq()[i + run] != b.seq()[j + run]
                && (a.seq()[i + run] > b.seq()[j + run]) == aWins) {
            run++;
        }
        return run;
    }
}
