package dev.dayfile.benchmarks.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.benchmarks.harness.Measurement;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything of the suite {@code objects} runs, with counts at which no figure means anything. */
class ObjectsGateTest {
    @TempDir
    Path root;

    @Test
    void shouldTakeInEveryEvent() throws Exception {
        assertThat(LiveTurn.append(root, 20, 2))
                .extracting(Measurement::metric)
                .contains(Samples.P50, Samples.P99, LiveTurn.ALLOCATED);
    }

    @Test
    void shouldWriteEveryObjectIntoTheSnapshot() throws Exception {
        assertThat(LiveTurn.snapshot(root, 30, 2))
                .extracting(Measurement::contender)
                .contains(LiveTurn.OURS, LiveTurn.DUCKDB);
    }

    @Test
    void shouldFindTheSameObjectsByEveryContender() throws Exception {
        assertThat(LiveTurn.band(root.resolve("quiet"), 100, 5, 2, false))
                .extracting(Measurement::contender)
                .contains(LiveTurn.OURS, LiveTurn.SCAN, LiveTurn.DUCKDB);
        assertThat(LiveTurn.band(root.resolve("busy"), 100, 5, 0, true))
                .extracting(Measurement::contender)
                .containsOnly(LiveTurn.OURS);
    }

    @Test
    void shouldOpenAndSeeTheSamePastByEveryContender() throws Exception {
        int objects = ObjectsTurn.writePast(root, 2_000, 300, 500);
        assertThat(PastTurn.open("tiny", root, objects))
                .extracting(Measurement::metric)
                .containsExactly(PastTurn.TIME, PastTurn.CPU);
        assertThat(PastTurn.asOf("tiny", root, 4, 3, 1 << 24))
                .extracting(Measurement::contender)
                .contains(LiveTurn.OURS, PastTurn.VIEWPORT, PastTurn.DUCKDB_MACRO);
    }
}
