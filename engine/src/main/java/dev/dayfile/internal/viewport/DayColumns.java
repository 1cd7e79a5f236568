package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleSeries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The candles of one symbol's day as its files had them: immutable, ascending by ts, each key once, the greatest
 * sequence having won. Or, under {@link #EVERY_SYMBOL}, the last candle of each symbol on the day, ascending by symbol.
 *
 * @param columns arrays of exact length
 * @param symbols whose candles these are, of exact length; {@code null} when all are one symbol's
 * @param firstMicros the least ts of the day among what was read, or {@link Long#MAX_VALUE} when nothing was
 * @param leftOut damaged files of the day that were left out; empty unless the policy allows it
 */
record DayColumns(CandleSeries.Columns columns, SymbolKey[] symbols, long firstMicros, List<Path> leftOut) {
    /** Stands for the day as a whole where days are kept by symbol; no symbol is empty. */
    static final SymbolKey EVERY_SYMBOL = SymbolKey.ofUtf8(new byte[0], 0, 0);

    /** Stands for the symbols of the day alone, without a row: what a look for the unknown ones needs to read. */
    static final SymbolKey ONLY_SYMBOLS = SymbolKey.ofUtf8(new byte[] {0}, 0, 1);

    static final DayColumns EMPTY = of(new CandleColumns(0), List.of());

    /** What an instance costs beside its arrays: objects, headers, its place in the cache. Generous on purpose. */
    private static final long OVERHEAD_BYTES = 400;

    private static final long BYTES_A_SYMBOL = 96;

    private static final long BYTES_A_ROW = 7 * Long.BYTES;

    /** Copies rows of one symbol that are sorted and hold each key once. */
    static DayColumns of(CandleColumns rows, List<Path> leftOut) {
        return of(rows, 0, rows.size, leftOut);
    }

    /** Copies rows {@code [from, to)}, which are one symbol's, sorted, and hold each key once. */
    static DayColumns of(CandleColumns rows, int from, int to, List<Path> leftOut) {
        return of(rows, from, to, null, from == to ? Long.MAX_VALUE : rows.tsMicros[from], leftOut);
    }

    /** Copies rows that are one a symbol and sorted. */
    static DayColumns ofEverySymbol(CandleColumns rows, long firstMicros, List<Path> leftOut) {
        return of(rows, 0, rows.size, Arrays.copyOf(rows.symbol, rows.size), firstMicros, leftOut);
    }

    /** Symbols without rows. */
    static DayColumns ofSymbols(Set<SymbolKey> symbols, List<Path> leftOut) {
        return of(new CandleColumns(0), 0, 0, symbols.toArray(SymbolKey[]::new), Long.MAX_VALUE, leftOut);
    }

    /** Whether it stands for a day as a whole. */
    static boolean isSummary(SymbolKey symbol) {
        return symbol == EVERY_SYMBOL || symbol == ONLY_SYMBOLS;
    }

    private static DayColumns of(
            CandleColumns rows, int from, int to, SymbolKey[] symbols, long firstMicros, List<Path> leftOut) {
        return new DayColumns(
                new CandleSeries.Columns(
                        Arrays.copyOfRange(rows.tsMicros, from, to),
                        Arrays.copyOfRange(rows.open, from, to),
                        Arrays.copyOfRange(rows.high, from, to),
                        Arrays.copyOfRange(rows.low, from, to),
                        Arrays.copyOfRange(rows.close, from, to),
                        Arrays.copyOfRange(rows.volume, from, to),
                        Arrays.copyOfRange(rows.seq, from, to)),
                symbols,
                firstMicros,
                List.copyOf(leftOut));
    }

    int size() {
        return columns.tsMicros().length;
    }

    /** Memory that the instance holds, for the cache's budget. */
    long bytes() {
        return OVERHEAD_BYTES + size() * BYTES_A_ROW + (symbols == null ? 0 : symbols.length * BYTES_A_SYMBOL);
    }

    /** The first row with a ts not before {@code micros}; the size when there is none. */
    int firstFrom(long micros) {
        long[] ts = columns.tsMicros();
        if (ts.length == 0 || ts[0] >= micros) {
            return 0; // the usual case: the window starts before the day
        }
        int at = Arrays.binarySearch(ts, micros);
        return at >= 0 ? at : -at - 1;
    }

    /** The first row with a ts after {@code micros}; the size when there is none. */
    int firstAfter(long micros) {
        long[] ts = columns.tsMicros();
        if (ts.length == 0 || ts[ts.length - 1] <= micros) {
            return ts.length;
        }
        int at = Arrays.binarySearch(ts, micros);
        return at >= 0 ? at + 1 : -at - 1;
    }
}
