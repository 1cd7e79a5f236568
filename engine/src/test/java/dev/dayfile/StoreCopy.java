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
        List<Path> files;
        // Rings first: an event may then stand in the ring and in a part, but in neither it never does.
        try (Stream<Path> all = Files.walk(root)) {
            files = all.sorted(
                            Comparator.comparing((Path file) -> !file.toString().endsWith(".ring"))
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(root.relativize(file).toString());
            try {
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.getFileName().toString().endsWith(".tmp")) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            } catch (NoSuchFileException e) {
                // renamed or deleted meanwhile
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
