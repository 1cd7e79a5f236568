package dev.dayfile.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A main class in a process of its own, with a temporary folder of its own: a JVM deletes the native libraries that it has
 * unpacked there (DuckDB's are some 70 MB) when it ends, but not when it is killed. Closing kills it and deletes the folder.
 */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final Path temporary;

    private ChildJvm(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
    }

    /**
     * Starts it on the class path of this process.
     *
     * @param folder where its temporary folder is made
     * @param errorsToo whether what it says on its error stream is in its output; it is shown with this process's otherwise
     */
    static ChildJvm start(Path folder, boolean errorsToo, List<String> flags, Class<?> main, Object... arguments)
            throws IOException {
        Path temporary = Files.createTempDirectory(Files.createDirectories(folder), "child-");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        if (errorsToo) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        return new ChildJvm(builder.start(), temporary);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        StressTests.deleteAll(temporary);
    }
}
