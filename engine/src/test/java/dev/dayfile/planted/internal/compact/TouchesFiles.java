package dev.dayfile.planted.internal.compact;

import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks the seam: files are io's business. */
public final class TouchesFiles {
    boolean exists(Path path) {
        return Files.exists(path);
    }
}
