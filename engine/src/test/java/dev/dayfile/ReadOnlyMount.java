package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder seen once more through a read-only file system; only root may have one. */
public record ReadOnlyMount(Path folder) implements AutoCloseable {
    /** Leaves the test out where it cannot be had. */
    public static ReadOnlyMount of(Path original, Path folder) throws IOException {
        Files.createDirectories(folder);
        assumeTrue(run("mount", "--bind", original.toString(), folder.toString()), "mounts are allowed");
        ReadOnlyMount mount = new ReadOnlyMount(folder);
        boolean readOnly = false;
        try {
            readOnly = run("mount", "-o", "remount,ro,bind", folder.toString());
            assumeTrue(readOnly, "read-only mounts are allowed");
            return mount;
        } finally {
            if (!readOnly) {
                mount.close();
            }
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At once for all who look, though a ring may be mapped until its buffer is collected. */
    @Override
    public void close() {
        assertThat(run("umount", "-l", folder.toString()))
                .as("umount %s", folder)
                .isTrue();
    }
}
