package dev.dayfile.internal.ingest;

import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.time.Duration;

/** What went wrong last in the writer, for the statistics and for a closing that cannot end well. Safe for any thread. */
final class LastFailure {
    private volatile Throwable last;
    private volatile StorageException ofFileSystem;

    /** Keeps whatever was thrown; its text is made by who asks for it, since memory may be what is missing. */
    void note(Throwable thrown) {
        last = thrown;
    }

    /** Keeps a failure of the file system. */
    void noteFileSystem(StorageException failure) {
        ofFileSystem = failure;
        last = failure;
    }

    /** What went wrong last, or {@code null}. */
    String text() {
        Throwable thrown = last;
        if (thrown == null) {
            return null;
        }
        return thrown instanceof StorageException ? thrown.getMessage() : thrown.toString();
    }

    /**
     * What a closing says that could not write everything in time.
     *
     * @param what the ring holds: rows or events
     * @param upTo the last sequence that was to be written
     */
    StorageException notWritten(Path ring, String what, Duration timeout, long upTo, long persisted) {
        StorageException cause = ofFileSystem;
        return new StorageException(
                cause == null ? StorageException.Code.TIMEOUT : cause.code(),
                ring,
                "could not write the last " + what + " in " + timeout
                        + "; they stay in the ring and are replayed at the"
                        + " next open [" + what + " up to=" + upTo + ", persisted=" + persisted + ", last error="
                        + text() + "]",
                cause);
    }
}
