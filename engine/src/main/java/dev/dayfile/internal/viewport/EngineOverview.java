package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.LiveSeries;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the engine can say of a timeframe as a whole: its symbols, the latest candle of each, its bounds and its gaps. It
 * keeps the order of {@link EngineViewports}: live rows first, files second, and anew when a day was forgotten.
 */
public final class EngineOverview implements Overview {
    private final EngineViewports viewports;
    private final LiveCandles live;
    private final MarketClock clock;

    EngineOverview(EngineViewports viewports, LiveCandles live, MarketClock clock) {
        this.viewports = viewports;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public List<Candle> latest(Timeframe timeframe, long sinceMicros) {
        while (true) {
            DayTable table = viewports.days(timeframe).table();
            TreeMap<SymbolKey, Candle> ofLive = new TreeMap<>();
            for (CachedDay day : table.days) {
                for (SymbolKey symbol : live.symbols(timeframe, day.span.day())) {
                    LiveSeries series = live.find(timeframe, day.span.day(), symbol);
                    if (series != null) {
                        LiveSeries.Rows rows = series.rows();
                        int last = rows.size() - 1;
                        int block = rows.blockOf(last);
                        newer(ofLive, symbol, timeframe, rows.columns(block), last - rows.start(block));
                    }
                }
            }
            Set<Path> damaged = new TreeSet<>();
            TreeMap<SymbolKey, Candle> ofFiles = latestOfFiles(timeframe, table, sinceMicros, damaged);
            if (!isForgotten(table)) {
                TreeMap<SymbolKey, Candle> all = new TreeMap<>(ofFiles);
                ofLive.forEach((symbol, candle) -> all.merge(symbol, candle, EngineOverview::later));
                all.values().removeIf(candle -> candle.tsMicros() < sinceMicros);
                viewports.leftOut(damaged);
                return List.copyOf(all.values());
            }
        }
    }

    /** All of them are kept with the table, since files of a day that is not forgotten say nothing new. */
    private TreeMap<SymbolKey, Candle> latestOfFiles(
            Timeframe timeframe, DayTable table, long sinceMicros, Set<Path> damaged) {
        DayTable.Latest kept = table.latestOfFiles;
        if (kept == null) {
            TreeMap<SymbolKey, Candle> latest = new TreeMap<>();
            Set<Path> leftOut = new TreeSet<>();
            int from = table.firstDay(sinceMicros);
            for (int i = table.days.length - 1; i >= from; i--) {
                addDay(timeframe, table, i, latest, leftOut);
            }
            kept = new DayTable.Latest(latest, leftOut);
            if (from == 0) {
                table.latestOfFiles = kept;
            }
        }
        damaged.addAll(kept.leftOut());
        return kept.candles();
    }

    /**
     * From the newest day to the oldest: a day on which no symbol is a new one, as nearly every day but the newest is, is
     * read for its symbols alone.
     */
    private void addDay(
            Timeframe timeframe, DayTable table, int i, TreeMap<SymbolKey, Candle> latest, Set<Path> leftOut) {
        CachedDay day = table.days[i];
        long tick = viewports.tick();
        if (!latest.isEmpty() && !table.overlapsDayBefore(i + 1)) {
            DayColumns symbols = viewports.files(table, day, DayColumns.ONLY_SYMBOLS, tick);
            leftOut.addAll(symbols.leftOut());
            if (symbols.symbols() == null || latest.keySet().containsAll(List.of(symbols.symbols()))) {
                return;
            }
        }
        DayColumns files = viewports.files(table, day, DayColumns.EVERY_SYMBOL, tick);
        leftOut.addAll(files.leftOut());
        for (int row = 0; row < files.size(); row++) {
            newer(latest, files.symbols()[row], timeframe, files.columns(), row);
        }
    }

    private static void newer(
            TreeMap<SymbolKey, Candle> latest,
            SymbolKey symbol,
            Timeframe timeframe,
            CandleSeries.Columns rows,
            int row) {
        Candle known = latest.get(symbol);
        long ts = rows.tsMicros()[row];
        if (known != null && (known.tsMicros() > ts || known.tsMicros() == ts && known.seq() >= rows.seq()[row])) {
            return;
        }
        latest.put(
                symbol,
                new Candle(
                        symbol.toString(),
                        timeframe,
                        ts,
                        rows.open()[row],
                        rows.high()[row],
                        rows.low()[row],
                        rows.close()[row],
                        rows.volume()[row],
                        rows.seq()[row]));
    }

    private static Candle later(Candle a, Candle b) {
        int byTs = Long.compare(a.tsMicros(), b.tsMicros());
        return byTs > 0 || byTs == 0 && a.seq() >= b.seq() ? a : b;
    }

    private static boolean isForgotten(DayTable table) {
        for (CachedDay day : table.days) {
            if (day.forgotten) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<TimeBounds> bounds(Timeframe timeframe, String symbol) {
        SymbolKey key = symbol == null ? DayColumns.EVERY_SYMBOL : viewports.symbol(symbol);
        while (true) {
            DayTable table = viewports.days(timeframe).table();
            long tick = viewports.tick();
            Set<Path> damaged = new TreeSet<>();
            long first = Long.MAX_VALUE;
            for (int i = 0; i < table.days.length; i++) {
                if (first != Long.MAX_VALUE && !table.overlapsDayBefore(i)) {
                    break;
                }
                long ofLive = edgeOfLive(timeframe, key, table.days[i], true);
                DayColumns files = viewports.files(table, table.days[i], key, tick);
                damaged.addAll(files.leftOut());
                first = Math.min(first, Math.min(ofLive, files.firstMicros()));
            }
            long last = Long.MIN_VALUE;
            for (int i = table.days.length - 1; i >= 0 && first != Long.MAX_VALUE; i--) {
                if (last != Long.MIN_VALUE && !table.overlapsDayBefore(i + 1)) {
                    break;
                }
                long ofLive = edgeOfLive(timeframe, key, table.days[i], false);
                DayColumns files = viewports.files(table, table.days[i], key, tick);
                damaged.addAll(files.leftOut());
                long[] ofFiles = files.columns().tsMicros();
                last = Math.max(last, ofLive);
                for (int row = key == DayColumns.EVERY_SYMBOL ? 0 : Math.max(0, ofFiles.length - 1);
                        row < ofFiles.length;
                        row++) {
                    last = Math.max(last, ofFiles[row]);
                }
            }
            if (!isForgotten(table)) {
                viewports.leftOut(damaged);
                return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(new TimeBounds(first, last));
            }
        }
    }

    /** The first or last live ts of a day; what loses any comparison when there is none. */
    private long edgeOfLive(Timeframe timeframe, SymbolKey key, CachedDay day, boolean first) {
        long edge = first ? Long.MAX_VALUE : Long.MIN_VALUE;
        Set<SymbolKey> symbols = key == DayColumns.EVERY_SYMBOL ? live.symbols(timeframe, day.span.day()) : Set.of(key);
        for (SymbolKey symbol : symbols) {
            LiveSeries series = live.find(timeframe, day.span.day(), symbol);
            if (series != null) {
                LiveSeries.Rows rows = series.rows();
                edge = first ? Math.min(edge, rows.firstMicros()) : Math.max(edge, rows.lastMicros(rows.size()));
            }
        }
        return edge;
    }

    @Override
    public void gaps(
            String symbol,
            Timeframe timeframe,
            LocalDate firstDay,
            LocalDate lastDay,
            TradingCalendar calendar,
            long nowMicros,
            Consumer<SessionGaps> into) {
        GapScan scan = new GapScan(timeframe, firstDay, lastDay, calendar, clock, nowMicros);
        Set<Path> damaged = new TreeSet<>();
        ViewportBuffer buffer = new ViewportBuffer();
        List<String> symbols = symbol != null
                ? List.of(symbol)
                : symbols(timeframe, scan.fromMicros, scan.toMicros, damaged).stream()
                        .map(SymbolKey::toString)
                        .toList();
        for (String each : symbols) {
            ViewportQuery query = ViewportQuery.of(each, timeframe)
                    .between(scan.fromMicros, scan.toMicros)
                    .build();
            viewports.fill(query, buffer);
            damaged.addAll(buffer.leftOut());
            CandleSeries.Columns rows = buffer.candles().toArrays();
            int size = rows.tsMicros().length;
            if (size > 0 || symbol != null) {
                scan.scan(each, rows.tsMicros(), rows.seq(), size, into);
            }
        }
        viewports.leftOut(damaged);
    }

    /** The symbols of the days that a window touches. */
    private TreeSet<SymbolKey> symbols(Timeframe timeframe, long fromMicros, long toMicros, Set<Path> damaged) {
        while (true) {
            DayTable table = viewports.days(timeframe).table();
            long tick = viewports.tick();
            TreeSet<SymbolKey> symbols = new TreeSet<>();
            int end = table.endDay(toMicros);
            for (int i = table.firstDay(fromMicros); i < end; i++) {
                symbols.addAll(live.symbols(timeframe, table.days[i].span.day()));
                DayColumns files = viewports.files(table, table.days[i], DayColumns.ONLY_SYMBOLS, tick);
                damaged.addAll(files.leftOut());
                if (files.symbols() != null) {
                    symbols.addAll(List.of(files.symbols()));
                }
            }
            if (!isForgotten(table)) {
                return symbols;
            }
        }
    }
}
