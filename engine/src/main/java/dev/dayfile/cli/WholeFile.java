package dev.dayfile.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file of the user's that appears, or takes the place of the one before it, whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Looks whether a file can stand there at all.
     *
     * @throws CommandException when there is no such folder, or something that is no file has the name
     */
    static void requirePlace(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw CommandException.usage("no such folder: " + folder + " [out=" + file + "]");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw CommandException.usage("there is something by this name that is no file [out=" + file + "]");
        }
    }

    /**
     * Writes beside and moves it into its place; a link stays one, and the file that it leads to is replaced.
     *
     * @throws CommandException when the place is none, or the machine refuses
     */
    static void write(Path file, byte[] bytes) {
        requirePlace(file);
        try {
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path beside = real.resolveSibling(".dayfile-" + UUID.randomUUID());
            try {
                Files.write(beside, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw CommandException.machine("could not write it: " + reason(e) + " [out=" + file + "]", e);
        }
    }

    /** Without the name of the file beside, which nobody has asked for. */
    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "its folder is gone, or takes no new files";
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(failure.getMessage());
    }
}
