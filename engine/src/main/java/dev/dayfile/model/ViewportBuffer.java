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

    /** Empties the buffer and keeps its room. */
    public void clear() {
        candles.clear();
        objects.clear();
        leftOut.clear();
    }

    /** Hands the content over as a viewport, without a copy: the buffer must not be filled again afterwards. */
    public Viewport toViewport() {
        return new Viewport(candles, objects, leftOut);
    }
}
