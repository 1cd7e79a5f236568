package dev.dayfile;

import dev.dayfile.internal.compact.HistoryImport;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.ForeignCandles;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * History on its way straight into dayfiles, from as many sources as there are. Of rows with one key the one added last
 * wins, whatever source it comes from, and any wins over what stood before. For one thread; appends may go on beside it.
 *
 * <p>Rows are collected, and merged into their days when {@link StorageConfig.Builder#compactionRows} are held and by
 * {@link #finish}. So an import that fails has stored some days, which {@link #reports} tells, and others not. Every day
 * is as it was before or whole, so to import all sources again is safe and completes it.
 */
public final class CandleImport {
    private final Disk disk;
    private final MarketClock clock;
    private final HistoryImport history;
    private final ImportListener listener;

    CandleImport(Disk disk, MarketClock clock, HistoryImport history, ImportListener listener) {
        this.disk = disk;
        this.clock = clock;
        this.history = history;
        this.listener = listener;
    }

    /**
     * How many rows a Parquet file of another writer has, by its footer alone: to look at all files before the first is
     * imported. Fails as {@link #addParquet} does where that can be told from the footer.
     */
    public static long parquetRows(Path file, ImportDefaults defaults) {
        Arguments.require(file, "file");
        Arguments.require(defaults, "defaults");
        return new ForeignCandles(Disk.LOCAL, MarketClock.NEW_YORK).rows(file, defaults.symbol(), defaults.timeframe());
    }

    /**
     * Adds one candle.
     *
     * @param candle its {@code seq} does not count
     * @throws dev.dayfile.model.StorageException when rows had to be merged and the machine failed
     */
    public void add(Candle candle) {
        Arguments.require(candle, "candle");
        history.add(
                candle.symbol(),
                candle.timeframe(),
                candle.tsMicros(),
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                candle.volume());
    }

    /**
     * Adds a Parquet file of another writer. When that fails, the rows before the failure may have been added.
     *
     * @param defaults what to take for columns that the file lacks
     * @param refused hears the number, from 1, and the reason of each row that breaks a rule; the others go on
     * @throws IllegalArgumentException when a column is missing and has no default
     * @throws dev.dayfile.model.CorruptFileException when it is no whole Parquet file with candles
     * @throws dev.dayfile.model.StorageException when it cannot be read, or rows had to be merged and the machine failed
     */
    public void addParquet(Path file, ImportDefaults defaults, BiConsumer<Long, String> refused) {
        Arguments.require(file, "file");
        Arguments.require(defaults, "defaults");
        Arguments.require(refused, "refused");
        MarketClock naive = defaults.zone() == null ? clock : new MarketClock(defaults.zone(), clock.roll());
        long rows = new ForeignCandles(disk, naive)
                .read(file, defaults.symbol(), defaults.timeframe(), new ImportSink(history, refused, listener));
        listener.rowsRead(rows);
    }

    /**
     * Merges the rows that are held. After a failure it may be called again, and tries the days that are not stored.
     *
     * @return {@link #reports}
     * @throws dev.dayfile.model.CorruptFileException when a dayfile that stands is damaged
     * @throws dev.dayfile.model.StorageException when the machine fails
     */
    public List<CompactionReport> finish() {
        return history.finish();
    }

    /** What is stored: one report a merge since the import began, in the order in which they were made. */
    public List<CompactionReport> reports() {
        return history.reports();
    }
}
