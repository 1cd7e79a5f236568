package dev.dayfile.model;

/** What a viewport does about a damaged file in its window. Wrong rows in silence are not among the choices. */
public enum DamagePolicy {
    /** Fail with {@link CorruptFileException}, naming the file. */
    FAIL,
    /** Leave the file out and name it in {@link Viewport#leftOut()}. */
    LEAVE_OUT
}
