package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code dayfile} itself, in a checkout whose Java only says what it was given and ends as it is told; and once
 * with a real one.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptTest {
    private static final String SERIAL = "-XX:+UseSerialGC";
    private static final String FAST_COMPILER = "-XX:TieredStopAtLevel=1";
    private static final List<String> SMALL_HEAP = List.of("-Xms16m", "-Xmn4m");
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @TempDir
    private Path folder;

    private Path checkout;
    private Path built;
    private Path jar;
    private Path jdk;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeCheckout() throws IOException {
        makeCheckout("check out");
    }

    private void makeCheckout(String name) throws IOException {
        checkout = Files.createDirectory(folder.toRealPath().resolve(name));
        built = Files.createDirectories(checkout.resolve("engine/target"));
        jar = Files.writeString(built.resolve("dayfile.jar"), "a jar");
        age(jar, Duration.ofHours(1));
        executable(checkout.resolve("dayfile"), Files.readString(Path.of("..", "dayfile")));
        jdk = jdk("17.0.1");
    }

    @Test
    void shouldHandThroughArgumentsAndExitStatus() throws Exception {
        environment.put("STATUS", "3");
        Said said = run("sql", "select  count(*) from candles", "", "*", "$HOME", "--root", "my store");
        assertThat(said.exit).isEqualTo(3);
        assertThat(said.afterJar())
                .containsExactly("sql", "select  count(*) from candles", "", "*", "$HOME", "--root", "my store");
        assertThat(run().afterJar()).isEmpty();
    }

    @Test
    void shouldBeFoundThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("dayfile"));
        assertThat(start(link, "verify").afterJar()).containsExactly("verify");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact --all", "verify", "generate", "objects append", "objects", "--version", ""})
    void shouldPassTheFastCompilerToACommandThatEnds(String command) throws Exception {
        assertThat(run(words(command)).given()).contains(SERIAL, FAST_COMPILER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"append", "append --ack", "import rows.csv", "serve"})
    void shouldLeaveBothCompilersToACommandThatRunsAsLongAsIsNeeded(String command) throws Exception {
        assertThat(run(words(command)).given()).contains(SERIAL).doesNotContain(FAST_COMPILER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DAYFILE_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void shouldDecideNothingThatTheUserDecides(String variable) throws Exception {
        environment.put(variable, "-Xmx64m -XX:+UseParallelGC");
        assertThat(run("verify").given()).doesNotContain(SERIAL).contains(FAST_COMPILER);
        environment.put(variable, "-XX:TieredStopAtLevel=3");
        assertThat(run("verify").given()).doesNotContain(FAST_COMPILER).contains(SERIAL);
        for (String file : List.of("@flags", "-XX:VMOptionsFile=flags", "-XX:Flags=flags")) {
            environment.put(variable, file);
            assertThat(run("verify").given()).as(file).doesNotContain(FAST_COMPILER, SERIAL);
        }
    }

    @Test
    void shouldBeginACompactionInASmallHeapUnlessTheUserSaysHowLargeItIs() throws Exception {
        assertThat(run("compact").given()).contains(SERIAL).containsAll(SMALL_HEAP);
        assertThat(run("append").given()).doesNotContainAnyElementsOf(SMALL_HEAP);
        assertThat(run("verify").given()).doesNotContainAnyElementsOf(SMALL_HEAP);
        for (String option : List.of("-Xmx8m", "-XX:MaxHeapSize=8m", "-XX:MaxRAMPercentage=5", "-XX:+UseParallelGC")) {
            environment.put("DAYFILE_JAVA_OPTIONS", option);
            assertThat(run("compact").given()).as(option).doesNotContainAnyElementsOf(SMALL_HEAP);
        }
    }

    @Test
    void shouldPassTheUsersOptionsLast() throws Exception {
        environment.put("DAYFILE_JAVA_OPTIONS", "  -Xmx64m\n\t-Dpath=/a/*/b ");
        List<String> given = run("verify").given();
        int at = given.indexOf("-Xmx64m");
        assertThat(given.subList(at, at + 3)).containsExactly("-Xmx64m", "-Dpath=/a/*/b", "-jar");
        assertThat(given.subList(0, at)).contains(SERIAL, FAST_COMPILER);
    }

    @Test
    void shouldPassTheArchiveThatTheBuildMade() throws Exception {
        assertThat(archiveOf(run("verify"))).as("there is none yet").isNull();
        Path archive = makeArchive();
        assertThat(archiveOf(run("verify"))).isEqualTo(archive);
        assertThat(archiveOf(run("append"))).isEqualTo(archive);
    }

    @Test
    void shouldLeaveAnArchiveThatIsOlderThanTheJar() throws Exception {
        Path archive = makeArchive();
        age(archive, Duration.ofHours(2));
        assertThat(archiveOf(run("verify"))).isNull();
    }

    @Test
    void shouldLeaveAnArchiveOfAnotherJdk() throws Exception {
        Path archive = makeArchive();
        jdk = jdk("25.0.1");
        assertThat(archiveOf(run("verify"))).isNull();
        jdk = jdk("17.0.1");
        assertThat(archiveOf(run("verify"))).isEqualTo(archive);
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n"); // an upgrade in place
        assertThat(archiveOf(run("verify"))).isNull();
        Files.delete(jdk.resolve("release"));
        Said said = run("verify");
        assertThat(archiveOf(said)).isNull();
        assertThat(said.err).isEmpty();
    }

    @Test
    void shouldLeaveAnArchiveThatWasMovedWithItsCheckout() throws Exception {
        makeArchive();
        checkout = Files.move(checkout, checkout.resolveSibling("moved"));
        Said said = run("verify");
        assertThat(said.afterJar()).containsExactly("verify");
        assertThat(archiveOf(said)).isNull();
    }

    @Test
    void shouldLeaveAnArchiveOfWhichNobodySaysWhatJdkItIsOf() throws Exception {
        Path archive = makeArchive();
        Files.delete(Path.of(archive + ".of"));
        Said said = run("verify");
        assertThat(archiveOf(said)).isNull();
        assertThat(said.err).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:auto", "-XX:SharedArchiveFile=mine.jsa", "-XX:AOTCache=mine.aot"})
    void shouldPassNoArchiveWhereTheUserSpeaksOfOne(String flag) throws Exception {
        makeArchive();
        environment.put("DAYFILE_JAVA_OPTIONS", flag);
        assertThat(run("verify").given()).contains(flag).noneMatch(word -> word.startsWith("-Xlog"));
    }

    @Test
    void shouldRunFromAFolderThatCannotBeWritten() throws Exception {
        Path archive = makeArchive();
        permit(built, "r-xr-xr-x");
        try {
            Said said = run("verify");
            assertThat(said.exit).as(said.err).isZero();
            assertThat(said.err).isEmpty();
            assertThat(archiveOf(said)).isEqualTo(archive);
        } finally {
            permit(built, "rwxr-xr-x");
        }
    }

    @Test
    void shouldTakeItsClassesFromTheArchiveOfARealJvmAndBeSilentAboutOneThatIsNoUse() throws Exception {
        makeCheckout("checkout"); // Java 17 finds no class of a jar in an archive when the path holds a space
        jdk = Path.of(System.getProperty("java.home"));
        makeRealJar();
        age(jar, Duration.ofMinutes(1));
        assertThat(run("--version").out).startsWith("dayfile ").hasLineCount(1);
        Path archive = makeRealArchive();

        assertThat(run("--version").out).startsWith("dayfile ").hasLineCount(1);
        environment.put("DAYFILE_JAVA_OPTIONS", "-Xlog:class+load:stdout:none");
        String loaded = "dev.dayfile.cli.Main source: shared objects file";
        assertThat(run("--version").out).contains(loaded);

        environment.put("DAYFILE_JAVA_OPTIONS", "-Xlog:class+load:stdout:none -XX:+UseZGC"); // other pointers
        assertThat(run("--version").out).doesNotContain(loaded).contains("dayfile ");
        environment.remove("DAYFILE_JAVA_OPTIONS");
        assertSilent("with another collector", Map.of("DAYFILE_JAVA_OPTIONS", "-XX:+UseZGC"));

        byte[] bytes = Files.readAllBytes(archive);
        Files.delete(archive);
        bytes[0] ^= 1;
        Files.write(archive, bytes);
        assertSilent("of another version", Map.of());
        bytes[0] ^= 1;
        Files.write(archive, bytes);
        age(jar, Duration.ofMinutes(2));
        assertSilent("of another jar", Map.of());
    }

    @Test
    void shouldRehearseCommandsThatDoTheirWork() throws Exception {
        assertThat(Rehearsal.in(folder.resolve("a rehearsal"))).isTrue();
    }

    private void assertSilent(String what, Map<String, String> more) throws Exception {
        environment.putAll(more);
        Said said = run("--version");
        assertThat(said.exit).as(what).isZero();
        assertThat(said.out).as(what).startsWith("dayfile ").hasLineCount(1);
        assertThat(said.err).as(what).isEmpty();
        more.keySet().forEach(environment::remove);
    }

    /** The classes of the build and, by its manifest, the libraries of the test's class path. */
    private void makeRealJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        main.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        String libraries = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        main.put(
                Attributes.Name.CLASS_PATH,
                Stream.of(libraries.split(File.pathSeparator))
                        .filter(library -> library.endsWith(".jar"))
                        .map(library -> Path.of(library).toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path classes = Path.of("target", "classes");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    /** What a run of the script printed, and how it ended. */
    private record Said(int exit, String out, String err) {
        List<String> given() {
            return out.lines().toList();
        }

        List<String> afterJar() {
            List<String> given = given();
            assertThat(given).contains("-jar");
            return given.subList(given.indexOf("-jar") + 2, given.size());
        }
    }

    private Path archiveOf(Said said) {
        String flag = "-XX:SharedArchiveFile=";
        return said.given().stream()
                .filter(word -> word.startsWith(flag))
                .map(word -> Path.of(word.substring(flag.length())))
                .findFirst()
                .orElse(null);
    }

    private Said run(String... arguments) throws IOException, InterruptedException {
        return start(checkout.resolve("dayfile"), arguments);
    }

    private Said start(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        return end(process(command));
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        for (String variable :
                List.of("DAYFILE_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            builder.environment().remove(variable);
        }
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        return builder.redirectInput(new File("/dev/null"))
                .redirectError(folder.resolve("err").toFile());
    }

    private Said end(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String err = Files.readString(folder.resolve("err"));
            return new Said(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    private Path makeArchive() throws IOException {
        Path archive = Files.writeString(built.resolve("dayfile.jsa"), "an archive");
        sayWhatItIsOf(archive);
        return archive;
    }

    private void sayWhatItIsOf(Path archive) throws IOException {
        Files.writeString(Path.of(archive + ".of"), jar + "\n" + Files.readString(jdk.resolve("release")));
    }

    /** As the build does it. */
    private Path makeRealArchive() throws IOException, InterruptedException {
        Path archive = built.resolve("dayfile.jsa");
        Path classes = folder.resolve("classes");
        Path rehearsal = folder.resolve("rehearsal");
        java(
                "-XX:DumpLoadedClassList=" + classes,
                "-cp",
                jar.toString(),
                Rehearsal.class.getName(),
                rehearsal.toString());
        java(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                jar.toString());
        assertThat(archive).as("this JVM makes none").isNotEmptyFile();
        sayWhatItIsOf(archive);
        return archive;
    }

    private void java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), FAST_COMPILER));
        command.addAll(List.of(arguments));
        Said said = end(process(command));
        assertThat(said.exit).as(said.err).isZero();
    }

    private Path jdk(String version) throws IOException {
        Path home = folder.toRealPath().resolve("jdk " + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), """
                #!/usr/bin/env bash
                printf '%s\\n' "$@"
                exit "${STATUS:-0}"
                """);
        return home;
    }

    private static String[] words(String command) {
        return command.isEmpty() ? new String[0] : command.split(" ");
    }

    private static void executable(Path file, String text) throws IOException {
        permit(Files.writeString(file, text), "rwxr-xr-x");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
