package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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

    private final Compactor compactor;
    private final MarketClock market;
    private final int rowsInMemory;
    private final LongSupplier nextSeq;
    private final Consumer<CompactionReport> published;
    private final Map<String, SymbolKey> symbols = new HashMap<>();
    private final Map<Target, CandleColumns> held = new TreeMap<>(BY_TIMEFRAME_AND_DAY);
    private final List<CompactionReport> reports = new ArrayList<>();
    private int rowsHeld;

    HistoryImport(
            Compactor compactor,
            MarketClock market,
            int rowsInMemory,
            LongSupplier nextSeq,
            Consumer<CompactionReport> published) {
        this.compactor = compactor;
        this.market = market;
        this.rowsInMemory = rowsInMemory;
        this.nextSeq = nextSeq;
        this.published = published;
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
        Target target = new Target(timeframe, market.dayOf(tsMicros));
        if (rowsHeld >= rowsInMemory) {
            mergeHeld();
        }
        symbols.put(symbol, key);
        held.computeIfAbsent(target, t -> new CandleColumns())
                .add(key, tsMicros, open, high, low, close, volume, nextSeq.getAsLong());
        rowsHeld++;
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
        for (Iterator<Map.Entry<Target, CandleColumns>> days = held.entrySet().iterator(); days.hasNext(); ) {
            Map.Entry<Target, CandleColumns> day = days.next();
            CandleColumns rows = day.getValue();
            CompactionReport report = compactor.mergeHistory(
                    day.getKey().timeframe(), day.getKey().day(), rows);
            reports.add(report);
            rowsHeld -= rows.size;
            days.remove();
            published.accept(report);
        }
        symbols.clear();
    }
}
