package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.file.Path;

/** A lock file is held by somebody else. */
final class LockHeldException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    LockHeldException(Path file, String holder) {
        super("held by " + holder + " [file=" + file + "]");
        this.holder = holder;
    }

    String holder() {
        return holder;
    }
}
