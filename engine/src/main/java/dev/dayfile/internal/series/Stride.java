package dev.dayfile.internal.series;

/**
 * Loops over rows through which a small day passes go in strides, with the loop over one stride in a method of its own. A
 * compaction mostly runs in a process that has just begun. There the JVM compiles a method that was called some hundred
 * times, but a loop that is entered once a day only after 60,000 turns, that is after 150 days of 390 rows; until then
 * every row is interpreted.
 */
public final class Stride {
    /** Few, so that a small day has enough of them; but a call that is interpreted costs as much as some turns. */
    public static final int ROWS = 16;

    private Stride() {}

    /** Where the stride that begins at a row ends, {@code to} at the latest. */
    public static int end(int from, int to) {
        return Math.min(from + ROWS, to);
    }
}
