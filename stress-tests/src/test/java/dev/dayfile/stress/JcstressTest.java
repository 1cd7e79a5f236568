package dev.dayfile.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest run of every jcstress test, which finds a broken test and a race that is no rare one. By hand for longer:
 *
 * <pre>java -cp stress-tests/target/stress-tests.jar org.openjdk.jcstress.Main -m quick</pre>
 */
class JcstressTest {
    @TempDir
    Path folder;

    @Test
    void shouldSeeNothingButOutcomesNamedAsAcceptable() throws IOException, InterruptedException {
        Process jcstress = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.openjdk.jcstress.Main",
                        "-m",
                        "sanity",
                        "-r",
                        "results")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(jcstress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcstress.waitFor()).as(said).isZero(); // which it is also where a test has failed
        assertThat(said).containsPattern("([1-9][0-9]*) planned; \\1 passed, 0 failed, 0 soft errs, 0 hard errs");
    }
}
