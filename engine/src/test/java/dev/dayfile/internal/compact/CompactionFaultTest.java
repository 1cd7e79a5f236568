package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call to the disk fails once, fails after it took effect, and is where the process dies: nothing may be lost. */
class CompactionFaultTest {
    @TempDir
    Path folder;

    private static final CompactionSettings SPILLING = new CompactionSettings(2, 2);

    private final List<Row> rows = new ArrayList<>();

    private enum Fault {
        FAIL,
        FAIL_AFTER,
        DIE;

        void arm(FaultyDisk disk, long n) {
            switch (this) {
                case FAIL -> disk.failAt(n, new IOException("Input/output error"));
                case FAIL_AFTER -> disk.failAfter(n, new IOException("Input/output error"));
                case DIE -> disk.dieAt(n);
            }
        }
    }

    /** A standing dayfile, parts that wait, corrections, and one damaged part. */
    private TestStore standing(int n) {
        TestStore store = new TestStore(folder.resolve(Integer.toString(n)));
        rows.clear();
        part(store, Row.of("A", OPEN, 1, 1), Row.of("B", OPEN, 2, 2));
        store.compactor().compact(TF, DAY);
        part(store, Row.of("A", OPEN, 3, 3), Row.of("A", OPEN + 1, 4, 4), Row.of("C", OPEN, 5, 5));
        part(store, Row.of("C", OPEN, 6, 6));
        part(store, Row.of("B", OPEN + 1, 7, 7).withVolume(Double.NaN), Row.of("B", OPEN + 1, 8, 8));
        return store;
    }

    private void part(TestStore store, Row... added) {
        store.part(added);
        rows.addAll(List.of(added));
    }

    private void assertSurvivesEveryFault(BiConsumer<TestStore, Compactor> work, Consumer<TestStore> after)
            throws IOException {
        for (Fault fault : Fault.values()) {
            boolean fired = true;
            int n = 0;
            while (fired) {
                n++;
                TestStore store = standing(n);
                FaultyDisk disk = new FaultyDisk(new PassingDisk());
                Compactor compactor = store.compactor(disk, SPILLING);
                fault.arm(disk, n);
                try {
                    work.accept(store, compactor);
                } catch (StorageException e) {
                    assertThat(e).as("%s at call %d", fault, n).isNotInstanceOf(CorruptFileException.class);
                }
                fired = disk.fired();
                disk.heal();
                assertThat(store.visibleRows()).as("%s at call %d", fault, n).isEqualTo(Row.latest(rows));

                if (fault == Fault.DIE) {
                    Leftovers.delete(Disk.LOCAL, store.layout);
                    compactor = store.compactor(new PassingDisk(), SPILLING);
                }
                work.accept(store, compactor);
                assertThat(store.visibleRows())
                        .as("%s at call %d, then again", fault, n)
                        .isEqualTo(Row.latest(rows));
                assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
                assertThat(store.compactor().days().waiting(store.layout.candles(TF)))
                        .isEmpty();
                if (fault != Fault.FAIL_AFTER) {
                    // a file whose creation took effect and yet failed is a leftover as after a death
                    assertThat(store.temporaries())
                            .as("%s at call %d", fault, n)
                            .isEmpty();
                }
                after.accept(store);
                TestStore.delete(store.root);
            }
            assertThat(n).as("calls that could fail").isGreaterThan(20);
        }
    }

    @Test
    void shouldLoseNothingWhateverCallOfACompactionFails() throws IOException {
        assertSurvivesEveryFault((store, compactor) -> compactor.compact(TF, DAY), store -> {});
    }

    @Test
    void shouldLoseNothingWhateverCallOfARetirementFails() throws IOException {
        assertSurvivesEveryFault(
                (store, compactor) -> {
                    compactor.compact(TF, DAY);
                    compactor.retireAll(Duration.ZERO);
                },
                store -> {
                    assertThat(store.dayFolder()).doesNotExist();
                    assertThat(Row.latest(retiredRows(store))).isEqualTo(Row.latest(rows));
                    assertThat(store.layout.retired(TF).toFile().list()).containsExactly(DAY + ".0");
                });
    }

    private static List<Row> retiredRows(TestStore store) {
        List<Row> retired = new ArrayList<>();
        Path day = store.layout.retiredDay(TF, DAY, 0);
        for (String name : TestStore.filesBelow(day)) {
            assertThat(name).doesNotEndWith(StoreLayout.PARQUET); // or a glob of the whole root would find it
            assertThat(StoreLayout.standingName(name)).endsWith(StoreLayout.PARQUET);
            retired.addAll(TestStore.rows(day.resolve(name)));
        }
        return retired;
    }

    @Test
    void shouldLoseNothingWhateverCallOfARestorationFails() throws IOException {
        assertSurvivesEveryFault(
                (store, compactor) -> {
                    compactor.compact(TF, DAY);
                    compactor.retireAll(Duration.ZERO);
                    compactor.restoreRetired(TF, DAY);
                    compactor.compact(TF, DAY);
                },
                store ->
                        assertThat(TestStore.filesBelow(store.layout.retired())).isEmpty());
    }

    @Test
    void shouldLoseNothingWhateverCallOfAnImportFails() throws IOException {
        Row imported = Row.of("B", OPEN, 30, 100);
        assertSurvivesEveryFault(
                (store, compactor) -> {
                    HistoryImport history = compactor.importHistory(() -> 100, ImportListener.NONE);
                    history.add(
                            imported.symbol(),
                            TF,
                            imported.tsMicros(),
                            imported.open(),
                            imported.high(),
                            imported.low(),
                            imported.close(),
                            imported.volume());
                    List<CompactionReport> reports;
                    try {
                        reports = history.finish();
                    } finally {
                        if (TestStore.rows(store.dayfile()).contains(imported) && !rows.contains(imported)) {
                            rows.add(imported);
                        }
                    }
                    assertThat(reports).hasSize(1);
                    compactor.compact(TF, DAY);
                },
                store -> {});
    }
}
