package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.compact.Compactor.UndoBegun;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compaction undone: the day is parts again, and no row is missing at any moment. */
class UndoTest {
    private static final CompactionSettings SPILLING = new CompactionSettings(2, 2);

    @TempDir
    Path folder;

    private final List<Row> rows = new ArrayList<>();

    /** Compacted and retired twice, with a correction that came late. */
    private TestStore compactedTwice(String name) {
        TestStore store = new TestStore(folder.resolve(name));
        rows.clear();
        part(store, Row.of("A", OPEN, 1, 1), Row.of("B", OPEN, 2, 2));
        part(store, Row.of("A", OPEN + 1, 3, 3));
        store.compactor().compact(TF, DAY);
        store.compactor().retireAll(Duration.ZERO);
        part(store, Row.of("A", OPEN, 4, 4), Row.of("C", OPEN, 5, 5));
        store.compactor().compact(TF, DAY);
        store.compactor().retireAll(Duration.ZERO);
        return store;
    }

    private void part(TestStore store, Row... added) {
        store.part(added);
        rows.addAll(List.of(added));
    }

    private static void undo(Compactor compactor) {
        compactor.finishUndo(compactor.beginUndo(TF, DAY));
    }

    @Test
    void shouldGiveBackTheDayAsItWas() {
        TestStore store = compactedTwice("store");
        UndoBegun begun = store.compactor().beginUndo(TF, DAY);
        assertThat(begun.parts()).isEqualTo(3);
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
        Path aside = store.compactor().finishUndo(begun);

        assertThat(store.dayfile()).doesNotExist();
        assertThat(aside).exists();
        assertThat(aside.toString()).doesNotEndWith(".parquet");
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
        assertThat(store.compactor().days().waiting(store.layout.candles(TF))).containsExactly(DAY);
        assertThat(store.verifier().verify().clean()).isTrue();

        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        undo(store.compactor());
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
    }

    @Test
    void shouldKeepPartsThatCameAfterTheCompaction() {
        TestStore store = compactedTwice("store");
        part(store, Row.of("D", OPEN, 6, 6));
        undo(store.compactor());
        assertThat(store.dayfile()).doesNotExist();
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
    }

    @Test
    void shouldRefuseWhenARowIsInNoPart() {
        TestStore store = compactedTwice("store");
        HistoryImport history = store.compactor().importHistory(() -> 100, ImportListener.NONE);
        history.add("Z", TF, OPEN, 1, 1, 1, 1, 1);
        history.finish();
        List<String> before = TestStore.filesBelow(store.root);
        assertThatThrownBy(() -> store.compactor().beginUndo(TF, DAY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rows=5, in parts=4");
        assertThat(TestStore.filesBelow(store.root)).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhenRetiredPartsAreGoneOrDamaged() throws IOException {
        TestStore store = compactedTwice("store");
        Path retired = store.layout.retiredDay(TF, DAY, 0);
        Path part = retired.resolve(TestStore.filesBelow(retired).get(0));
        byte[] content = Files.readAllBytes(part);
        Files.delete(part);
        assertThatThrownBy(() -> store.compactor().beginUndo(TF, DAY)).isInstanceOf(IllegalStateException.class);
        Files.write(part, content);
        TestStore.damage(part);
        assertThatThrownBy(() -> store.compactor().beginUndo(TF, DAY)).isInstanceOf(CorruptFileException.class);
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
        Files.write(part, content);
        undo(store.compactor());
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
    }

    @Test
    void shouldRefuseADayThatIsNotCompacted() {
        TestStore store = new TestStore(folder);
        store.part(Row.of("A", OPEN, 1, 1));
        assertThatThrownBy(() -> store.compactor().beginUndo(TF, DAY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no dayfile");
    }

    @Test
    void shouldLeaveADayfileThatWasMadeAnewInTheGrace() {
        TestStore store = compactedTwice("store");
        UndoBegun begun = store.compactor().beginUndo(TF, DAY);
        part(store, Row.of("E", OPEN, 7, 7));
        store.compactor().compact(TF, DAY);
        assertThatThrownBy(() -> store.compactor().finishUndo(begun)).isInstanceOf(IllegalStateException.class);
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
        assertThat(store.layout.candles(TF).kept(DAY)).doesNotExist();
        assertThat(store.compactor().retireDue(Duration.ZERO)).as("by itself").isEqualTo(1);
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
        undo(store.compactor());
        assertThat(store.visibleRows()).isEqualTo(Row.latest(rows));
    }

    @Test
    void shouldLeaveTheMarkOfSomebodyWhoWantsThePartsToStay() {
        for (boolean before : new boolean[] {true, false}) {
            TestStore store = compactedTwice("store-" + before);
            if (before) {
                store.compactor().keepParts(store.layout.candles(TF), DAY);
            }
            UndoBegun begun = store.compactor().beginUndo(TF, DAY);
            if (!before) {
                store.compactor().keepParts(store.layout.candles(TF), DAY);
            }
            part(store, Row.of("E", OPEN, 7, 7));
            store.compactor().compact(TF, DAY);
            assertThatThrownBy(() -> store.compactor().finishUndo(begun)).isInstanceOf(IllegalStateException.class);
            assertThat(store.compactor().retireDue(Duration.ZERO)).isZero();
            assertThat(store.layout.candles(TF).kept(DAY)).exists();
        }
    }

    @Test
    void shouldNotRetireTheRestoredPartsInTheGrace() {
        TestStore store = new TestStore(folder);
        part(store, Row.of("A", OPEN, 1, 1));
        store.compactor().compact(TF, DAY);
        UndoBegun begun = store.compactor().beginUndo(TF, DAY);
        assertThat(store.compactor().retireDue(Duration.ZERO)).isZero();
        store.compactor().finishUndo(begun);
        assertThat(store.visibleRows()).isEqualTo(rows);
        assertThat(store.layout.candles(TF).kept(DAY)).doesNotExist();
    }

    @Test
    void shouldLoseNothingWhateverCallFails() throws IOException {
        for (boolean dies : new boolean[] {false, true}) {
            boolean fired = true;
            int n = 0;
            while (fired) {
                n++;
                TestStore store = compactedTwice(dies + "-" + n);
                FaultyDisk disk = new FaultyDisk(new PassingDisk());
                Compactor compactor = store.compactor(disk, SPILLING);
                disk.breakAt(n, dies);
                try {
                    undo(compactor);
                } catch (StorageException e) {
                    assertThat(e).as("call %d", n).isNotInstanceOf(CorruptFileException.class);
                }
                fired = disk.fired();
                disk.heal();
                assertThat(store.visibleRows()).as("call %d", n).isEqualTo(Row.latest(rows));
                if (dies) {
                    Leftovers.delete(Disk.LOCAL, store.layout);
                    compactor = store.compactor();
                }
                if (Files.exists(store.dayfile())) {
                    undo(compactor);
                }
                assertThat(store.dayfile()).doesNotExist();
                assertThat(store.visibleRows()).as("call %d, then again", n).isEqualTo(Row.latest(rows));
                TestStore.delete(store.root);
            }
            assertThat(n).as("calls that could fail").isGreaterThan(20);
        }
    }
}
