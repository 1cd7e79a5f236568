package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * The answer to a {@link ViewportQuery}: never changed after it was returned.
 *
 * @param candles ascending by ts, each key once, the greatest sequence winning
 * @param objects the last-known state of each object that touches the window
 * @param leftOut damaged files that lie in the window and were left out; empty unless {@link DamagePolicy#LEAVE_OUT}
 */
public record Viewport(CandleSeries candles, List<ChartObject> objects, List<Path> leftOut) {
    public Viewport {
        objects = List.copyOf(objects);
        leftOut = List.copyOf(leftOut);
    }
}
