package dev.dayfile;

import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.compact.HistoryImport;
import dev.dayfile.internal.ingest.CandleIngest;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.ForeignCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.MarketClock;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** History on its way into dayfiles, beside what is appended. */
final class Imports {
    private final Disk disk;
    private final MarketClock clock;
    private final Compactor compactor;
    private final CandleIngest ingest;
    private final Consumer<CompactionReport> published;

    /** @param published hears of each dayfile, also of an import that fails later: what was merged before it stands */
    Imports(
            Disk disk,
            MarketClock clock,
            Compactor compactor,
            CandleIngest ingest,
            Consumer<CompactionReport> published) {
        this.disk = disk;
        this.clock = clock;
        this.compactor = compactor;
        this.ingest = ingest;
        this.published = published;
    }

    List<CompactionReport> candles(Iterator<Candle> candles) {
        HistoryImport history = begin();
        try {
            while (candles.hasNext()) {
                Candle c = candles.next();
                history.add(
                        c.symbol(), c.timeframe(), c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
            }
            return history.finish();
        } finally {
            history.reports().forEach(published);
        }
    }

    List<CompactionReport> parquet(Path file, ImportDefaults defaults, BiConsumer<Long, String> refused) {
        HistoryImport history = begin();
        MarketClock naive = defaults.zone() == null ? clock : new MarketClock(defaults.zone(), clock.roll());
        try {
            new ForeignCandles(disk, naive)
                    .read(file, defaults.symbol(), defaults.timeframe(), new ImportSink(history, refused));
            return history.finish();
        } finally {
            history.reports().forEach(published);
        }
    }

    private HistoryImport begin() {
        return compactor.importHistory(new ImportSequences(ingest)::next);
    }
}
