package dev.dayfile.planted.generator;

import dev.dayfile.planted.internal.series.Columns;

/** Breaks the generator's narrow leave: series lies below it, but it may use the model and the calendar only. */
public final class ReachesSeries {
    Columns columns;
}
