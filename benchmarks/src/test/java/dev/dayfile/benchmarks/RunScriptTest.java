package dev.dayfile.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code benchmarks/run} itself, in a checkout whose Maven and Java only write down that they were called. */
class RunScriptTest {
    private static final Instant BEFORE = Instant.parse("2025-10-22T10:00:00Z");
    private static final String ENGINE = "engine/target/dayfile-engine.jar";

    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectory(folder.toRealPath().resolve("check out"));
        write("benchmarks/run", Files.readString(Path.of("run")));
        for (String source : List.of("pom.xml", "engine/pom.xml", "benchmarks/pom.xml", "engine/src/main/A.java")) {
            age(write(source, ""), BEFORE);
        }
        age(write("benchmarks/src/main/B.java", ""), BEFORE);
        for (String folderOfSources : List.of("engine/src/main", "benchmarks/src/main")) {
            age(checkout.resolve(folderOfSources), BEFORE);
        }
        executable("bin/java", "echo java >>\"$LOG\"\n");
        executable("bin/mvn", """
                echo mvn >>"$LOG"
                mkdir -p engine/target benchmarks/target/classes/dev/dayfile/benchmarks
                touch engine/target/dayfile-engine.jar repository.jar
                touch benchmarks/target/classes/dev/dayfile/benchmarks/Benchmarks.class
                printf '%s' "$PWD/engine/target/dayfile-engine.jar:$PWD/repository.jar" \\
                    >benchmarks/target/benchmarks.classpath
                """);
    }

    @Test
    void shouldBuildAFreshCheckoutAndThenOnlyRunIt() throws Exception {
        assertThat(run()).containsExactly("mvn", "java");
        assertThat(run()).containsExactly("java");
    }

    @Test
    void shouldBuildWhenTheEngineAloneWasCleaned() throws Exception {
        run();
        Files.delete(checkout.resolve(ENGINE));
        assertThat(run()).containsExactly("mvn", "java");
    }

    @Test
    void shouldBuildWhenTheBenchmarksAloneWereCleaned() throws Exception {
        run();
        Files.delete(checkout.resolve("benchmarks/target/benchmarks.classpath"));
        assertThat(run()).containsExactly("mvn", "java");
        Files.delete(checkout.resolve("benchmarks/target/classes/dev/dayfile/benchmarks/Benchmarks.class"));
        assertThat(run()).containsExactly("mvn", "java");
    }

    @Test
    void shouldBuildWhenALibraryIsGone() throws Exception {
        run();
        Files.delete(checkout.resolve("repository.jar"));
        assertThat(run()).containsExactly("mvn", "java");
    }

    @Test
    void shouldBuildWhenTheEngineOnTheClassPathIsAnInstalledOne() throws Exception {
        run();
        Path installed = write("repository/dayfile-engine.jar", "");
        write("benchmarks/target/benchmarks.classpath", installed.toString());
        assertThat(run()).containsExactly("mvn", "java");
    }

    @Test
    void shouldBuildWhenASourceIsNewer() throws Exception {
        run();
        age(checkout.resolve("engine/src/main/A.java"), Instant.now().plusSeconds(60));
        assertThat(run()).containsExactly("mvn", "java");
    }

    /** What was called, in this order. */
    private List<String> run() throws IOException, InterruptedException {
        Path log = folder.resolve("calls");
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder("bash", "benchmarks/run", "parts")
                .directory(checkout.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_HOME");
        environment.put("LOG", log.toString());
        environment.merge("PATH", checkout.resolve("bin").toString(), (old, bin) -> bin + ':' + old);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output")))
                .isZero();
        return Files.readAllLines(log);
    }

    private void executable(String name, String body) throws IOException {
        Files.setPosixFilePermissions(
                write(name, "#!/usr/bin/env bash\n" + body), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path write(String name, String text) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void age(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
