package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.Unpublished;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of a query that stand in no file yet, by day, as if each day's files had them too: who goes back from day to
 * day for the last candles must not count one of an earlier day.
 */
final class LiveRows {
    private final SortedMap<LocalDate, CandleColumns> byDay = new TreeMap<>();
    private final SymbolKey symbol;
    private final MarketClock clock;

    /** Looks for the rows now, which must be before files are listed. */
    LiveRows(ViewportQuery query, SymbolKey symbol, Unpublished unpublished, MarketClock clock) {
        this.symbol = symbol;
        this.clock = clock;
        if (query.source() != Source.ALL) {
            return;
        }
        for (CandleColumns found : unpublished.rows(symbol, query.timeframe()).values()) {
            for (int i = 0; i < found.size; i++) {
                byDay.computeIfAbsent(clock.dayOf(found.tsMicros[i]), day -> new CandleColumns(16))
                        .addFrom(found, i);
            }
        }
    }

    /** The days that have files and those that have rows, ascending. */
    List<DaySpan> withDays(List<DaySpan> listed) {
        if (byDay.isEmpty()) {
            return listed;
        }
        TreeSet<DaySpan> days = new TreeSet<>(listed);
        byDay.keySet().forEach(day -> DaySpan.of(clock, day).ifPresent(days::add));
        return List.copyOf(days);
    }

    /** What a day's files have, with its rows among it. */
    DayColumns withRows(DaySpan span, DayColumns files) {
        CandleColumns rows = byDay.get(span.day());
        if (rows == null) {
            return files;
        }
        CandleSeries.Columns columns = files.columns();
        for (int i = 0; i < files.size(); i++) {
            rows.add(
                    symbol,
                    columns.tsMicros()[i],
                    columns.open()[i],
                    columns.high()[i],
                    columns.low()[i],
                    columns.close()[i],
                    columns.volume()[i],
                    columns.seq()[i]);
        }
        rows.sort();
        rows.dropDoubles();
        return DayColumns.of(rows, files.leftOut());
    }

    /** Whether some of these rows, {@code null} for none, are of a day. */
    static boolean touch(CandleColumns rows, DaySpan day) {
        for (int i = 0; rows != null && i < rows.size; i++) {
            if (rows.tsMicros[i] >= day.fromMicros() && rows.tsMicros[i] <= day.toMicros()) {
                return true;
            }
        }
        return false;
    }
}
