package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * History on its way straight into dayfiles. Rows are collected by timeframe and trading day; when as many are held as
 * a compaction may hold, or at the end, each day is merged into its dayfile with a compaction's merge and proof. Later
 * rows win over earlier ones and over what stands. For one thread.
 *
 * <p>Rows that come day by day cost one merge a day; a file in another order costs more merges, not more memory. After
 * a failure the days merged before it stand, the others are still held, and {@link #finish} tries them again.
 */
public final class HistoryImport {
    private static final Comparator<Target> BY_TIMEFRAME_AND_DAY =
            Comparator.comparing(Target::timeframe).thenComparing(Target::day);

    /** Merged together; compactions and retirements wait so long. */
    private static final int BATCH_DAYS = 64;

    /** History of daily candles has a row a day, of years. */
    private static final int FIRST_ROWS = 8;

    private final Compactor compactor;
    private final MarketClock market;
    private final int rowsInMemory;
    private final LongSupplier nextSeq;
    private final ImportListener listener;
    private final Map<String, SymbolKey> symbols = new HashMap<>();
    private final Map<Target, CandleColumns> held = new TreeMap<>(BY_TIMEFRAME_AND_DAY);
    private final List<CompactionReport> reports = new ArrayList<>();
    private int rowsHeld;

    /** Where the last row went, and that day; {@code null} when it is no longer held. */
    private CandleColumns lastRows;

    private Timeframe lastTimeframe;
    private long lastStart;
    private long lastEnd;

    HistoryImport(
            Compactor compactor, MarketClock market, int rowsInMemory, LongSupplier nextSeq, ImportListener listener) {
        this.compactor = compactor;
        this.market = market;
        this.rowsInMemory = rowsInMemory;
        this.nextSeq = nextSeq;
        this.listener = listener;
    }

    private record Target(Timeframe timeframe, LocalDate day) {}

    /**
     * Takes one candle, and merges what is held when there is no room for it.
     *
     * @param tsMicros microseconds since 1970 UTC
     * @param volume {@code NaN} when the feed has none
     * @throws IllegalArgumentException naming the field and its value when the candle breaks a rule; it is not taken,
     *     and the import can go on
     */
    public void add(
            String symbol,
            Timeframe timeframe,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {
        SymbolKey key = symbols.get(symbol);
        if (key == null) {
            key = SymbolKey.of(symbol);
        }
        Candle.requireValid(tsMicros, open, high, low, close, volume);
        if (rowsHeld >= rowsInMemory) {
            mergeHeld();
        }
        symbols.put(symbol, key);
        rowsOf(timeframe, tsMicros).add(key, tsMicros, open, high, low, close, volume, nextSeq.getAsLong());
        rowsHeld++;
    }

    /** Where a row belongs; the next one mostly belongs there too. */
    private CandleColumns rowsOf(Timeframe timeframe, long tsMicros) {
        if (lastRows == null || tsMicros < lastStart || tsMicros >= lastEnd || !timeframe.equals(lastTimeframe)) {
            LocalDate day = market.dayOf(tsMicros);
            lastRows = held.computeIfAbsent(new Target(timeframe, day), target -> new CandleColumns(FIRST_ROWS));
            lastTimeframe = timeframe;
            lastStart = market.startMicros(day);
            lastEnd = market.endMicros(day);
        }
        return lastRows;
    }

    /**
     * Merges what is held.
     *
     * @return {@link #reports}
     */
    public List<CompactionReport> finish() {
        mergeHeld();
        return reports();
    }

    /**
     * One report a merge, of all merges since the import began, also when a later one failed; a day whose rows did not
     * come together has several.
     */
    public List<CompactionReport> reports() {
        return List.copyOf(reports);
    }

    private void mergeHeld() {
        lastRows = null;
        List<DayRows> batch = new ArrayList<>();
        int days = held.size();
        if (days > 0) {
            listener.daysWritten(0, days);
        }
        for (Map.Entry<Target, CandleColumns> day : List.copyOf(held.entrySet())) {
            batch.add(new DayRows(day.getKey().timeframe(), day.getKey().day(), day.getValue()));
            if (batch.size() == BATCH_DAYS) {
                merge(batch, days);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            merge(batch, days);
        }
        symbols.clear();
    }

    /** @param days of which the batch is a part */
    private void merge(List<DayRows> batch, int days) {
        DaysMerge.Outcome outcome = compactor.mergeHistory(batch);
        for (DaysMerge.Stored stored : outcome.stored()) {
            held.remove(new Target(stored.day().timeframe(), stored.day().day()));
            rowsHeld -= stored.day().rows().size;
            reports.add(stored.report());
            listener.published(stored.report());
        }
        listener.daysWritten(days - held.size(), days);
        if (outcome.failure() instanceof RuntimeException e) {
            throw e;
        }
        if (outcome.failure() instanceof Error e) {
            throw e;
        }
    }
}
