package dev.dayfile.internal.compact;

import java.nio.file.Path;
import java.util.List;

/**
 * One merge into one day: takes files in, and then either says what a dayfile of all their rows would hold or makes it.
 * Nothing of the store changes before the proof has held.
 */
interface Merge extends AutoCloseable {
    /**
     * Adds every row of a file, or none.
     *
     * @throws dev.dayfile.model.CorruptFileException when it is damaged; the merge may go on without it
     * @throws MisfiledRowException when it holds a row of another day; the merge may go on without it
     */
    void addFile(Path file);

    /** Rows added so far, doubles included. */
    long rowsRead();

    /**
     * What a dayfile of the rows added so far would hold. Writes and changes nothing; the merge may go on.
     *
     * @param withStanding whether the standing dayfile of our own is merged in
     */
    Tally preview(boolean withStanding);

    /**
     * Merges what was added with the standing dayfile, proves the outcome and publishes it in the dayfile's place.
     *
     * @param withStanding whether a dayfile of our own stands and is merged in
     * @param absorbed names of the parts that the new dayfile makes superfluous and that still stand
     * @throws dev.dayfile.model.CorruptFileException when the standing dayfile is damaged or the proof does not hold;
     *     nothing is changed
     */
    Result publish(boolean withStanding, List<String> absorbed);

    /**
     * What was published.
     *
     * @param read every row that went in
     * @param written every row of the dayfile
     * @param bytes the dayfile's size
     */
    record Result(Tally read, Tally written, long bytes) {}

    /** Deletes what it has in work files. */
    @Override
    void close();
}
