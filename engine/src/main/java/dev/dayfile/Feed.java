package dev.dayfile;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Rows in the order of their sequences, wherever they stand. One thread at a time. */
interface Feed<T> {
    /** So many rows are held in memory at most when they come from files. */
    int MAX_ROWS_FROM_FILES = 1 << 16;

    /**
     * Up to which sequence rows may be told by now.
     *
     * @param known up to which the caller is
     */
    long head(long known);

    /**
     * Hands over rows with sequences greater than {@code after}, up to {@code upTo}, which is not beyond the head; where
     * it has to read files for that, as many as there are.
     *
     * @param leftOut hears of damaged files that may have had some
     * @return up to which sequence it came; {@code after} when the next row cannot be had yet
     * @throws dev.dayfile.model.StorageException when files cannot be read
     */
    long read(long after, long upTo, Consumer<T> into, Consumer<Path> leftOut);
}
