package dev.dayfile.planted;

import dev.dayfile.planted.internal.series.Columns;
import java.util.List;

/** Breaks the public face: an embedder would see a type of an internal room. */
public final class ShowsInternals {
    private Columns hidden;

    public List<Columns> shown() {
        return List.of(hidden);
    }
}
