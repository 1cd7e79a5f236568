package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other programs in a day's place. */
class ForeignFilesTest {
    private static ForeignFiles foreign;

    @TempDir
    Path root;

    private TestStore store;

    @BeforeAll
    static void connect() {
        foreign = new ForeignFiles();
    }

    @AfterAll
    static void disconnect() {
        foreign.close();
    }

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    /** They have no sequences, so of one key the last by name is what readers show, and what must be left. */
    @ParameterizedTest
    @CsvSource({"a, b", "b, a"})
    void shouldKeepWhatReadersShowOfForeignFilesLargeAndSmall(String ofLarge, String ofSmall) throws IOException {
        Random random = new Random(42);
        List<Row> many = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) {
            many.add(Row.of("SPY", OPEN + i, random.nextDouble(), 0));
        }
        List<Row> few = List.of(Row.of("SPY", OPEN + 5, 7, 0), Row.of("SPY", OPEN + 5_000, 8, 0));
        Path large = foreign.write(store.dayFolder().resolve(ofLarge + ".parquet"), many);
        foreign.write(store.dayFolder().resolve(ofSmall + ".parquet"), few);
        assertThat(LargePart.isLarge(Files.size(large))).isTrue();
        List<Row> shown = store.visibleRows();
        assertThat(shown).hasSize(many.size());
        assertThat(shown.containsAll(few)).isEqualTo(ofSmall.equals("b"));

        store.compactor().compact(TF, DAY);

        assertThat(store.dayfileRows()).isEqualTo(shown);
    }

    @Test
    void shouldAbsorbAForeignFileAndLetEveryRowOfOursWin() {
        Path file = foreign.write(
                store.dayFolder().resolve("candles.parquet"),
                List.of(Row.of("SPY", OPEN + 1, 7, 0), Row.of("SPY", OPEN, 8, 0).withVolume(Double.NaN)));
        Path part = store.part(Row.of("SPY", OPEN + 1, 9, 1));

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.quarantined()).isEmpty();
        assertThat(store.dayfileRows())
                .containsExactly(Row.of("SPY", OPEN, 8, 0).withVolume(Double.NaN), Row.of("SPY", OPEN + 1, 9, 1));
        assertThat(store.absorbed())
                .containsExactly(
                        file.getFileName().toString(), part.getFileName().toString());
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(store.verifier().verify().clean()).isTrue();
    }

    @Test
    void shouldQuarantineAForeignFileThatIsNoCandleFile() throws IOException {
        store.part(Row.of("SPY", OPEN, 9, 1));
        Path text = Files.writeString(store.dayFolder().resolve("readme.parquet"), "no Parquet at all, only a name");

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.quarantined()).containsExactly(store.layout.quarantined(text, 0));
        assertThat(store.dayfileRows()).hasSize(1);
    }

    /** A disk that fails, or an engine that closes and lets nothing be read any more, says nothing of the file. */
    @Test
    void shouldTakeNoFailureOfTheDiskForDamageOfAForeignFile() throws IOException {
        Path file = foreign.write(
                store.dayFolder().resolve("candles.parquet"),
                List.of(Row.of("SPY", OPEN + 1, 7, 0), Row.of("SPY", OPEN, 8, 0)));
        int failures = 0;
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(new PassingDisk());
            Compactor compactor = store.compactor(disk);
            disk.failAt(n, new IOException("Input/output error"));
            try {
                compactor.compact(TF, DAY);
            } catch (StorageException e) {
                assertThat(e).as("call %d", n).isNotInstanceOf(CorruptFileException.class);
                failures++;
            }
            assertThat(file).as("call %d", n).exists();
            if (!disk.fired()) {
                break;
            }
            Files.deleteIfExists(store.dayfile());
        }
        assertThat(failures).isGreaterThan(10);
        assertThat(store.dayfileRows()).hasSize(2);
    }

    @Test
    void shouldQuarantineAForeignFileThatCountsDaysOtherwise() {
        store.part(Row.of("SPY", OPEN, 9, 1));
        long eveningBefore = TestStore.MARKET.parse("2025-10-21T20:30"); // 2025-10-22 in UTC
        Path file = foreign.write(
                store.dayFolder().resolve("utc.parquet"),
                List.of(Row.of("SPY", eveningBefore, 7, 0), Row.of("SPY", OPEN + 1, 7, 0)));

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.quarantined()).containsExactly(store.layout.quarantined(file, 0));
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 9, 1));
    }

    @Test
    void shouldMergeIntoAForeignDayfile() {
        foreign.write(
                store.dayfile(),
                List.of(Row.of("SPY", OPEN + 1, 7, 0), Row.of("SPY", OPEN, 8, 0), Row.of("SPY", OPEN, 6, 0)));
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
        store.part(Row.of("SPY", OPEN + 2, 9, 1));

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.rowsIn()).isEqualTo(4);
        assertThat(store.dayfileRows())
                .containsExactly(
                        Row.of("SPY", OPEN, 6, 0), Row.of("SPY", OPEN + 1, 7, 0), Row.of("SPY", OPEN + 2, 9, 1));
    }

    @Test
    void shouldHoldAForeignFileLargerThanTheMemoryInPieces() {
        List<Row> rows = new java.util.ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            rows.add(Row.of("S" + i % 7, OPEN + (i * 7919L % 500) * 1_000_000, i, 0));
        }
        foreign.write(store.dayFolder().resolve("large.parquet"), rows);
        store.part(Row.of("S1", OPEN, 9_999, 1));
        rows.add(Row.of("S1", OPEN, 9_999, 1));

        store.compactor(new PassingDisk(), new CompactionSettings(100, 3)).compact(TF, DAY);

        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        assertThat(store.temporaries()).isEmpty();
    }
}
