package dev.dayfile;

import dev.dayfile.internal.compact.HistoryImport;
import dev.dayfile.internal.parquet.CandleSink;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.Timeframe;
import java.util.function.BiConsumer;

/** Takes the rows of a foreign file into an import; a row that breaks a rule is told of and the others go on. */
final class ImportSink implements CandleSink {
    private static final int TOLD_ROWS = 4_096;

    private final HistoryImport history;
    private final BiConsumer<Long, String> refused;
    private final ImportListener listener;
    private long row;

    /**
     * @param refused hears a row's number, from 1, and the reason
     * @param listener is told how many rows were read
     */
    ImportSink(HistoryImport history, BiConsumer<Long, String> refused, ImportListener listener) {
        this.history = history;
        this.refused = refused;
        this.listener = listener;
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
        count();
        try {
            history.add(symbol, timeframe, tsMicros, open, high, low, close, volume);
        } catch (IllegalArgumentException e) {
            refused.accept(row, e.getMessage());
        }
    }

    private void count() {
        if (row % TOLD_ROWS == 0 && row > 0) {
            listener.rowsRead(row);
        }
        row++;
    }

    @Override
    public void refuse(long number, String reason) {
        count();
        refused.accept(row, reason);
    }
}
