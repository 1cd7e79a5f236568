package dev.dayfile.benchmarks.viewport;

import dev.dayfile.StorageEngine;
import dev.dayfile.model.ViewportQuery;

/** The engine in this process, into a buffer that is kept. */
final class EngineContender implements ViewportContender {
    private final StorageEngine engine;
    private final Stock stock;

    EngineContender(StorageEngine engine, Stock stock) {
        this.engine = engine;
        this.stock = stock;
    }

    @Override
    public Query prepare(Window window) {
        ViewportQuery query = window.query(stock);
        return out -> engine.viewport(query, out.buffer());
    }
}
