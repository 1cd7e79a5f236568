package dev.dayfile.model;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Makes candles of a coarser timeframe out of finer ones, anchored at the opening bell: with sessions from 09:30 the
 * candles of {@code 1h} open at 09:30, 10:30 and so on, and the last one ends at the closing bell.
 *
 * <pre>{@code
 * Resampler hours = new Resampler(Timeframe.parse("5m"), Timeframe.parse("1h"), Calendars.usEquities(), engine.clock());
 * ResampledCandles of5m = hours.resample(engine.viewport(query).candles());
 * }</pre>
 *
 * <p>A candle never crosses the opening bell, the closing bell or the end of the trading day. What comes before the bell
 * keeps the session's grid, what comes after the close starts a new one there, and a day without a session is counted
 * from its start. A finer candle counts where it is nearest to, so a stamp some seconds off the grid does no harm.
 *
 * <p>Open is the first open, high the greatest, low the least, close the last close. Volume is the sum, and absent where
 * one of them has none, since a sum that lacks a part is no sum. A stretch without finer candles gives no candle; what is
 * missing within a candle is not told, {@code gaps} of the finer timeframe tell it.
 *
 * <p>Immutable, and safe for use by several threads.
 */
public final class Resampler {
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Timeframe coarse;
    private final long fineMicros;
    private final long coarseMicros;
    private final TradingCalendar calendar;
    private final MarketClock clock;

    /**
     * @throws IllegalArgumentException when the coarser timeframe is no multiple of the finer one, or longer than a day
     */
    public Resampler(Timeframe fine, Timeframe coarse, TradingCalendar calendar, MarketClock clock) {
        requireMultiple(fine, coarse);
        this.coarse = coarse;
        this.fineMicros = fine.micros();
        this.coarseMicros = coarse.micros();
        this.calendar = Arguments.require(calendar, "calendar");
        this.clock = Arguments.require(clock, "clock");
    }

    static void requireMultiple(Timeframe fine, Timeframe coarse) {
        Arguments.require(coarse, "coarse");
        long fineMicros = Arguments.require(fine, "fine").micros();
        long coarseMicros = coarse.micros();
        if (coarseMicros <= fineMicros || coarseMicros % fineMicros != 0 || coarseMicros > DAY_MICROS) {
            throw new IllegalArgumentException(
                    "candles are resampled to a multiple of their timeframe, a day at most [fine=" + fine + ", coarse="
                            + coarse + "]");
        }
    }

    /** When a coarser candle opens, and the first instant after it. */
    private record Span(long fromMicros, long toMicros) {}

    /**
     * Resamples a series.
     *
     * @param fine ascending by ts, as viewports are; it is not kept
     */
    public ResampledCandles resample(CandleSeries fine) {
        Arguments.require(fine, "fine");
        CandleBuffer out = new CandleBuffer(16);
        Span span = null;
        boolean firstPartial = false;
        int start = 0;
        for (int i = 0; i < fine.size(); i++) {
            long place = fine.tsMicros(i) + fineMicros / 2;
            if (span != null && place < span.toMicros()) {
                continue;
            }
            if (span != null) {
                add(fine, start, i, span, out);
            }
            span = spanOf(place);
            firstPartial |= i == 0 && place - span.fromMicros() >= fineMicros;
            start = i;
        }
        if (span == null) {
            return new ResampledCandles(coarse, out, false, false);
        }
        add(fine, start, fine.size(), span, out);
        long lastPlace = fine.tsMicros(fine.size() - 1) + fineMicros / 2;
        return new ResampledCandles(coarse, out, firstPartial, lastPlace + fineMicros < span.toMicros());
    }

    /** When the coarser candle opens that an instant belongs to, in microseconds since 1970 UTC. */
    public long opensMicros(long micros) {
        return spanOf(micros).fromMicros();
    }

    /** The first instant after the coarser candle that an instant belongs to, in microseconds since 1970 UTC. */
    public long endsMicros(long micros) {
        return spanOf(micros).toMicros();
    }

    private static void add(CandleSeries fine, int from, int to, Span span, CandleBuffer out) {
        double high = fine.high(from);
        double low = fine.low(from);
        double volume = 0;
        long seq = fine.seq(from);
        for (int i = from; i < to; i++) {
            high = Math.max(high, fine.high(i));
            low = Math.min(low, fine.low(i));
            volume += fine.volume(i); // NaN stays NaN
            seq = Math.max(seq, fine.seq(i));
        }
        out.add(span.fromMicros(), fine.open(from), high, low, fine.close(to - 1), volume, seq);
    }

    private Span spanOf(long micros) {
        LocalDate day = clock.dayOf(micros);
        long dayFrom = clock.startMicros(day);
        long dayTo = clock.endMicros(day);
        Optional<TradingSession> session = calendar.sessionOf(day);
        if (session.isEmpty()) {
            return span(micros, dayFrom, dayFrom, dayTo);
        }
        long open = session.get().openMicros();
        long close = session.get().closeMicros();
        if (micros < open) {
            return span(micros, open, dayFrom, open);
        }
        return micros < close ? span(micros, open, open, close) : span(micros, close, close, dayTo);
    }

    private Span span(long micros, long anchor, long least, long greatest) {
        long from = anchor + Math.floorDiv(micros - anchor, coarseMicros) * coarseMicros;
        return new Span(Math.max(least, from), Math.min(greatest, from + coarseMicros));
    }
}
