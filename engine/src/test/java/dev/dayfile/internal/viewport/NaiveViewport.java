package dev.dayfile.internal.viewport;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportQuery;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a viewport must answer, as plainly as it can be said. */
final class NaiveViewport {
    private NaiveViewport() {}

    static List<Candle> answer(Collection<Candle> stored, ViewportQuery query, MarketClock clock) {
        TreeMap<Long, Candle> byTs = new TreeMap<>();
        for (Candle candle : stored) {
            boolean wanted = candle.symbol().equals(query.symbol())
                    && candle.timeframe().equals(query.timeframe())
                    && candle.tsMicros() >= query.fromMicros()
                    && candle.tsMicros() <= query.toMicros();
            if (wanted) {
                byTs.merge(candle.tsMicros(), candle, (a, b) -> a.seq() > b.seq() ? a : b);
            }
        }
        List<Candle> all = new ArrayList<>(byTs.values());
        if (query.lastDays() > 0) {
            TreeSet<LocalDate> days = new TreeSet<>();
            all.forEach(candle -> days.add(clock.dayOf(candle.tsMicros())));
            List<LocalDate> wanted =
                    days.descendingSet().stream().limit(query.lastDays()).toList();
            all.removeIf(candle -> !wanted.contains(clock.dayOf(candle.tsMicros())));
        }
        return query.last() > 0 && all.size() > query.last() ? all.subList(all.size() - query.last(), all.size()) : all;
    }

    /** A series as candles, which compare by every value. */
    static List<Candle> candles(ViewportQuery query, CandleSeries series) {
        List<Candle> candles = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            candles.add(new Candle(
                    query.symbol(),
                    query.timeframe(),
                    series.tsMicros(i),
                    series.open(i),
                    series.high(i),
                    series.low(i),
                    series.close(i),
                    series.volume(i),
                    series.seq(i)));
        }
        return candles;
    }
}
