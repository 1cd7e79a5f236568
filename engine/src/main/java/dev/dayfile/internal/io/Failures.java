package dev.dayfile.internal.io;

import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns what the platform throws into the engine's one exception, so that every failure names its file and its code. */
public final class Failures {
    private Failures() {}

    /**
     * @param doing what was tried, as a verb phrase: "publish the part"
     * @param path the file or folder it was tried on
     */
    public static StorageException storage(String doing, Path path, IOException cause) {
        if (cause instanceof LockHeldException held) {
            return new StorageException(Code.LOCKED, path, "another engine holds this store: " + held.holder(), cause);
        }
        return new StorageException(codeOf(cause), path, "could not " + doing + ": " + reason(cause), cause);
    }

    private static Code codeOf(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Code.MISSING;
        }
        if (cause instanceof AccessDeniedException) {
            return Code.PERMISSION;
        }
        String message = reason(cause).toLowerCase(Locale.ROOT);
        if (message.contains("no space left")
                || message.contains("disk quota")
                || message.contains("not enough space")) {
            return Code.DISK_FULL;
        }
        if (message.contains("read-only")
                || message.contains("permission denied")
                || message.contains("not permitted")) {
            return Code.PERMISSION;
        }
        return Code.IO;
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof ClosedByInterruptException) {
            return "the thread was interrupted in the middle of it; nothing is half done, try it again";
        }
        if (cause instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
