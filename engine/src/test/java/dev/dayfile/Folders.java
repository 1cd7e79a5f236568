package dev.dayfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies a store as a kill would leave it. */
final class Folders {
    private Folders() {}

    /**
     * Copies a store whose engine may still run, but no longer reaches its disk. The engine's state first: should its
     * ring be noted as persisted only meanwhile, the parts are there all the same.
     */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        copyTree(from.resolve(".dayfile"), to.resolve(".dayfile"));
        copyTree(from, to);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(from)) {
            paths = found.toList();
        }
        for (Path path : paths) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.exists(target) || path.endsWith("LOCK")) {
                continue;
            }
            try {
                Files.copy(path, target);
            } catch (NoSuchFileException e) {
                // a temporary that its writer took back meanwhile
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
