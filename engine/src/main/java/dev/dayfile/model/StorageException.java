package dev.dayfile.model;

import java.nio.file.Path;

/** The machine failed: a disk is full, a lock is held, a permission is missing. Misuse throws JDK exceptions instead. */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What failed, for programs. */
    public enum Code {
        /** No space, or a quota is used up. */
        DISK_FULL,
        /** Another engine holds the root. */
        LOCKED,
        /** The process may not read or write here. */
        PERMISSION,
        /** A file that should be there is not. */
        MISSING,
        /** A file does not hold what was written to it. */
        CORRUPT,
        /** A file of a version that this engine does not know; it is left as it is. */
        UNSUPPORTED,
        /** A wait ended before what it waited for. */
        TIMEOUT,
        /** Any other failure of the file system, a device or a native library. */
        IO
    }

    private final Code code;
    private final transient Path path;

    /** A failure with no other behind it. The message gets code and path added at its end. */
    public StorageException(Code code, Path path, String message) {
        this(code, path, message, null);
    }

    /** A failure and what caused it. The message gets code and path added at its end. */
    public StorageException(Code code, Path path, String message, Throwable cause) {
        super(message + " [code=" + code + ", path=" + path + "]", cause);
        this.code = code;
        this.path = path;
    }

    /** What failed, for programs. */
    public Code code() {
        return code;
    }

    /** The file or folder that it happened to; {@code null} after deserialization. */
    public Path path() {
        return path;
    }
}
