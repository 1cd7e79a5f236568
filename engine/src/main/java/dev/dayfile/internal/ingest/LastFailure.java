package dev.dayfile.internal.ingest;

import dev.dayfile.model.StorageException;

/** What went wrong last in the writer, for the statistics and for a closing that cannot end well. Safe for any thread. */
final class LastFailure {
    private volatile Throwable last;
    private volatile StorageException ofFileSystem;

    /** Keeps whatever was thrown; its text is made by who asks for it, since memory may be what is missing. */
    void note(Throwable thrown) {
        last = thrown;
    }

    /** Keeps a failure of the file system. */
    void note(StorageException failure) {
        ofFileSystem = failure;
        last = failure;
    }

    /** What went wrong last, or {@code null}. */
    String text() {
        Throwable thrown = last;
        if (thrown == null) {
            return null;
        }
        return thrown == ofFileSystem ? thrown.getMessage() : thrown.toString();
    }

    /** The last failure of the file system, or {@code null}. */
    StorageException ofFileSystem() {
        return ofFileSystem;
    }
}
