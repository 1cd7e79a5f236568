package dev.dayfile;

import dev.dayfile.internal.io.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A store as a process leaves it that is killed at this moment: what it wrote is in its files, what it had only in memory
 * is gone.
 */
final class StoreCopy {
    private StoreCopy() {}

    static void of(Path root, Path copy) throws IOException {
        // Rings first, and before the other files are listed: an event may then stand in the copied ring and in a part
        // that is copied too, but it never stands in neither.
        copy(root, copy, true);
        copy(root, copy, false);
    }

    private static void copy(Path folder, Path copy, boolean rings) throws IOException {
        for (Disk.Entry entry : Disk.LOCAL.list(folder)) {
            Path target = copy.resolve(entry.name());
            if (entry.folder()) {
                copy(entry.path(), target, rings);
            } else if (entry.name().equals("LOCK")) {
                continue; // to open it here and close it again would take a live engine's lock away
            } else if (entry.name().endsWith(".ring") == rings && !entry.name().endsWith(".tmp")) {
                try {
                    Files.createDirectories(copy);
                    Files.copy(entry.path(), target);
                } catch (NoSuchFileException e) {
                    // deleted meanwhile
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
