package dev.dayfile.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command reads and writes, so that a test can drive it within its own process. Text is UTF-8 whatever the
 * machine's locale says, since scripts read it.
 *
 * @param in rows
 * @param out results
 * @param err messages and progress
 * @param terminal whether {@code err} is a terminal that may show a progress bar
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    private static final int OUT_BUFFER_BYTES = 1 << 16;

    /** The process's own streams. */
    static Streams ofProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Streams(new FileInputStream(FileDescriptor.in), out, err, errorsGoToATerminal());
    }

    /**
     * Java tells whether input and output are terminals, but not the error stream; Linux does. Where it cannot be told
     * there is no bar.
     */
    private static boolean errorsGoToATerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
