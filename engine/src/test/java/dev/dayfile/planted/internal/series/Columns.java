package dev.dayfile.planted.internal.series;

/** Breaks nothing: what {@code ReachesSeries} and {@code ShowsInternals} use. */
public final class Columns {}
