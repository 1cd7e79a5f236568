package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static final Duration TEN_DAYS = Duration.ofDays(10);

    @TempDir
    Path root;

    private TestStore store;
    private List<Row> rows;

    @BeforeEach
    void retireADay() {
        store = new TestStore(root);
        store.part(Row.of("A", OPEN, 1, 1), Row.of("B", OPEN, 2, 2));
        store.part(Row.of("A", OPEN + 1, 3, 3));
        store.compactor().compact(TF, DAY);
        store.compactor().retireAll(Duration.ZERO);
        rows = store.dayfileRows();
    }

    @Test
    void shouldKeepWhatIsYoungerThanAsked() {
        List<String> before = TestStore.filesBelow(root);
        store.clock.advance(Duration.ofDays(9)); // of an old trading day, but the files are of today
        assertThat(store.compactor().retain(TEN_DAYS, true)).isEmpty();
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
    }

    @Test
    void shouldTellFirstAndDeleteWhenTold() {
        List<String> before = TestStore.filesBelow(root);
        store.clock.advance(Duration.ofDays(11));
        ExpiredParts told = store.compactor().retain(TEN_DAYS, false).get(0);
        assertThat(told.files()).isEqualTo(2);
        assertThat(told.bytes()).isPositive();
        assertThat(told.keptBecause()).isNull();
        assertThat(told.deleted()).isFalse();
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);

        assertThat(store.compactor().retain(TEN_DAYS, true)).singleElement().satisfies(gone -> {
            assertThat(gone.deleted()).isTrue();
            assertThat(gone.path()).doesNotExist();
        });
        assertThat(store.dayfileRows()).isEqualTo(rows);
        assertThat(store.compactor().retain(TEN_DAYS, true)).isEmpty();
        assertThat(store.verifier().verify().clean()).isTrue();
    }

    @Test
    void shouldKeepPartsWhoseDayHasNoWholeDayfile() throws IOException {
        store.clock.advance(Duration.ofDays(11));
        byte[] content = Files.readAllBytes(store.dayfile());
        TestStore.damage(store.dayfile());
        assertThat(store.compactor().retain(Duration.ZERO, true))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.keptBecause()).isEqualTo("the dayfile is damaged; verify --repair rebuilds it");
                    assertThat(kept.path()).isDirectory();
                });
        Files.delete(store.dayfile());
        assertThat(store.compactor().retain(Duration.ZERO, true).get(0).keptBecause())
                .isEqualTo("the day has no dayfile; verify --repair makes it of the retired parts");
        Files.write(store.dayfile(), content);
        store.clock.advance(Duration.ofDays(1));
        assertThat(store.compactor().retain(TEN_DAYS, true).get(0).deleted()).isTrue();
    }

    @Test
    void shouldLeaveARetirementAloneThatIsNotFinished() throws IOException {
        Path finished = store.layout.retiredDay(TF, DAY, 0);
        Files.move(finished, store.layout.candles(TF).uncheckedRetiredDay(DAY, 0));
        store.clock.advance(Duration.ofDays(11));
        assertThat(store.compactor().retain(TEN_DAYS, true)).isEmpty();
        assertThat(store.layout.candles(TF).uncheckedRetiredDay(DAY, 0)).isDirectory();
    }

    @Test
    void shouldDeleteAnUndoneDayfileWithTheDaysParts() {
        Path aside = store.compactor().finishUndo(store.compactor().beginUndo(TF, DAY));
        store.clock.advance(Duration.ofDays(11));
        assertThat(store.compactor().retain(TEN_DAYS, true).get(0).deleted()).isFalse();
        store.compactor().compact(TF, DAY);
        assertThat(store.compactor().retain(TEN_DAYS, true).get(0).deleted()).isTrue();
        assertThat(aside).doesNotExist();
        assertThat(store.dayfileRows()).isEqualTo(rows);
    }

    /** Each call fails in turn, or the process dies there: the dayfile holds every row, and the next run completes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWhereADeletionWasInterrupted(boolean dies) {
        boolean fired = true;
        int n = 0;
        while (fired) {
            n++;
            store.clock.advance(Duration.ofDays(11));
            FaultyDisk disk = new FaultyDisk(new PassingDisk());
            disk.breakAt(n, dies);
            try {
                store.compactor(disk).retain(TEN_DAYS, true);
            } catch (StorageException e) {
                assertThat(e).as("call %d", n).isNotInstanceOf(CorruptFileException.class);
            }
            fired = disk.fired();
            assertThat(store.visibleRows()).as("call %d", n).isEqualTo(rows);

            store.compactor().retain(TEN_DAYS, true);
            assertThat(TestStore.filesBelow(store.layout.retired()))
                    .as("call %d, then again", n)
                    .isEmpty();
            assertThat(store.verifier().verify().clean()).isTrue();
            retireADay(n);
        }
        assertThat(n).as("calls that could fail").isGreaterThan(8);
        store.clock.advance(Duration.ofDays(11));
        store.compactor().retain(TEN_DAYS, true);
        assertThatThrownBy(() -> store.compactor().beginUndo(TF, DAY)).isInstanceOf(IllegalStateException.class);
    }

    /** Rows that came late, compacted and retired too. */
    private void retireADay(int n) {
        store.part(Row.of("A", OPEN, n, 10 + n), Row.of("B", OPEN + n, 2, 1000 + n));
        store.part(Row.of("A", OPEN + 1, n, 2000 + n));
        store.compactor().compact(TF, DAY);
        store.compactor().retireAll(Duration.ZERO);
        rows = store.dayfileRows();
    }
}
