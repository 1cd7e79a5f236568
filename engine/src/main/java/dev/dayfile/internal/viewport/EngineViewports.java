package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleMerge;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.LiveSeries;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Viewports inside the engine's process: whole days in memory merged with the rows that this process has appended, so
 * that a window over days seen before costs a binary search and a copy of arrays: no file, no SQL, no allocation.
 *
 * <p>A reader never sees fewer rows while a day is compacted. It takes the live rows of a day first and what its files
 * held second, and starts over when the day was forgotten in between; whoever drops live rows has called
 * {@link #invalidate} before. So either the live rows were still whole, or the files that are read have them.
 *
 * <p>Safe for use by several threads, each with its own buffer.
 */
public final class EngineViewports {
    private static final int MAX_SYMBOLS = 1 << 16;
    private static final int LOADING_LOCKS = 32;

    private final DayFiles dayFiles;
    private final DayLoader loader;
    private final FileViewports files;
    private final ForeignChanges foreignChanges;
    private final MarketClock clock;
    private final LiveCandles live;
    private final DayCache cache;
    private final ConcurrentHashMap<Timeframe, TimeframeDays> timeframes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, SymbolKey> symbols = new ConcurrentHashMap<>();
    private volatile List<Path> leftOut = List.of();
    private final Object[] loading = new Object[LOADING_LOCKS];

    /**
     * @param live the rows that this process has appended
     * @param policy what to do about a damaged file
     * @param cacheBytes memory for cached days
     */
    public EngineViewports(
            Disk disk,
            StoreLayout layout,
            MarketClock clock,
            CandleFiles candleFiles,
            LiveCandles live,
            DamagePolicy policy,
            long cacheBytes) {
        this.dayFiles = new DayFiles(disk, layout, clock);
        this.loader = new DayLoader(dayFiles, candleFiles, policy);
        this.files = new FileViewports(dayFiles, loader, clock);
        this.foreignChanges = new ForeignChanges(dayFiles, candleFiles);
        this.clock = clock;
        this.live = live;
        this.cache = new DayCache(cacheBytes);
        for (int i = 0; i < LOADING_LOCKS; i++) {
            loading[i] = new Object();
        }
    }

    /**
     * Fills a buffer with the candles of a window; its objects stay empty. After a failure the buffer is empty.
     *
     * @param query with bounds resolved by the market's clock
     * @throws dev.dayfile.model.CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when files cannot be read
     */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        out.clear();
        boolean filled = false;
        try {
            if (query.fromMicros() <= query.toMicros()) {
                SymbolKey symbol = symbol(query.symbol());
                if (query.source() == Source.ALL) {
                    long tick = cache.tick();
                    while (!fillFromMemory(query, symbol, tick, out)) {
                        out.clear();
                    }
                } else {
                    files.fill(query, symbol, out);
                }
                keepLast(query.last(), out.candles());
            }
            filled = true;
        } finally {
            if (!filled) {
                out.clear();
            }
        }
    }

    /** Forgets a day, since its files have changed in a way that this process's live rows do not show. */
    public void invalidate(Timeframe timeframe, LocalDate day) {
        TimeframeDays days = timeframes.get(timeframe);
        if (days != null) {
            days.invalidate(day);
        }
    }

    /** Answers about all symbols or all days of a timeframe, from the same memory. */
    public EngineOverview overview() {
        return new EngineOverview(this, live, clock);
    }

    /** Damaged files that the last overview has left out; a viewport names its own. */
    public List<Path> leftOut() {
        return leftOut;
    }

    void leftOut(Collection<Path> damaged) {
        leftOut = List.copyOf(damaged);
    }

    /** What the cache has done. */
    public CacheStats cacheStats() {
        return cache.stats();
    }

    /** Returns {@code false} when a day was forgotten meanwhile and the query must start over. */
    private boolean fillFromMemory(ViewportQuery query, SymbolKey symbol, long tick, ViewportBuffer out) {
        Timeframe timeframe = query.timeframe();
        long from = query.fromMicros();
        long to = query.toMicros();
        DayTable table = days(timeframe).table();
        int first = table.firstDay(from);
        int end = table.endDay(to);
        if (query.lastDays() > 0) {
            first = firstOfLastDays(query, symbol, tick, table, first, end);
            if (first < 0) {
                return false;
            }
            from = first < end ? Math.max(from, table.days[first].span.startMicros()) : from;
        }
        if (query.last() > 0) {
            first = firstDayOfLast(query, from, symbol, tick, table, first, end);
        }
        CandleBuffer candles = out.candles();
        boolean ascending = true;
        long hits = 0;
        for (int i = first; i >= 0 && i < end; i++) {
            CachedDay day = table.days[i];
            LiveSeries series = live.find(timeframe, day.span.day(), symbol);
            LiveSeries.Rows rows = series == null ? null : series.rows();
            int size = rows == null ? 0 : rows.size();
            CachedDay.Slot slot = day.bySymbol.get(symbol);
            hits += slot == null ? 0 : 1;
            DayColumns files = files(table, day, symbol, slot, tick);
            if (day.forgotten) {
                return false;
            }
            int fileFrom = files.firstFrom(from);
            int fileTo = Math.max(fileFrom, files.firstAfter(to));
            int before = candles.size();
            if (size == 0) {
                candles.addAll(files.columns(), fileFrom, fileTo);
            } else {
                int liveFrom = rows.lowerBound(from, size);
                int liveTo = Math.max(liveFrom, rows.upperBound(to, size));
                CandleMerge.into(candles, files.columns(), fileFrom, fileTo, rows, liveFrom, liveTo);
            }
            ascending &=
                    before == 0 || before == candles.size() || candles.tsMicros(before - 1) < candles.tsMicros(before);
            addLeftOut(files.leftOut(), out);
        }
        if (!ascending) {
            CandleRows.sort(candles); // only where clocks change near the roll, see DaySpan
        }
        cache.countHits(hits);
        return first >= 0;
    }

    /** The day from which on the window has {@code last} candles; -1 when a day was forgotten meanwhile. */
    private int firstDayOfLast(
            ViewportQuery query, long from, SymbolKey symbol, long tick, DayTable table, int firstDay, int endDay) {
        long to = query.toMicros();
        long found = 0;
        int i = endDay;
        while (i > firstDay && (found < query.last() || i < endDay && table.overlapsDayBefore(i))) {
            int ofDay = count(query.timeframe(), symbol, tick, table, --i, from, to);
            if (ofDay < 0) {
                return -1;
            }
            found += ofDay;
        }
        return i;
    }

    /** The first of the last {@code lastDays} days with candles in the window; -1 when a day was forgotten meanwhile. */
    private int firstOfLastDays(
            ViewportQuery query, SymbolKey symbol, long tick, DayTable table, int firstDay, int endDay) {
        int found = 0;
        int first = endDay;
        for (int i = endDay; i > firstDay && found < query.lastDays(); ) {
            DaySpan span = table.days[--i].span;
            long from = Math.max(query.fromMicros(), span.startMicros());
            long to = Math.min(query.toMicros(), span.endMicros() - 1);
            int ofDay = count(query.timeframe(), symbol, tick, table, i, from, to);
            if (ofDay < 0) {
                return -1;
            }
            if (ofDay > 0) {
                found++;
                first = i;
            }
        }
        return first;
    }

    /** How many candles a day has in a window; -1 when it was forgotten meanwhile. */
    private int count(Timeframe timeframe, SymbolKey symbol, long tick, DayTable table, int i, long from, long to) {
        CachedDay day = table.days[i];
        LiveSeries series = live.find(timeframe, day.span.day(), symbol);
        LiveSeries.Rows rows = series == null ? null : series.rows();
        int size = rows == null ? 0 : rows.size();
        DayColumns files = files(table, day, symbol, day.bySymbol.get(symbol), tick);
        if (day.forgotten) {
            return -1;
        }
        int fileFrom = files.firstFrom(from);
        int fileTo = Math.max(fileFrom, files.firstAfter(to));
        if (size == 0) {
            return fileTo - fileFrom;
        }
        int liveFrom = rows.lowerBound(from, size);
        int liveTo = Math.max(liveFrom, rows.upperBound(to, size));
        return CandleMerge.count(files.columns(), fileFrom, fileTo, rows, liveFrom, liveTo);
    }

    /** What a day's files have, of one symbol or, under {@link DayColumns#EVERY_SYMBOL}, the last rows of each. */
    DayColumns files(DayTable table, CachedDay day, SymbolKey symbol, long tick) {
        return files(table, day, symbol, day.bySymbol.get(symbol), tick);
    }

    private DayColumns files(DayTable table, CachedDay day, SymbolKey symbol, CachedDay.Slot slot, long tick) {
        if (!day.hasFiles) {
            return DayColumns.EMPTY;
        }
        if (slot != null) {
            slot.usedAt = tick;
            return slot.columns;
        }
        return load(table, day, symbol, tick);
    }

    /** Reads a day; a second thread that wants the same one at the same time waits for the first. */
    private DayColumns load(DayTable table, CachedDay day, SymbolKey symbol, long tick) {
        int lock = (symbol.hashCode() * 31 + day.span.day().hashCode()) & (LOADING_LOCKS - 1);
        synchronized (loading[lock]) {
            CachedDay.Slot slot = day.bySymbol.get(symbol);
            if (slot != null) {
                slot.usedAt = tick;
                return slot.columns;
            }
            DayFileSet looked = day.stampOnce(foreignChanges, table.folders); // no later, so that no change escapes
            DayColumns columns = DayColumns.isSummary(symbol) ? null : fromOpenDay(table, day, symbol, tick);
            if (columns == null) {
                columns = looked == null
                        ? loader.load(table.folders, day.span, symbol, Source.ALL)
                        : loader.load(table.folders, day.span, symbol, Source.ALL, looked);
            }
            cache.add(day, symbol, columns, tick);
            return columns;
        }
    }

    /**
     * What an open day's parts have of a symbol, by reading all of their symbols at once when a second one is asked for: a
     * part has to be read wholly, and to read each again for every symbol of a market takes minutes. A day that changes
     * is forgotten with all of this, as with what was read for one symbol.
     *
     * @return {@code null} when the symbol is to be read by itself
     */
    private DayColumns fromOpenDay(DayTable table, CachedDay day, SymbolKey symbol, long tick) {
        if (!day.readBefore) {
            day.readBefore = true;
            return null;
        }
        synchronized (day.bySymbol) { // others that want a symbol of the day wait, and find it then
            if (day.symbolsOfParts == null) {
                Map<SymbolKey, DayColumns> all = loader.loadOpenDay(table.folders, day.span, cache.budgetBytes() / 2);
                day.symbolsOfParts = all == null ? CachedDay.BY_THEMSELVES : Set.copyOf(all.keySet());
                if (all != null) {
                    cache.addAllBeside(day, symbol, all, tick);
                    return all.getOrDefault(symbol, DayColumns.EMPTY);
                }
            }
            CachedDay.Slot slot = day.bySymbol.get(symbol);
            if (slot != null) {
                return slot.columns;
            }
            boolean unread = day.symbolsOfParts == CachedDay.BY_THEMSELVES || day.symbolsOfParts.contains(symbol);
            return unread ? null : DayColumns.EMPTY;
        }
    }

    /**
     * Says which parts are this engine's own, whose rows are live rows already.
     *
     * @param writerId the store's writer
     * @param afterSeq all sequences that this engine gives out are greater
     */
    public void expectOwnParts(String writerId, long afterSeq) {
        foreignChanges.expectOwnParts(writerId, afterSeq);
    }

    /**
     * Looks whether another program has changed files of the days in memory, and forgets those days. A viewport that is
     * being filled meanwhile starts over.
     *
     * @throws dev.dayfile.model.StorageException when a folder cannot be read
     */
    public void noticeForeignChanges() {
        for (TimeframeDays days : timeframes.values()) {
            days.noticeForeignChanges(foreignChanges);
        }
    }

    /** The cache's tick for one look at several days. */
    long tick() {
        return cache.tick();
    }

    TimeframeDays days(Timeframe timeframe) {
        TimeframeDays days = timeframes.get(timeframe); // computeIfAbsent would allocate its lambda
        return days != null
                ? days
                : timeframes.computeIfAbsent(timeframe, tf -> new TimeframeDays(tf, dayFiles, clock, live, cache));
    }

    SymbolKey symbol(String symbol) {
        SymbolKey key = symbols.get(symbol);
        if (key == null) {
            if (symbols.size() >= MAX_SYMBOLS) {
                symbols.clear(); // asked for by nobody in their senses, and only a cache
            }
            key = SymbolKey.of(symbol);
            symbols.put(symbol, key);
        }
        return key;
    }

    private static void addLeftOut(List<Path> files, ViewportBuffer out) {
        for (int i = 0; i < files.size(); i++) {
            if (!out.leftOut().contains(files.get(i))) {
                out.leftOut().add(files.get(i));
            }
        }
    }

    private static void keepLast(int last, CandleBuffer candles) {
        if (last > 0 && candles.size() > last) {
            candles.dropFirst(candles.size() - last);
        }
    }
}
