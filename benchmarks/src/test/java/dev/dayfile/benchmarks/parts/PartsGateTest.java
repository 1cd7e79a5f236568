package dev.dayfile.benchmarks.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.internal.layout.StoreLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything of the suites {@code parts} and {@code compaction} runs, with counts at which no figure means anything. */
class PartsGateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.dayfile.benchmarks.parts.PartsTurn#contenders")
    void shouldWriteEveryRowOfEveryPart(String contender) throws Exception {
        for (boolean force : new boolean[] {false, true}) {
            Path parts = Files.createDirectories(folder.resolve("force-" + force));
            assertThat(PartsTurn.run(contender, "tiny", 3, 4, 1, force, parts))
                    .extracting(Measurement::metric)
                    .containsExactly(
                            PartsTurn.FIRST, PartsTurn.P50, PartsTurn.P99, PartsTurn.THROUGHPUT, PartsTurn.BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.dayfile.benchmarks.parts.CompactionTurn#contenders")
    void shouldCompactEveryRow(String contender) throws Exception {
        StoreLayout layout = new StoreLayout(folder);
        CompactionTurn.writeParts(5, 4, 10, layout);
        assertThat(CompactionTurn.run(contender, "tiny", 5, 4, 10, new CompactionTurn.Repeats(2, 1, 2), layout))
                .extracting(Measurement::metric)
                .contains(
                        CompactionTurn.FIRST,
                        CompactionTurn.EARLY,
                        CompactionTurn.TIME,
                        CompactionTurn.MEMORY,
                        CompactionTurn.BYTES,
                        CompactionTurn.DUCKDB_QUERY);
    }

    @Test
    void shouldImportEveryRow() throws Exception {
        for (ImportTurn.Form form : ImportTurn.Form.values()) {
            assertThat(ImportTurn.run(folder.resolve(form.name()), form, 5_000).value())
                    .as(form.caseName())
                    .isPositive();
        }
    }

    @Test
    void shouldRefuseAContenderWhoseRowsAreNotAllThere() throws Exception {
        PartsTurn.run("dayfile", "tiny", 3, 4, 1, false, folder);
        assertThatThrownBy(() -> PartsTurn.run("dayfile", "tiny", 3, 2, 1, false, folder))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("given=9");
    }
}
