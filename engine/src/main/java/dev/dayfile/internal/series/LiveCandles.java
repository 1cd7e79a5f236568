package dev.dayfile.internal.series;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that this process has appended and that no dayfile covers yet, by timeframe, day and symbol: what lets a bot
 * read its own append without a file. Finding a series takes three lookups without a lock and allocates nothing.
 *
 * <p>Rows of earlier processes are not here; they stand in parts. A row here usually stands in a part as well, with the
 * same sequence.
 */
public final class LiveCandles {
    private final ConcurrentHashMap<Timeframe, ConcurrentHashMap<LocalDate, ConcurrentHashMap<SymbolKey, LiveSeries>>>
            days = new ConcurrentHashMap<>();

    private final int blockRows;
    private volatile long dayChanges;

    /** Empty, with series that grow by 4,096 rows, 224 KiB, at a time, once they have as many. */
    public LiveCandles() {
        this(4096);
    }

    /** @param blockRows how many rows a series grows by at a time; fewer are for tests */
    public LiveCandles(int blockRows) {
        this.blockRows = blockRows;
    }

    /** The series, or {@code null} when nothing was appended to it. */
    public LiveSeries find(Timeframe timeframe, LocalDate day, SymbolKey symbol) {
        Map<SymbolKey, LiveSeries> symbols = symbolsOf(timeframe, day);
        return symbols == null ? null : symbols.get(symbol);
    }

    /** Timeframes that have rows; a live view. */
    public Set<Timeframe> timeframes() {
        return days.keySet();
    }

    /** Days of a timeframe that have rows; a live view in no order. */
    public Set<LocalDate> days(Timeframe timeframe) {
        ConcurrentHashMap<LocalDate, ConcurrentHashMap<SymbolKey, LiveSeries>> ofTimeframe = days.get(timeframe);
        return ofTimeframe == null ? Set.of() : ofTimeframe.keySet();
    }

    /** A number that is another one after a day has got its first row, so that a list of days can be kept until then. */
    public long dayChanges() {
        return dayChanges;
    }

    /** Symbols that have rows in a day; a live view in no order. */
    public Set<SymbolKey> symbols(Timeframe timeframe, LocalDate day) {
        Map<SymbolKey, LiveSeries> symbols = symbolsOf(timeframe, day);
        return symbols == null ? Set.of() : symbols.keySet();
    }

    /** Adds all rows, which must be sorted and of one timeframe and day. Writers exclude each other. */
    public synchronized void add(Timeframe timeframe, LocalDate day, CandleColumns rows) {
        if (rows.size == 0) {
            return;
        }
        ConcurrentHashMap<LocalDate, ConcurrentHashMap<SymbolKey, LiveSeries>> ofTimeframe =
                days.computeIfAbsent(timeframe, tf -> new ConcurrentHashMap<>());
        ConcurrentHashMap<SymbolKey, LiveSeries> symbols = ofTimeframe.get(day);
        if (symbols == null) {
            symbols = new ConcurrentHashMap<>();
            ofTimeframe.put(day, symbols);
            dayChanges = dayChanges + 1; // after the day can be found: whoever sees the number finds the day
        }
        CandleSeries.Columns columns = rows.columns();
        int from = 0;
        while (from < rows.size) {
            SymbolKey symbol = rows.symbol[from];
            int to = from + 1;
            while (to < rows.size && rows.symbol[to].equals(symbol)) {
                to++;
            }
            LiveSeries series = symbols.get(symbol);
            if (series == null) {
                // Filled before it can be found, so that a reader that finds a series finds rows.
                series = new LiveSeries(blockRows);
                series.merge(columns, from, to);
                symbols.put(symbol, series);
            } else {
                series.merge(columns, from, to);
            }
            from = to;
        }
    }

    /**
     * Frees the series of a day whose every row has a sequence up to {@code upToSeq}, since a dayfile has them all; a
     * series with a later row stays whole. Readers that hold a dropped series keep what they read.
     */
    public synchronized void drop(Timeframe timeframe, LocalDate day, long upToSeq) {
        ConcurrentHashMap<LocalDate, ConcurrentHashMap<SymbolKey, LiveSeries>> ofTimeframe = days.get(timeframe);
        Map<SymbolKey, LiveSeries> symbols = ofTimeframe == null ? null : ofTimeframe.get(day);
        if (symbols == null) {
            return;
        }
        symbols.values().removeIf(series -> series.lastSeq() <= upToSeq);
        if (symbols.isEmpty()) {
            ofTimeframe.remove(day);
        }
    }

    private Map<SymbolKey, LiveSeries> symbolsOf(Timeframe timeframe, LocalDate day) {
        ConcurrentHashMap<LocalDate, ConcurrentHashMap<SymbolKey, LiveSeries>> ofTimeframe = days.get(timeframe);
        return ofTimeframe == null ? null : ofTimeframe.get(day);
    }
}
