package dev.dayfile.internal.ingest;

import dev.dayfile.model.StorageException;

/** What went wrong last in the writer, for the statistics and for a closing that cannot end well. Safe for any thread. */
final class LastFailure {
    private volatile String text;
    private volatile StorageException ofFileSystem;

    /** Keeps whatever was thrown. */
    void note(Throwable thrown) {
        text = thrown.toString();
    }

    /** Keeps a failure of the file system. */
    void note(StorageException failure) {
        ofFileSystem = failure;
        text = failure.getMessage();
    }

    /** What went wrong last, or {@code null}. */
    String text() {
        return text;
    }

    /** The last failure of the file system, or {@code null}. */
    StorageException ofFileSystem() {
        return ofFileSystem;
    }
}
