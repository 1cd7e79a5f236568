package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine works on the class path that an embedder gets, and only on that: no optional jars, no test jars, no JVM
 * flags. The build writes that class path before the tests run.
 */
class EmbedderClassPathTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path CLASS_PATH_FILE = MODULE.resolve("target/embedder.classpath");
    private static final Path DEPENDENCIES_PAGE = MODULE.resolve("../docs/reference/dependencies.md");

    /** The table of docs/reference/dependencies.md: a new jar is a decision that is written down there. */
    private static final Set<String> EXPECTED_JARS = Set.of(
            "agrona",
            "disruptor",
            "duckdb_jdbc",
            "hadoop-common",
            "hadoop-mapreduce-client-core",
            "jts-core",
            "parquet-column",
            "parquet-common",
            "parquet-encoding",
            "parquet-format-structures",
            "parquet-hadoop",
            "parquet-jackson",
            "slf4j-api",
            "zstd-jni");

    /** What parquet-hadoop's reader links against; only files of other writers are read by it. */
    private static final Set<String> EXPECTED_HADOOP_CLASSES = Set.of(
            "org.apache.hadoop.fs.FileStatus",
            "org.apache.hadoop.fs.LocatedFileStatus",
            "org.apache.hadoop.fs.PathFilter",
            "org.apache.hadoop.io.Writable",
            "org.apache.hadoop.io.compress.zlib.ZlibCompressor$CompressionLevel",
            "org.apache.hadoop.mapreduce.InputFormat",
            "org.apache.hadoop.mapreduce.JobContext",
            "org.apache.hadoop.mapreduce.MRJobConfig",
            "org.apache.hadoop.mapreduce.RecordReader",
            "org.apache.hadoop.mapreduce.lib.input.FileInputFormat",
            "org.apache.hadoop.mapreduce.lib.input.FileInputFormat$1",
            "org.apache.hadoop.mapreduce.lib.input.InvalidInputException");

    /**
     * What the JVM itself says, from Java 24 on, when a library on the class path loads its native part. No library can
     * avoid it, and an application does so by {@code --enable-native-access} or an entry in its own manifest.
     */
    private static final Pattern NATIVE_ACCESS_WARNING = Pattern.compile(String.join(
            "\\R",
            "WARNING: A restricted method in java\\.lang\\.System has been called",
            "WARNING: java\\.lang\\.System::load(Library)? has been called by (com\\.github\\.luben\\.zstd|org\\.duckdb)\\..*",
            "WARNING: Use --enable-native-access=ALL-UNNAMED .*",
            "WARNING: Restricted methods will be blocked .*",
            "\\R"));

    @TempDir
    Path temp;

    private List<Path> jars;

    @BeforeEach
    void readClassPath() throws IOException {
        jars = Arrays.stream(Files.readString(CLASS_PATH_FILE).strip().split(Pattern.quote(File.pathSeparator)))
                .map(Path::of)
                .toList();
    }

    @Test
    void shouldGiveAnEmbedderTheJarsOfTheTableAndNoOthers() throws IOException {
        Set<String> names = jars.stream()
                .map(jar -> jar.getFileName().toString().replaceFirst("-\\d.*$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).isEqualTo(new TreeSet<>(EXPECTED_JARS));
        assertThat(Files.readString(DEPENDENCIES_PAGE))
                .contains(names.stream().map(name -> "| `" + name + "` |").toList());
    }

    @Test
    void shouldAppendFlushCompactAndReadInSilence() throws Exception {
        Outcome outcome = run(List.of());
        assertThat(outcome.errors).isEmpty();
        assertThat(outcome.output).isEmpty();
        assertThat(outcome.exit).isZero();
    }

    @Test
    void shouldLoadNoMoreOfHadoopThanParquetLinksAgainst() throws Exception {
        Path log = temp.resolve("classes.log");
        Outcome outcome = run(List.of("-Xlog:class+load:file=" + log));
        assertThat(outcome.exit).as(outcome.errors).isZero();
        Pattern loaded = Pattern.compile("(org\\.apache\\.hadoop\\.[\\w.$]+) source:");
        try (Stream<String> lines = Files.lines(log)) {
            Set<String> hadoop = lines.map(loaded::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(hadoop).isSubsetOf(EXPECTED_HADOOP_CLASSES);
        }
    }

    private record Outcome(int exit, String output, String errors) {}

    /** Runs the program on the embedder's jars, the engine's classes and its own class file. */
    private Outcome run(List<String> flags) throws Exception {
        Path program = Files.createDirectories(temp.resolve("program/dev/dayfile"));
        String classFile = EmbedderProgram.class.getSimpleName() + ".class";
        Files.copy(MODULE.resolve("target/test-classes/dev/dayfile").resolve(classFile), program.resolve(classFile));

        List<String> classPath = new ArrayList<>();
        classPath.add(MODULE.resolve("target/classes").toString());
        classPath.add(temp.resolve("program").toString());
        jars.forEach(jar -> classPath.add(jar.toString()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, classPath),
                EmbedderProgram.class.getName(),
                temp.resolve("storage").toString()));

        Path output = temp.resolve("output");
        Path errors = temp.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String complaints =
                NATIVE_ACCESS_WARNING.matcher(Files.readString(errors)).replaceFirst("");
        return new Outcome(process.exitValue(), Files.readString(output), complaints);
    }
}
