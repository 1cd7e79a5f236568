package dev.dayfile.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a reader of a report has to know before comparing it with another one. */
record Machine(String commit, String description, String jdk) {

    /**
     * @param checkout where to ask for the commit
     * @param work where the stores will be: the kind of its file system is part of the description
     */
    static Machine here(Path checkout, Path work) {
        return new Machine(commit(checkout), description(work), virtualMachine());
    }

    private static String commit(Path checkout) {
        String hash = output(checkout, "git", "rev-parse", "--short=12", "HEAD");
        if (hash.isEmpty()) {
            return "unknown";
        }
        boolean changed = !output(checkout, "git", "status", "--porcelain", "--untracked-files=no")
                .isEmpty();
        return changed ? hash + "-changed" : hash;
    }

    private static String description(Path work) {
        String fileSystem = "unknown";
        try {
            fileSystem = Files.getFileStore(work).type();
        } catch (IOException e) {
            // The description is a courtesy.
        }
        return Runtime.getRuntime().availableProcessors() + " x " + cpu() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", " + fileSystem;
    }

    private static String cpu() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        } catch (IOException e) {
            // Not Linux, or not told.
        }
        return "CPU";
    }

    private static String virtualMachine() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }

    /** What a command prints, or nothing when it cannot be run. */
    private static String output(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? out.trim() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
