package dev.dayfile.model;

import java.nio.file.Path;

/** A file does not hold what was written to it: damaged, cut short, emptied, or not what its name says. */
public final class CorruptFileException extends StorageException {
    private static final long serialVersionUID = 1L;

    /** Damage that a check found. */
    public CorruptFileException(Path path, String message) {
        this(path, message, null);
    }

    /** Damage that showed itself as another exception, which is the cause. */
    public CorruptFileException(Path path, String message, Throwable cause) {
        super(Code.CORRUPT, path, message, cause);
    }
}
