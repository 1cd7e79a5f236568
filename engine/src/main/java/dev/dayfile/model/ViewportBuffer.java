package dev.dayfile.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A viewport that its caller owns and has filled again and again; once it has grown to the caller's window, filling it
 * allocates nothing. Not safe for use by several threads.
 */
public final class ViewportBuffer {
    private final CandleBuffer candles = new CandleBuffer();
    private final List<ChartObject> objects = new ArrayList<>();
    private final List<Path> leftOut = new ArrayList<>();
    private long candleSeq = StorePosition.UNKNOWN.candleSeq();
    private long eventSeq = StorePosition.UNKNOWN.eventSeq();
    private boolean lastPartial;

    /** The candles of the last query; the next one overwrites them. */
    public CandleBuffer candles() {
        return candles;
    }

    /** The objects of the last query; the next one overwrites them. */
    public List<ChartObject> objects() {
        return objects;
    }

    /** Damaged files that the last query left out. */
    public List<Path> leftOut() {
        return leftOut;
    }

    /** Up to where the last query takes everything into account. */
    public StorePosition position() {
        return new StorePosition(candleSeq, eventSeq);
    }

    /** Says up to where what was filled in takes everything into account; for whoever fills it. */
    public void position(long candleSeq, long eventSeq) {
        this.candleSeq = candleSeq;
        this.eventSeq = eventSeq;
    }

    /** Whether the last candle may still change, see {@link Viewport#lastPartial}. */
    public boolean lastPartial() {
        return lastPartial;
    }

    /** Says whether the last candle may still change; for whoever fills it. */
    public void lastPartial(boolean partial) {
        lastPartial = partial;
    }

    /** Empties the buffer and keeps its room. */
    public void clear() {
        candles.clear();
        objects.clear();
        leftOut.clear();
        lastPartial = false;
        position(StorePosition.UNKNOWN.candleSeq(), StorePosition.UNKNOWN.eventSeq());
    }

    /** Hands the content over as a viewport, without a copy: the buffer must not be filled again afterwards. */
    public Viewport toViewport() {
        return new Viewport(candles, objects, leftOut, position(), lastPartial);
    }
}
