package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.internal.calendar.UsEquities;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Finds what is missing within the sessions that a store has, between a series' first and last candle. Nights, weekends
 * and holidays are no gaps, nor is a stamp that is off the grid by less than half a candle.
 */
final class GapFinder {
    /** Hears of each gap, by symbol and time. */
    interface Gaps {
        void gap(Gap gap);
    }

    /**
     * A stretch of a session without candles.
     *
     * @param fromMicros when the first missing candle would open, in microseconds since 1970 UTC
     * @param toMicros when the next candle opens, or the session ends
     * @param candles how many are missing
     */
    record Gap(String symbol, Timeframe timeframe, LocalDate day, long fromMicros, long toMicros, long candles) {}

    private final StorageReader reader;
    private final MarketClock clock;
    private final long nowMicros;

    /** @param nowMicros what would come after this instant is not missing yet */
    GapFinder(StorageReader reader, long nowMicros) {
        this.reader = reader;
        this.clock = reader.clock();
        this.nowMicros = nowMicros;
    }

    /** Whether the calendar at hand is the one of the store's market. */
    static boolean covers(MarketClock clock) {
        return clock.zone().equals(MarketClock.NEW_YORK.zone());
    }

    void find(Timeframe timeframe, Gaps gaps) {
        // The text of a timeframe is digits and one letter, so it may stand in a query.
        String neighbours = "select symbol, epoch_us(ts_utc) as ts,"
                + " epoch_us(lead(ts_utc) over series) as next, row_number() over series = 1 as first"
                + " from candles where timeframe = '" + timeframe + "'"
                + " window series as (partition by symbol order by ts_utc)";
        String query = "select symbol, ts, next, first from (" + neighbours + ") where first or next is null"
                + " or next - ts > " + timeframe.micros() + " order by symbol, ts";
        try (ResultSet rows = reader.sql(query)) {
            while (rows.next()) {
                String symbol = rows.getString(1);
                long ts = rows.getLong(2);
                long next = rows.getLong(3);
                boolean last = rows.wasNull();
                if (rows.getBoolean(4)) {
                    between(symbol, timeframe, clock.startMicros(clock.dayOf(ts)), ts, gaps);
                }
                long end = last ? Math.min(nowMicros, clock.endMicros(clock.dayOf(ts))) : next;
                between(symbol, timeframe, ts + timeframe.micros(), end, gaps);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the gaps could not be read: " + e.getMessage(), e);
        }
    }

    /** Tells of what the sessions have between two instants. */
    private void between(String symbol, Timeframe timeframe, long fromMicros, long toMicros, Gaps gaps) {
        if (fromMicros >= toMicros) {
            return;
        }
        LocalDate lastDay = clock.dayOf(toMicros);
        for (LocalDate day = clock.dayOf(fromMicros); !day.isAfter(lastDay); day = day.plusDays(1)) {
            Optional<TradingSession> session = UsEquities.CALENDAR.sessionOf(day);
            if (session.isEmpty()) {
                continue;
            }
            long from = Math.max(fromMicros, session.get().openMicros());
            long to = Math.min(toMicros, session.get().closeMicros());
            long candles = (to - from + timeframe.micros() / 2) / timeframe.micros();
            if (from < to && candles > 0) {
                gaps.gap(new Gap(symbol, timeframe, day, from, to, candles));
            }
        }
    }

    /** Now, as the constructor wants it. */
    static long now() {
        return IsoTime.toMicros(Instant.now());
    }
}
