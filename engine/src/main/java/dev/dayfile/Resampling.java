package dev.dayfile;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ResampledCandles;
import dev.dayfile.model.Resampler;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.util.function.BiConsumer;

/**
 * The candles of a viewport, be they stored or made of finer ones, over whatever answers for stored ones: the engine's
 * memory or a reader's files.
 */
final class Resampling {
    private final TradingCalendar calendar;
    private final MarketClock clock;
    private final BiConsumer<ViewportQuery, ViewportBuffer> stored;

    /**
     * @param calendar at whose opening bell the coarser candles are anchored
     * @param stored fills a buffer with stored candles; the objects stay empty
     */
    Resampling(TradingCalendar calendar, MarketClock clock, BiConsumer<ViewportQuery, ViewportBuffer> stored) {
        this.calendar = calendar;
        this.clock = clock;
        this.stored = stored;
    }

    /**
     * Fills a buffer with candles; its objects stay empty.
     *
     * @param query with bounds resolved
     */
    void fill(ViewportQuery query, ViewportBuffer out) {
        if (query.resampledFrom() == null) {
            stored.accept(query, out);
        } else {
            resample(query, out);
        }
    }

    private void resample(ViewportQuery query, ViewportBuffer out) {
        Resampler resampler = new Resampler(query.resampledFrom(), query.timeframe(), calendar, clock);
        // The finer candles that belong to coarser ones within the bounds: each counts where it is nearest to.
        long halfMicros = query.resampledFrom().micros() / 2;
        long from = query.fromMicros();
        if (from > IsoTime.MIN_MICROS) {
            from = Math.min(from, IsoTime.MAX_MICROS - 1);
            from = (resampler.opensMicros(from) == from ? from : resampler.endsMicros(from)) - halfMicros;
        }
        long to = query.windowToMicros();
        if (to < IsoTime.MAX_MICROS) {
            to = resampler.endsMicros(Math.max(to, IsoTime.MIN_MICROS)) - halfMicros - 1;
        }
        if (from > to) {
            out.clear();
            return;
        }
        long perCandle = query.timeframe().micros() / query.resampledFrom().micros();
        long last = query.last() == 0 ? 0 : (query.last() + 1L) * perCandle;
        while (true) {
            ViewportQuery.Builder finer = ViewportQuery.of(query.symbol(), query.resampledFrom())
                    .between(from, to)
                    .asOf(query.asOfMicros())
                    .source(query.source());
            if (query.lastDays() > 0) {
                finer.lastDays(query.lastDays());
            }
            boolean bounded = last > 0 && last <= Integer.MAX_VALUE;
            if (bounded) {
                finer.last((int) last);
            }
            stored.accept(finer.build(), out);
            ResampledCandles coarse = resampler.resample(out.candles());
            boolean more = bounded && out.candles().size() == last;
            if (choose(query, coarse, more, out) || !more) {
                out.lastPartial(coarse.lastPartial() && !goesOn(query, to));
                return;
            }
            last *= 2; // more than one finer candle at one place of the grid
        }
    }

    /** Whether there are finer candles after the window, so that the last one in it is over, whatever it lacks. */
    private boolean goesOn(ViewportQuery query, long to) {
        if (to == ViewportQuery.UNBOUNDED_TO) {
            return false;
        }
        ViewportBuffer next = new ViewportBuffer();
        stored.accept(
                ViewportQuery.of(query.symbol(), query.resampledFrom())
                        .between(to + 1, ViewportQuery.UNBOUNDED_TO)
                        .asOf(query.asOfMicros())
                        .source(query.source())
                        .last(1)
                        .build(),
                next);
        return next.candles().size() > 0;
    }

    /**
     * Keeps what the query asks for.
     *
     * @param more whether there are finer candles before those that were resampled, so that the first may lack some
     * @return whether it is all that the query asks for
     */
    private static boolean choose(ViewportQuery query, ResampledCandles coarse, boolean more, ViewportBuffer out) {
        CandleSeries series = coarse.candles();
        int whole = more ? 1 : 0;
        boolean full = query.last() == 0 || series.size() - whole >= query.last();
        int first = query.last() == 0 ? 0 : Math.max(whole, series.size() - query.last());
        CandleBuffer candles = out.candles();
        candles.clear();
        for (int i = first; i < series.size(); i++) {
            candles.add(
                    series.tsMicros(i),
                    series.open(i),
                    series.high(i),
                    series.low(i),
                    series.close(i),
                    series.volume(i),
                    series.seq(i));
        }
        return full;
    }
}
