package dev.dayfile.model;

/**
 * Candles of a coarser timeframe, made of those of a finer one.
 *
 * @param timeframe the coarser timeframe
 * @param candles ascending by ts, each ts once; the sequence of each is the greatest among what it was made of
 * @param firstPartial whether the first candle lacks what lies before the finer series: it opens later than it should
 * @param lastPartial whether the last candle may still change: the finer series ends before it does
 */
public record ResampledCandles(Timeframe timeframe, CandleSeries candles, boolean firstPartial, boolean lastPartial) {
    public ResampledCandles {
        Arguments.require(timeframe, "timeframe");
        Arguments.require(candles, "candles");
    }
}
