package dev.dayfile.model;

/** Is told how far an import of history has come, by the thread that imports. */
public interface ImportListener {
    /** Wants to know nothing. */
    ImportListener NONE = new ImportListener() {};

    /**
     * Rows of the Parquet file that is being added were read, also such as were refused.
     *
     * @param rows how many of this file by now; at its end, and every few thousand before
     */
    default void rowsRead(long rows) {}

    /**
     * The rows that are held are being merged into their days, which happens at the end and whenever too many are held.
     *
     * @param done how many of the days are stored; 0 at first, and then told some tenths of a second apart at most where
     *     days are small
     * @param days how many there are this time
     */
    default void daysWritten(int done, int days) {}

    /** A dayfile was published: what it holds is stored, whatever becomes of the rest of the import. */
    default void published(CompactionReport report) {}
}
