package dev.dayfile.stress;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A folder on a small file system of its own, and the means to make it fail in earnest. Where the machine does not allow
 * it (mounts need root) those faults are left out.
 */
final class BadMachine implements AutoCloseable {
    /** What can be wrong. */
    enum Fault {
        /** A tmpfs whose last block is taken. */
        FULL,
        /** A read-only bind mount over the data folder. */
        READ_ONLY,
        /** Every file descriptor that this process may have is taken. */
        NO_DESCRIPTORS,
        /** Forces fail, of files and folders. */
        NO_FORCE
    }

    private static final String SIZE = "64m";
    private static final int DESCRIPTORS = 512;
    private static final String OPEN_FILES = "Max open files";

    private final Path folder;
    private final boolean mounted;

    /** How many descriptors the process might have before; {@code null} when that was not changed. */
    private String descriptorsBefore;

    private final Set<Fault> possible = EnumSet.of(Fault.NO_FORCE);
    private final List<FileInputStream> taken = new ArrayList<>();

    private BadMachine(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static BadMachine at(Path folder, PrintStream log) throws IOException {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString());
        BadMachine machine = new BadMachine(folder, mounted);
        if (mounted) {
            machine.possible.add(Fault.FULL);
            machine.possible.add(Fault.READ_ONLY);
        }
        String before = descriptorLimit();
        if (before != null && limitDescriptors(Integer.toString(DESCRIPTORS))) {
            machine.descriptorsBefore = before;
            machine.possible.add(Fault.NO_DESCRIPTORS);
        }
        log.println("faults that this machine allows: " + machine.possible);
        return machine;
    }

    Path root() {
        return folder.resolve("store");
    }

    List<Fault> faults() {
        return List.copyOf(possible);
    }

    void begin(Fault fault, FailingDisk disk) throws IOException {
        switch (fault) {
            case FULL -> fill();
            case READ_ONLY -> {
                String data = root().resolve("data").toString();
                if (!run("mount", "--bind", data, data) || !run("mount", "-o", "remount,bind,ro", data)) {
                    throw new IOException("could not be mounted read-only: " + data);
                }
            }
            case NO_DESCRIPTORS -> takeDescriptors();
            case NO_FORCE -> disk.force(false);
        }
    }

    /** Takes every file descriptor that is left. */
    void takeDescriptors() {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            // that was the last one
        }
    }

    void end(Fault fault, FailingDisk disk) throws IOException {
        switch (fault) {
            case FULL -> Files.delete(filler());
            case READ_ONLY -> {
                // Lazily, since the engine may just be listing it; it is gone for everyone who comes now.
                if (!run("umount", "-l", root().resolve("data").toString())) {
                    throw new IOException("could not be unmounted: " + root().resolve("data"));
                }
            }
            case NO_DESCRIPTORS -> {
                for (FileInputStream one : taken) {
                    one.close();
                }
                taken.clear();
            }
            case NO_FORCE -> disk.force(true);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // that was the last block
        }
    }

    /** How many descriptors this process may have, or {@code null} where the system does not say. */
    private static String descriptorLimit() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return null;
        }
        for (String line : Files.readAllLines(limits)) {
            if (line.startsWith(OPEN_FILES)) {
                return line.substring(OPEN_FILES.length()).trim().split("\\s+")[0];
            }
        }
        return null;
    }

    private static boolean limitDescriptors(String n) throws IOException {
        return run("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()), "--nofile=" + n + ":");
    }

    /** Lazily: the ring stays mapped until the collector unmaps it. */
    @Override
    public void close() throws IOException {
        if (descriptorsBefore != null && !limitDescriptors(descriptorsBefore)) {
            throw new IOException("could not be set back: the limit of file descriptors " + descriptorsBefore);
        }
        if (mounted && !run("umount", "-l", folder.toString())) {
            throw new IOException("could not be unmounted: " + folder);
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false; // there is no such command here
        }
        try {
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in " + command[0]);
        }
    }
}
