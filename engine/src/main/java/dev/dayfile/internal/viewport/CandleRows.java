package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleBuffer;

/** Puts candles in order where days overlap, which takes columns that can be sorted. */
final class CandleRows {
    private static final SymbolKey ANY = SymbolKey.of("x");

    private CandleRows() {}

    /** Sorts a buffer by ts and keeps of each the row with the greatest sequence. */
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
        rows.dropDoubles();
        candles.clear();
        for (int i = 0; i < rows.size; i++) {
            candles.add(
                    rows.tsMicros[i],
                    rows.open[i],
                    rows.high[i],
                    rows.low[i],
                    rows.close[i],
                    rows.volume[i],
                    rows.seq[i]);
        }
    }
}
