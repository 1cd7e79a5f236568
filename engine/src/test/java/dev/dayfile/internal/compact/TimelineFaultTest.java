package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestTimeline.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call to the disk fails, fails after it took effect, and is where the process dies: no event may be lost. */
class TimelineFaultTest {
    /** Few enough that runs are spilled and merged in two passes. */
    private static final CompactionSettings SPILLING = new CompactionSettings(16, 2);

    @TempDir
    Path folder;

    private enum Fault {
        FAIL,
        FAIL_AFTER,
        SHORT_WRITE,
        DIE;

        void arm(FaultyDisk disk, long n) {
            switch (this) {
                case FAIL -> disk.failAt(n, new IOException("Input/output error"));
                case FAIL_AFTER -> disk.failAfter(n, new IOException("Input/output error"));
                case SHORT_WRITE -> disk.writeShortAt(n);
                case DIE -> disk.dieAt(n);
            }
        }
    }

    /** A standing dayfile, and parts that wait: late events, doubles. */
    private static void standing(TestTimeline timeline) {
        timeline.part(range(3, 5));
        timeline.store.compactor().compact(timeline.days, DAY);
        timeline.part(1, 4, 6);
        timeline.part(2, 6);
    }

    private static void compacted(TestTimeline timeline) {
        standing(timeline);
        timeline.store.compactor().compact(timeline.days, DAY);
    }

    private static void retired(TestTimeline timeline) {
        compacted(timeline);
        timeline.store.compactor().retireAll(Duration.ZERO);
    }

    private void assertSurvives(
            Set<Fault> faults,
            Consumer<TestTimeline> before,
            BiConsumer<TestTimeline, Compactor> work,
            Consumer<TestTimeline> after)
            throws IOException {
        for (Fault fault : faults) {
            boolean fired = true;
            int n = 0;
            while (fired) {
                n++;
                TestTimeline timeline = new TestTimeline(folder.resolve(fault + "-" + n));
                before.accept(timeline);
                FaultyDisk disk = new FaultyDisk(new PassingDisk());
                Compactor compactor = timeline.store.compactor(disk, SPILLING);
                fault.arm(disk, n);
                boolean foundDamage = false;
                try {
                    work.accept(timeline, compactor);
                } catch (StorageException e) {
                    foundDamage = e instanceof CorruptFileException;
                }
                // only a write that lied leaves a file that is not whole, and the proof sees it
                assertThat(foundDamage && fault != Fault.SHORT_WRITE)
                        .as("%s at call %d", fault, n)
                        .isFalse();
                fired = disk.fired();
                disk.heal();
                assertThat(timeline.visible()).as("%s at call %d", fault, n).isEqualTo(range(1, 6));
                if (fault == Fault.DIE) {
                    Leftovers.delete(Disk.LOCAL, timeline.store.layout);
                    compactor = timeline.store.compactor(new PassingDisk(), SPILLING);
                }
                work.accept(timeline, compactor);
                assertThat(timeline.visible())
                        .as("%s at call %d, then again", fault, n)
                        .isEqualTo(range(1, 6));
                if (fault != Fault.FAIL_AFTER) { // else a file whose creation took effect and yet failed is left over
                    assertThat(timeline.store.temporaries())
                            .as("%s at call %d", fault, n)
                            .filteredOn(file -> !file.startsWith(".dayfile/work/")) // which the next merge deletes
                            .isEmpty();
                }
                after.accept(timeline);
                TestStore.delete(timeline.store.root);
            }
            assertThat(n).as("%s: calls that could fail", fault).isGreaterThan(fault == Fault.SHORT_WRITE ? 0 : 10);
        }
    }

    @Test
    void shouldLoseNothingWhateverCallOfACompactionFails() throws IOException {
        assertSurvives(
                EnumSet.allOf(Fault.class),
                TimelineFaultTest::standing,
                (timeline, compactor) -> compactor.compact(timeline.days, DAY),
                timeline -> {
                    assertThat(timeline.dayfileEvents()).isEqualTo(range(1, 6));
                    assertThat(timeline.store.compactor().days().waiting(timeline.days))
                            .isEmpty();
                });
    }

    @Test
    void shouldLoseNothingWhateverCallOfARetirementFails() throws IOException {
        assertSurvives(
                EnumSet.of(Fault.FAIL_AFTER, Fault.DIE),
                TimelineFaultTest::compacted,
                (timeline, compactor) -> compactor.retireAll(Duration.ZERO),
                timeline -> {
                    assertThat(timeline.folder()).doesNotExist();
                    assertThat(TestStore.filesBelow(timeline.days.retired()))
                            .hasSize(3)
                            .allMatch(name -> name.startsWith(DAY + ".0/") && !name.endsWith(StoreLayout.PARQUET));
                });
    }

    @Test
    void shouldLoseNothingWhateverCallOfAnUndoFails() throws IOException {
        assertSurvives(
                EnumSet.of(Fault.FAIL, Fault.DIE),
                TimelineFaultTest::retired,
                (timeline, compactor) -> {
                    if (compactor.days().hasDayfile(timeline.days, DAY)) {
                        compactor.finishUndo(compactor.beginUndo(timeline.days, DAY));
                    }
                },
                timeline -> {
                    assertThat(timeline.dayfile()).doesNotExist();
                    assertThat(TestStore.filesBelow(timeline.folder())).hasSize(3);
                });
    }
}
