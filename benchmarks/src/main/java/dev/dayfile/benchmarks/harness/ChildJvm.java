package dev.dayfile.benchmarks.harness;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM for one contender's turn: its classes, compiled code, heap and threads are its own, and what one contender
 * leaves behind cannot weigh on the next. The child ends with {@link #answer}.
 */
public final class ChildJvm {
    /** The same for every contender. */
    private static final List<String> SAME_FOR_ALL =
            List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** None that the JVM itself ends with. */
    private static final int EXIT_REFUSED = 10;

    private ChildJvm() {}

    /**
     * Runs a main class on this JVM's class path and takes what it measured.
     *
     * @param folder the child's working and temporary folder, where it leaves its output
     * @param jvmOptions what this contender needs beyond the options that are the same for all
     * @param arguments the main's arguments; the file for the answer is put before them
     * @throws GateException when the child ended by {@link #refuse}
     * @throws IOException when it failed otherwise; the message ends with what it printed
     */
    public static List<Measurement> run(
            Path folder, List<String> jvmOptions, Class<?> main, List<String> arguments, Duration timeout)
            throws IOException, InterruptedException {
        return run(Jdk.current(), folder, jvmOptions, main, arguments, timeout);
    }

    /** As {@link #run(Path, List, Class, List, Duration)} on another Java. */
    public static List<Measurement> run(
            Jdk jdk, Path folder, List<String> jvmOptions, Class<?> main, List<String> arguments, Duration timeout)
            throws IOException, InterruptedException {
        Path answer = folder.resolve("answer.json");
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(jdk.home().resolve("bin/java").toString());
        command.addAll(SAME_FOR_ALL);
        command.add("-Djava.io.tmpdir=" + folder.toAbsolutePath());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add(answer.toAbsolutePath().toString());
        command.addAll(arguments);
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Thread endsWithUs = new Thread(child::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endsWithUs);
        try {
            if (!child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no end after " + timeout + " [" + main.getSimpleName() + " " + arguments + "]\n"
                        + tail(output));
            }
        } finally {
            child.destroyForcibly().waitFor();
            forget(endsWithUs);
        }
        if (child.exitValue() == EXIT_REFUSED) {
            throw new GateException(Files.readString(answer));
        }
        if (child.exitValue() != 0 || !Files.exists(answer)) {
            throw new IOException("failed [" + main.getSimpleName() + " " + arguments + ", exit status="
                    + child.exitValue() + "]\n" + tail(output));
        }
        return JSON.readValue(answer.toFile(), new TypeReference<List<Measurement>>() {});
    }

    /** Called by the child: hands over what it measured. */
    public static void answer(Path answer, List<Measurement> measurements) throws IOException {
        JSON.writeValue(answer.toFile(), measurements);
    }

    /** Called by the child: says why its contender may not be measured, and ends it. */
    public static void refuse(Path answer, GateException why) throws IOException {
        Files.writeString(answer, why.getMessage());
        System.exit(EXIT_REFUSED);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: whoever waited for the run has ended it.
        }
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
