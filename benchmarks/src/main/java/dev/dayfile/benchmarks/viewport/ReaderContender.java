package dev.dayfile.benchmarks.viewport;

import dev.dayfile.StorageReader;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;

/** The reader of every other process, opened once: no engine, no lock, the files as they are at each query. */
final class ReaderContender implements ViewportContender {
    private final StorageReader reader;
    private final Stock stock;

    ReaderContender(Path root, Stock stock) {
        this.reader = StorageReader.open(root);
        this.stock = stock;
    }

    @Override
    public Query prepare(Window window) {
        ViewportQuery query = window.query(stock);
        return new Query() {
            private Viewport answer;

            @Override
            public void fill(Answer out) {
                answer = reader.viewport(query);
            }

            @Override
            public void show(Answer out) {
                out.clear();
                CandleSeries.Columns candles = answer.candles().toArrays();
                out.candles().addAll(candles, 0, candles.tsMicros().length);
                out.buffer().objects().addAll(answer.objects());
            }
        };
    }

    @Override
    public void close() {
        reader.close();
    }
}
