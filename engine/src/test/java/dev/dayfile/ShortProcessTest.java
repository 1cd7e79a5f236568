package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process that ends at once does not pay for, in a JVM of its own, since it is about what the JVM loads. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortProcessTest {
    private static final List<String> TELLING = List.of("-Xmx256m", "-Xlog:class+load:stdout:none");
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    @Test
    void shouldNeitherWarmUpNorLoadEventsToCompact() throws Exception {
        String loaded = ChildJvm.run(TELLING, Appending.class, root);
        assertThat(loaded).contains("ingest.PartWarmUp source");
        assertThat(loaded).as("the warm-up makes events").contains("jdk.jfr.internal.MetadataRepository");

        String compacting = ChildJvm.run(TELLING, Compacting.class, root);
        assertThat(compacting).contains("compact.DayMerge source", "compacted 1");
        assertThat(compacting).doesNotContain("PartWarmUp source", "jdk.jfr.internal.MetadataRepository");
    }

    @Test
    void shouldRecordEventsOfARecordingThatBeginsLate() throws Exception {
        ChildJvm.run(ChildJvm.SMALL, RecordedLate.class, root, root.resolve("late.jfr"));
        assertThat(RecordingFile.readAllEvents(root.resolve("late.jfr")))
                .extracting(event -> event.getEventType().getName())
                .contains("dev.dayfile.Flush", "dev.dayfile.PartPublished", "dev.dayfile.Compaction");
    }

    private static void append(StorageEngine engine, int candle) throws Exception {
        long seq = engine.candles("SPY", TF).append(OPEN + candle * TF.micros(), 1, 2, 1, 2, 10);
        if (!engine.awaitDurable(seq, PATIENCE)) {
            throw new IllegalStateException("not durable [seq=" + seq + "]");
        }
    }

    static final class Appending {
        private Appending() {}

        public static void main(String[] args) throws Exception {
            try (StorageEngine engine =
                    StorageEngine.open(StorageConfig.builder(Path.of(args[0])).build())) {
                append(engine, 0);
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().equals("dayfile-warm-up")) {
                        thread.join();
                    }
                }
            }
        }
    }

    static final class Compacting {
        private Compacting() {}

        public static void main(String[] args) {
            try (StorageEngine engine =
                    StorageEngine.open(StorageConfig.builder(Path.of(args[0])).build())) {
                System.out.println("compacted " + engine.compact(TF, DAY).rowsOut());
            }
        }
    }

    static final class RecordedLate {
        private RecordedLate() {}

        public static void main(String[] args) throws Exception {
            Recording recording;
            try (StorageEngine engine =
                    StorageEngine.open(StorageConfig.builder(Path.of(args[0])).build())) {
                append(engine, 0);
                if (FlightRecorder.isInitialized()) {
                    throw new IllegalStateException("something has begun the recorder");
                }
                recording = new Recording(); // which begins the recorder
                recording.start();
                append(engine, 1);
                engine.compact(TF, DAY);
            } // with its threads their events are over
            recording.stop();
            recording.dump(Path.of(args[1]));
            recording.close();
        }
    }
}
