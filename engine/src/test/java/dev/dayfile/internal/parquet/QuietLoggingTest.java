package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** slf4j speaks once a process, so each case runs in its own. */
class QuietLoggingTest {
    @TempDir
    Path folder;

    @Test
    void shouldPrintNothingWithoutALoggingBackend() throws Exception {
        assertThat(run(Dayfiles.class)).isEmpty();
    }

    @Test
    void shouldStillSayWhatSlf4jSaysWhenTheEmbedderTouchesItFirst() throws Exception {
        assertThat(run(Embedder.class)).contains("No SLF4J providers were found");
    }

    private String run(Class<?> main) throws IOException, InterruptedException {
        // Without the flag the JVM speaks of zstd, from Java 24 on.
        return ChildJvm.run(List.of("--enable-native-access=ALL-UNNAMED"), main, folder);
    }

    /** Writes and reads all that this package can. */
    static final class Dayfiles {
        public static void main(String[] arguments) throws Exception {
            Path file = SampleFiles.writeDayfile(
                    Path.of(arguments[0], "2025-10-22.parquet"), SampleFiles.session(10_000, 3, 1));
            new CandleFiles(Disk.LOCAL).verify(file);
            List<String> lines = new java.util.ArrayList<>();
            new ForeignCandles(Disk.LOCAL, MarketClock.NEW_YORK)
                    .read(file, null, null, (s, tf, ts, o, h, l, c, v) -> lines.add(s));
            if (lines.size() != 10_000 || System.getProperty("slf4j.internal.verbosity") != null) {
                throw new AssertionError(lines.size() + " rows; a system property is left behind");
            }
        }
    }

    /** Proves that the class path has no backend, so that the other test can fail. */
    static final class Embedder {
        public static void main(String[] arguments) {
            org.slf4j.LoggerFactory.getLogger("embedder");
        }
    }
}
