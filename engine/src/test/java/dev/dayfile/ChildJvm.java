package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tests that need a JVM of their own, to be killed, to have little memory or other flags: a main class of the tests. */
public final class ChildJvm {
    /** For a child that does little and is to be there soon. */
    public static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

    private ChildJvm() {}

    /** Not yet started, with the class path of the tests. */
    public static ProcessBuilder of(List<String> flags, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add(main.getName());
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command);
    }

    /** Started; what it says on its error stream is shown with the test's. */
    public static Process start(List<String> flags, Class<?> main, Object... arguments) throws IOException {
        return of(flags, main, arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Runs it to its end, which must be a good one, and returns all that it said. */
    public static String run(List<String> flags, Class<?> main, Object... arguments)
            throws IOException, InterruptedException {
        Process child = of(flags, main, arguments).redirectErrorStream(true).start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(said).isZero();
            return said;
        } finally {
            child.destroyForcibly();
        }
    }
}
