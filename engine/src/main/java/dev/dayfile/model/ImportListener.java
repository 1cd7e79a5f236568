package dev.dayfile.model;

/** Is told how far an import of history has come, by the thread that imports. */
public interface ImportListener {
    /** Wants to know nothing. */
    ImportListener NONE = new ImportListener() {};

    /** A dayfile was published: what it holds is stored, whatever becomes of the rest of the import. */
    default void published(CompactionReport report) {}
}
