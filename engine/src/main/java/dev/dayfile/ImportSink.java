package dev.dayfile;

import dev.dayfile.internal.compact.HistoryImport;
import dev.dayfile.internal.parquet.CandleSink;
import dev.dayfile.model.Timeframe;
import java.util.function.BiConsumer;

/** Takes the rows of a foreign file into an import; a row that breaks a rule is told of and the others go on. */
final class ImportSink implements CandleSink {
    private final HistoryImport history;
    private final BiConsumer<Long, String> refused;
    private long row;

    /** @param refused hears a row's number, from 1, and the reason */
    ImportSink(HistoryImport history, BiConsumer<Long, String> refused) {
        this.history = history;
        this.refused = refused;
    }

    @Override
    public void accept(
            String symbol,
            Timeframe timeframe,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        row++;
        try {
            history.add(symbol, timeframe, tsMicros, open, high, low, close, volume);
        } catch (IllegalArgumentException e) {
            refused.accept(row, e.getMessage());
        }
    }

    @Override
    public void refuse(long number, String reason) {
        row++;
        refused.accept(row, reason);
    }
}
