package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleBuffer;

/** Moves candles between the columns that files are read into and the buffer that a caller holds. */
final class CandleRows {
    private static final SymbolKey ANY = SymbolKey.of("x");

    private CandleRows() {}

    /** Adds the rows from one on to a buffer. */
    static void copy(CandleColumns rows, int from, CandleBuffer out) {
        out.ensureCapacity(out.size() + rows.size - from);
        for (int i = from; i < rows.size; i++) {
            out.add(
                    rows.tsMicros[i],
                    rows.open[i],
                    rows.high[i],
                    rows.low[i],
                    rows.close[i],
                    rows.volume[i],
                    rows.seq[i]);
        }
    }

    /** Sorts a buffer by ts. */
    static void sort(CandleBuffer candles) {
        CandleColumns rows = new CandleColumns(candles.size());
        for (int i = 0; i < candles.size(); i++) {
            rows.add(
                    ANY,
                    candles.tsMicros(i),
                    candles.open(i),
                    candles.high(i),
                    candles.low(i),
                    candles.close(i),
                    candles.volume(i),
                    candles.seq(i));
        }
        rows.sort();
        candles.clear();
        copy(rows, 0, candles);
    }
}
