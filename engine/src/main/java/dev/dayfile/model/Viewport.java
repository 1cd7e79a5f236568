package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * The answer to a {@link ViewportQuery}: never changed after it was returned.
 *
 * @param candles ascending by ts, each key once, the greatest sequence winning
 * @param objects the last-known state of each object that touches the window
 * @param leftOut damaged files that lie in the window and were left out; empty unless {@link DamagePolicy#LEAVE_OUT}
 * @param position up to where it takes everything into account; rows beyond, appended meanwhile, may be in it too.
 *     {@link FollowQuery.Builder#after(Viewport)} goes on from here. {@link StorePosition#UNKNOWN} where a reader found no
 *     ring
 * @param lastPartial whether the last candle may still change: only where candles are made of finer ones, see {@link
 *     ViewportQuery.Builder#resampledFrom}
 */
public record Viewport(
        CandleSeries candles,
        List<ChartObject> objects,
        List<Path> leftOut,
        StorePosition position,
        boolean lastPartial) {
    public Viewport {
        Arguments.require(position, "position");
        objects = List.copyOf(objects);
        leftOut = List.copyOf(leftOut);
    }
}
