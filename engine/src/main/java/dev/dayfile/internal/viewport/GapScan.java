package dev.dayfile.internal.viewport;

import dev.dayfile.model.Gap;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Counts what the sessions of a calendar have of a series, wherever its rows were read from. */
final class GapScan {
    private static final long DAY_MICROS = 86_400_000_000L;

    /** One candle on either side of the days asked for may be nearest to a place within them. */
    final long fromMicros;

    final long toMicros;

    private final Timeframe timeframe;
    private final LocalDate firstDay;
    private final LocalDate lastDay;
    private final TradingCalendar calendar;
    private final MarketClock clock;
    private final long nowMicros;

    /**
     * @param firstDay {@code null} for the day of a series' first candle
     * @param lastDay {@code null} for the day of a series' last candle
     * @param nowMicros a candle that ends after this instant is not expected yet
     * @throws IllegalArgumentException when the days are in the wrong order or the timeframe is longer than a day
     */
    GapScan(
            Timeframe timeframe,
            LocalDate firstDay,
            LocalDate lastDay,
            TradingCalendar calendar,
            MarketClock clock,
            long nowMicros) {
        if (timeframe.micros() > DAY_MICROS) {
            throw new IllegalArgumentException(
                    "gaps are those of sessions, so a timeframe is a day at most [timeframe=" + timeframe + "]");
        }
        if (firstDay != null && lastDay != null && firstDay.isAfter(lastDay)) {
            throw new IllegalArgumentException(
                    "the days end before they start [from=" + firstDay + ", to=" + lastDay + "]");
        }
        this.timeframe = timeframe;
        this.firstDay = firstDay;
        this.lastDay = lastDay;
        this.calendar = calendar;
        this.clock = clock;
        this.nowMicros = nowMicros;
        fromMicros = firstDay == null ? Long.MIN_VALUE : clock.startMicros(firstDay) - timeframe.micros();
        toMicros = lastDay == null ? Long.MAX_VALUE : clock.endMicros(lastDay) + timeframe.micros();
    }

    /**
     * Tells of each session of one symbol, ascending.
     *
     * @param ts of its candles from {@link #fromMicros} to {@link #toMicros}, ascending
     * @param seq their sequences
     * @param size how many there are
     */
    void scan(String symbol, long[] ts, long[] seq, int size, Consumer<SessionGaps> into) {
        if (size == 0 && (firstDay == null || lastDay == null)) {
            return;
        }
        LocalDate last = lastDay == null ? clock.dayOf(ts[size - 1]) : lastDay;
        for (LocalDate day = firstDay == null ? clock.dayOf(ts[0]) : firstDay;
                !day.isAfter(last);
                day = day.plusDays(1)) {
            calendar.sessionOf(day).ifPresent(session -> scan(symbol, session, ts, seq, size, into));
        }
    }

    private void scan(
            String symbol, TradingSession session, long[] ts, long[] seq, int size, Consumer<SessionGaps> into) {
        long step = timeframe.micros();
        int places = Math.toIntExact(session.candles(timeframe));
        boolean[] filled = new boolean[places];
        int late = 0;
        long leastSeqAfter = Long.MAX_VALUE;
        // The first and last instant that is nearest to a place of the session; half-way counts as the later one.
        int from = firstFrom(ts, size, session.openMicros() - step / 2);
        int to = firstFrom(ts, size, session.openMicros() + places * step - step / 2);
        for (int i = to - 1; i >= from; i--) {
            filled[(int) ((ts[i] - session.openMicros() + step / 2) / step)] = true;
            late += seq[i] > leastSeqAfter ? 1 : 0;
            leastSeqAfter = Math.min(leastSeqAfter, seq[i]);
        }
        List<Gap> gaps = new ArrayList<>();
        int expected = 0;
        int present = 0;
        int gapFrom = -1;
        for (int place = 0; place < places && endOf(session, place) <= nowMicros; place++) {
            expected++;
            present += filled[place] ? 1 : 0;
            if (!filled[place] && gapFrom < 0) {
                gapFrom = place;
            } else if (filled[place] && gapFrom >= 0) {
                gaps.add(gap(symbol, session, gapFrom, place));
                gapFrom = -1;
            }
        }
        if (gapFrom >= 0) {
            gaps.add(gap(symbol, session, gapFrom, expected));
        }
        into.accept(new SessionGaps(symbol, timeframe, session, expected, present, late, gaps));
    }

    private Gap gap(String symbol, TradingSession session, int from, int to) {
        return new Gap(
                symbol,
                timeframe,
                session.day(),
                session.openMicros() + from * timeframe.micros(),
                endOf(session, to - 1),
                to - from);
    }

    private long endOf(TradingSession session, int place) {
        return Math.min(session.closeMicros(), session.openMicros() + (place + 1L) * timeframe.micros());
    }

    private static int firstFrom(long[] ts, int size, long micros) {
        int at = Arrays.binarySearch(ts, 0, size, micros);
        return at >= 0 ? at : -at - 1;
    }
}
