package dev.dayfile.benchmarks.append;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ours. The gate reads the published parts by SQL, as another process would. */
final class DayfileContender implements Contender {
    private final StorageEngine engine;
    private final CandleAppender appender;
    private final Path root;
    private final Path ring;
    private final boolean durable;
    private final List<OneProducer> producers = new ArrayList<>();
    private long lastSeq;

    /** The appender is safe to share; only what it returned last is kept apart. */
    private static final class OneProducer implements Producer {
        private final CandleAppender appender;
        private long lastSeq; // read when its thread has ended

        OneProducer(CandleAppender appender) {
            this.appender = appender;
        }

        @Override
        public void append(long tsMicros, double open, double high, double low, double close, double volume) {
            lastSeq = appender.append(tsMicros, open, high, low, close, volume);
        }
    }

    private DayfileContender(Path root, Path ring, boolean durable, StorageConfig config) {
        this.root = root;
        this.ring = ring;
        this.durable = durable;
        engine = StorageEngine.open(config);
        appender = engine.candles(Rows.SYMBOL, Timeframe.parse(Rows.TIMEFRAME));
    }

    /** @param ring the ring's file, alone in its folder, or {@code null} for the usual place */
    static DayfileContender appended(Path root, Path ring) {
        StorageConfig.Builder config = StorageConfig.builder(root);
        if (ring != null) {
            config.ringFile(ring);
        }
        return new DayfileContender(root, ring, false, config.build());
    }

    static DayfileContender durable(Path root) {
        StorageConfig config =
                StorageConfig.builder(root).flushInterval(Duration.ofMillis(1)).build();
        return new DayfileContender(root, null, true, config);
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume) {
        lastSeq = appender.append(tsMicros, open, high, low, close, volume);
        if (durable) {
            drain();
        }
    }

    @Override
    public Producer producer() {
        OneProducer producer = new OneProducer(appender);
        producers.add(producer);
        return producer;
    }

    @Override
    public void drain() {
        for (OneProducer producer : producers) {
            lastSeq = Math.max(lastSeq, producer.lastSeq);
        }
        if (!engine.awaitDurable(lastSeq, Contenders.DRAIN_TIMEOUT)) {
            throw new IllegalStateException("the engine did not drain: " + engine.stats());
        }
    }

    @Override
    public Stored readBack() throws Exception {
        engine.close();
        try (StorageReader reader = StorageReader.open(root);
                ResultSet sum = reader.sql(Stored.sql("candles", "epoch_us(ts_utc)"))) {
            sum.next();
            return new Stored(sum.getLong(1), sum.getLong(2), sum.getDouble(3), sum.getDouble(4));
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
        if (ring != null) {
            Files.delete(ring);
            Files.delete(ring.getParent());
        }
    }
}
