package dev.dayfile.planted.internal.ingest;

/** Breaks nothing: what {@code ReachesSideways} reaches for. */
public final class Neighbour {}
