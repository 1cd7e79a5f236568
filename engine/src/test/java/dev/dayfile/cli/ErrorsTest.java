package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.model.StorageException;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors, which are no exceptions: memory that ran out, classes that cannot be loaded. */
class ErrorsTest {
    @TempDir
    Path folder;

    static Stream<Error> errors() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new NoClassDefFoundError("org/example/Gone"),
                new ExceptionInInitializerError(new IllegalStateException("in two\nlines")),
                new InternalError("a fault occurred in an unsafe memory access operation"),
                new AssertionError("of two\nlines"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldSayItInOneLineAndExitWith3(Error error) {
        String said = run(error, "--version");
        assertThat(said).startsWith("dayfile: ").hasLineCount(1);
        assertThat(said)
                .contains(
                        error instanceof OutOfMemoryError
                                ? "memory ran out"
                                : error.getClass().getName());
    }

    @Test
    void shouldShowTheStackTraceWhenAskedTo() {
        assertThat(run(new StackOverflowError(), "demo", "--debug", "--help")).contains("\tat dev.dayfile.cli");
    }

    /** Runs a command whose first output meets the error. */
    private static String run(Error error, String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw error;
                    }

                    @Override
                    public void flush() {
                        // what was not written is not flushed
                    }
                },
                true,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(Main.run(new Streams(InputStream.nullInputStream(), out, err, false), args))
                .isEqualTo(Exit.MACHINE);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldKnowAnErrorThatComesWrapped() {
        Exception wrapped = new IllegalStateException("failed", new ExecutionException(new OutOfMemoryError("x")));
        assertThat(Failures.exitCode(wrapped)).isEqualTo(Exit.MACHINE);
        assertThat(Failures.message(wrapped))
                .startsWith("memory ran out [x, heap=")
                .contains("DAYFILE_JAVA_OPTIONS=-Xmx");
        Exception disk = new StorageException(StorageException.Code.IO, folder, "x", new IOException("y"));
        assertThat(Failures.message(disk)).startsWith("x [code=IO");
    }

    /** The import holds more rows than fit. */
    @Test
    void shouldSayThatMemoryRanOutAndHowToGiveMore() throws IOException, InterruptedException {
        Path rows = folder.resolve("rows.csv");
        try (BufferedWriter out = Files.newBufferedWriter(rows)) {
            out.write("symbol,timeframe,ts,open,high,low,close,volume\n");
            for (int i = 0; i < 400_000; i++) {
                out.write("S" + i % 1000 + ",1s," + (1_760_967_000L + i / 1000) + "000,1,2,1,2,3\n");
            }
        }
        Process child = ChildJvm.of(
                        List.of("-Xmx20m", "-XX:+UseSerialGC"),
                        Main.class,
                        "import",
                        "--root",
                        folder.resolve("store"),
                        rows)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(said).isEqualTo(Exit.MACHINE);
            assertThat(said)
                    .startsWith("not finished: nothing is stored")
                    .contains("\ndayfile: memory ran out [Java heap space, heap=")
                    .contains("DAYFILE_JAVA_OPTIONS=-Xmx256m")
                    .doesNotContain("\tat ")
                    .hasLineCount(2);
        } finally {
            child.destroyForcibly();
        }
    }

    /** What {@link Main#main} sets for threads that nobody waits for. */
    static final class DyingThread {
        public static void main(String[] args) throws InterruptedException {
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> Failures.inThread(failure, System.err));
            Thread thread = new Thread(() -> {
                throw new OutOfMemoryError("Java heap space");
            });
            thread.start();
            thread.join();
            Thread.sleep(60_000);
        }
    }

    @Test
    void shouldEndWhenAThreadBesideRunsOutOfMemory() throws IOException, InterruptedException {
        Process child = ChildJvm.of(ChildJvm.SMALL, DyingThread.class).start();
        try {
            String said = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(said).isEqualTo(Exit.MACHINE);
            assertThat(said).startsWith("dayfile: memory ran out").hasLineCount(1);
        } finally {
            child.destroyForcibly();
        }
    }
}
