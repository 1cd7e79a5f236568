package dev.dayfile.internal.viewport;

import dev.dayfile.model.Candle;
import dev.dayfile.model.Gap;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the overviews must answer, as plainly as it can be said. */
final class NaiveOverview {
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private NaiveOverview() {}

    /** The rows that count, by symbol and ts. */
    static TreeMap<String, TreeMap<Long, Candle>> bySymbol(Collection<Candle> stored, Timeframe timeframe) {
        TreeMap<String, TreeMap<Long, Candle>> bySymbol = new TreeMap<>(BY_BYTES);
        for (Candle candle : stored) {
            if (candle.timeframe().equals(timeframe)) {
                bySymbol.computeIfAbsent(candle.symbol(), s -> new TreeMap<>())
                        .merge(candle.tsMicros(), candle, (a, b) -> a.seq() > b.seq() ? a : b);
            }
        }
        return bySymbol;
    }

    static List<Candle> latest(Collection<Candle> stored, Timeframe timeframe) {
        return bySymbol(stored, timeframe).values().stream()
                .map(rows -> rows.lastEntry().getValue())
                .toList();
    }

    static Optional<TimeBounds> bounds(Collection<Candle> stored, Timeframe timeframe, String symbol) {
        List<Long> ts = stored.stream()
                .filter(c -> c.timeframe().equals(timeframe)
                        && (symbol == null || c.symbol().equals(symbol)))
                .map(Candle::tsMicros)
                .sorted()
                .toList();
        return ts.isEmpty() ? Optional.empty() : Optional.of(new TimeBounds(ts.get(0), ts.get(ts.size() - 1)));
    }

    static List<SessionGaps> gaps(
            Collection<Candle> stored,
            String symbol,
            Timeframe timeframe,
            LocalDate firstDay,
            LocalDate lastDay,
            TradingCalendar calendar,
            MarketClock clock,
            long now) {
        List<SessionGaps> sessions = new ArrayList<>();
        TreeMap<Long, Candle> all = bySymbol(stored, timeframe).getOrDefault(symbol, new TreeMap<>());
        long from = firstDay == null ? Long.MIN_VALUE : clock.startMicros(firstDay) - timeframe.micros();
        long to = lastDay == null ? Long.MAX_VALUE : clock.endMicros(lastDay) + timeframe.micros();
        Map<Long, Candle> rows = all.subMap(from, true, to, true);
        if (rows.isEmpty() && (firstDay == null || lastDay == null)) {
            return sessions;
        }
        List<Candle> candles = List.copyOf(rows.values());
        LocalDate first = firstDay == null ? clock.dayOf(candles.get(0).tsMicros()) : firstDay;
        LocalDate last =
                lastDay == null ? clock.dayOf(candles.get(candles.size() - 1).tsMicros()) : lastDay;
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            calendar.sessionOf(day).ifPresent(s -> sessions.add(session(symbol, timeframe, s, candles, now)));
        }
        return sessions;
    }

    private static SessionGaps session(
            String symbol, Timeframe timeframe, TradingSession session, List<Candle> rows, long now) {
        long step = timeframe.micros();
        int expected = 0;
        int present = 0;
        List<Candle> within = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        for (int place = 0; place < session.candles(timeframe); place++) {
            long start = session.openMicros() + place * step;
            long end = Math.min(start + step, session.closeMicros());
            List<Candle> nearest = rows.stream()
                    .filter(c -> c.tsMicros() >= start - step / 2 && c.tsMicros() < start - step / 2 + step)
                    .toList();
            within.addAll(nearest);
            if (end > now) {
                continue;
            }
            expected++;
            present += nearest.isEmpty() ? 0 : 1;
            Gap before = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
            if (nearest.isEmpty() && before != null && before.toMicros() == start) {
                gaps.set(
                        gaps.size() - 1,
                        new Gap(symbol, timeframe, session.day(), before.fromMicros(), end, before.candles() + 1));
            } else if (nearest.isEmpty()) {
                gaps.add(new Gap(symbol, timeframe, session.day(), start, end, 1));
            }
        }
        long late = within.stream()
                .filter(c -> within.stream().anyMatch(d -> d.tsMicros() > c.tsMicros() && d.seq() < c.seq()))
                .count();
        return new SessionGaps(symbol, timeframe, session, expected, present, late, gaps);
    }
}
