package dev.dayfile.planted.model;

/** Breaks nothing: what the other planted classes may use. */
public final class Word {}
