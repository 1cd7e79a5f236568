package dev.dayfile.planted.attic;

/** Breaks the table itself: no such room. */
public final class Homeless {}
