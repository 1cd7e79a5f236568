package dev.dayfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store as a process leaves it that is killed at this moment: what it wrote is in its files, what it had only in memory
 * is gone.
 */
final class StoreCopy {
    private StoreCopy() {}

    static void of(Path root, Path copy) throws IOException {
        // Rings first, and before the other files are listed: an event may then stand in the copied ring and in a
        // copied
        // part, but in neither it never does.
        copy(root, copy, true);
        copy(root, copy, false);
    }

    private static void copy(Path root, Path copy, boolean rings) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".ring") == rings)
                    .filter(file -> !file.toString().endsWith(".tmp"))
                    .toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(root.relativize(file).toString());
            try {
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            } catch (NoSuchFileException e) {
                // deleted meanwhile
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
