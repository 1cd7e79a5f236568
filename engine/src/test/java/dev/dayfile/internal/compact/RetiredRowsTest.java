package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.TestEvents;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dayfiles that are not the ones that absorbed the retired parts: somebody removed one, or put an older one back. */
class RetiredRowsTest {
    @TempDir
    Path root;

    private static void compactAndRetire(TestStore store) {
        store.compactor().compact(TF, DAY);
        store.compactor().retireAll(Duration.ZERO);
    }

    /** The one answer of a retention that deletes whatever it may. */
    private static ExpiredParts retainOne(TestStore store) {
        store.clock.advance(Duration.ofDays(1));
        List<ExpiredParts> expired = store.compactor().retain(Duration.ZERO, true);
        assertThat(expired).hasSize(1);
        return expired.get(0);
    }

    @Test
    void shouldKeepAndFindRowsThatWentWithTheirDayfile() throws IOException {
        TestStore store = new TestStore(root);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 195; i++) {
            rows.add(Row.of("SPY", OPEN + i * TestStore.TWO_MINUTES, i, i + 1));
            store.part(rows.get(i));
        }
        compactAndRetire(store);
        Files.delete(store.dayfile());
        rows.add(Row.of("SPY", OPEN + 1, 1, 500));
        store.part(rows.get(195)); // late, and soon a dayfile of its own
        store.compactor().compact(TF, DAY);
        assertThat(store.dayfileRows()).hasSize(1);

        ExpiredParts kept = retainOne(store);
        assertThat(kept.deleted()).isFalse();
        assertThat(kept.keptBecause())
                .contains(
                        "the dayfile lacks rows of the day's retired parts [symbol=SPY, ts=2025-10-22T13:30:00.000000+00:00, seq=1]")
                .endsWith("; verify --repair brings them back");
        assertThat(store.verifier().verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(store.layout.retiredDay(TF, DAY, 0));
            assertThat(finding.problem()).contains("retired parts hold rows that no file of the day shows");
        });

        assertThat(store.verifier().repair(store.compactor()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy())
                        .isEqualTo("195 retired parts brought back; merged into the dayfile, which has 196 rows now"));
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        assertThat(store.verifier().verify().findings()).isEmpty();
        store.compactor().retireAll(Duration.ZERO);
        assertThat(retainOne(store).deleted()).isTrue();
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
    }

    @Test
    void shouldBringThemBackByUndoingTheCompaction() throws IOException {
        TestStore store = new TestStore(root);
        store.part(Row.of("A", OPEN, 1, 1));
        compactAndRetire(store);
        byte[] older = Files.readAllBytes(store.dayfile());
        store.part(Row.of("A", OPEN + 1, 2, 2));
        compactAndRetire(store);
        Files.write(store.dayfile(), older); // as of a backup of data/ that nobody held against retired/
        assertThat(store.verifier().verify().findings()).hasSize(1);

        store.compactor().finishUndo(store.compactor().beginUndo(TF, DAY));
        assertThat(store.visibleRows()).hasSize(2);
        assertThat(store.verifier().verify().findings()).isEmpty();
        compactAndRetire(store);
        assertThat(store.dayfileRows()).hasSize(2);
        assertThat(store.verifier().verify().findings()).isEmpty();
    }

    @Test
    void shouldAskForRowsOfADayfileThatWasSetAside() throws IOException {
        TestStore store = new TestStore(root);
        store.part(Row.of("A", OPEN, 1, 1));
        compactAndRetire(store);
        Path aside = store.compactor().finishUndo(store.compactor().beginUndo(TF, DAY));
        TestStore.delete(store.dayFolder());
        store.part(Row.of("A", OPEN + 1, 2, 2));
        store.compactor().compact(TF, DAY);
        assertThat(retainOne(store).keptBecause()).contains("lacks rows");
        assertThat(aside).exists();
    }

    @Test
    void shouldTakeRowsThatStandInTheFolderForShownButNotForKept() throws IOException {
        TestStore store = new TestStore(root);
        Path part = store.part(Row.of("A", OPEN, 1, 1));
        byte[] content = Files.readAllBytes(part);
        compactAndRetire(store);
        Files.delete(store.dayfile());
        store.part(Row.of("A", OPEN + 1, 2, 2));
        store.compactor().compact(TF, DAY);
        Files.write(part, content); // by hand, beside the retired one
        assertThat(store.verifier().verify().findings()).isEmpty();
        assertThat(retainOne(store).keptBecause()).contains("lacks rows");
        store.compactor().compact(TF, DAY);
        assertThat(retainOne(store).deleted()).isTrue();
    }

    @Test
    void shouldKeepAndSetAsideADamagedPartThatTheDayfileDoesNotName() throws IOException {
        TestStore store = new TestStore(root);
        store.part(Row.of("A", OPEN, 1, 1), Row.of("A", OPEN + 1, 1, 2));
        compactAndRetire(store);
        Path retired =
                Disk.LOCAL.list(store.layout.retiredDay(TF, DAY, 0)).get(0).path();
        TestStore.damage(retired);
        assertThat(store.verifier().verify().findings())
                .as("named, so nothing is at risk")
                .isEmpty();
        store.part(Row.of("A", OPEN + 2, 1, 3));
        store.compactor().compact(TF, DAY); // the new dayfile names only what still stood
        assertThat(retainOne(store).keptBecause())
                .contains("damaged", retired.getFileName().toString());
        VerifyReport report = store.verifier().repair(store.compactor());
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(retired);
            assertThat(finding.remedy()).startsWith("moved to ");
        });
        assertThat(store.verifier().verify().findings()).isEmpty();
    }

    /** Whatever was compacted, retired, removed and put back before: no row goes for good, and none is missed in silence. */
    @Test
    void shouldNeverDeleteTheOnlyCopyOfARow() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int lost = 0;
        for (int run = 0; run < 60 || lost == 0 && run < 1_000; run++) { // until rows were hidden in one
            TestStore store = new TestStore(root.resolve("run-" + run));
            List<Row> rows = new ArrayList<>();
            List<byte[]> dayfiles = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                change(store, random, rows, dayfiles);
            }
            store.part(append(rows, random));
            store.compactor().compact(TF, DAY); // so that a dayfile stands
            boolean shown = store.visibleRows().equals(Row.latest(rows));
            assertThat(store.verifier().verify().clean())
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(shown);
            lost += shown ? 0 : 1;

            store.clock.advance(Duration.ofDays(1));
            for (ExpiredParts expired : store.compactor().retain(Duration.ZERO, true)) {
                assertThat(expired.deleted())
                        .as("seed %d, run %d: %s", seed, run, expired)
                        .isEqualTo(expired.keptBecause() == null);
                assertThat(shown && !expired.deleted())
                        .as("seed %d, run %d: %s", seed, run, expired)
                        .isFalse();
            }
            store.verifier().repair(store.compactor());
            assertThat(store.visibleRows()).as("seed %d, run %d", seed, run).isEqualTo(Row.latest(rows));
            assertThat(store.verifier().verify().findings())
                    .as("seed %d, run %d", seed, run)
                    .isEmpty();
        }
        assertThat(lost).as("runs in which rows were hidden, seed %d", seed).isPositive();
    }

    private static Row append(List<Row> rows, Random random) {
        rows.add(Row.of("" + (char) ('A' + random.nextInt(3)), OPEN + random.nextInt(4), rows.size(), rows.size() + 1));
        return rows.get(rows.size() - 1);
    }

    private static void change(TestStore store, Random random, List<Row> rows, List<byte[]> dayfiles)
            throws IOException {
        boolean stands = Files.exists(store.dayfile());
        switch (random.nextInt(6)) {
            case 0, 1 -> store.part(append(rows, random), append(rows, random));
            case 2 -> store.compactor().compact(TF, DAY);
            case 3 -> store.compactor().retireAll(Duration.ZERO);
            case 4 -> {
                if (stands) {
                    dayfiles.add(Files.readAllBytes(store.dayfile()));
                    if (random.nextInt(3) == 0) {
                        Files.delete(store.dayfile());
                    }
                }
            }
            default -> {
                if (!dayfiles.isEmpty() && random.nextInt(2) == 0) {
                    Files.write(store.dayfile(), dayfiles.get(random.nextInt(dayfiles.size())));
                }
            }
        }
    }

    @Test
    void shouldFindWhatIsMissingHoweverFewRowsAreHeldAtOnce() throws IOException {
        TestStore store = new TestStore(root);
        List<Row> rows = new ArrayList<>();
        List<Path> parts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rows.add(Row.of(i % 2 == 0 ? "A" : "B", OPEN + i % 10, i, i + 1));
            parts.add(store.part(rows.get(i)));
        }
        store.compactor().compact(TF, DAY);
        List<Path> all = List.of(store.dayfile());
        CandleFiles files = new CandleFiles(Disk.LOCAL);
        for (int atOnce = 1; atOnce < 40; atOnce += 6) {
            assertThat(new MissingCandles(files, atOnce).first(parts, all)).isEmpty();
            assertThat(new MissingCandles(files, atOnce).first(all, parts)).isEmpty();
            for (int without = 0; without < 30; without++) {
                List<Path> others = new ArrayList<>(parts);
                others.remove(without);
                boolean last = without >= 20; // the greatest of its key
                assertThat(new MissingCandles(files, atOnce).first(all, others).isEmpty())
                        .as("without %d, %d at once", without, atOnce)
                        .isEqualTo(!last);
            }
        }
    }

    @Test
    void shouldKeepAndFindEventsThatWentWithTheirDayfile() throws IOException {
        TestTimeline timeline = new TestTimeline(root);
        timeline.part(1, 2);
        timeline.part(3);
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        compactor.retireAll(Duration.ZERO);
        Files.delete(timeline.dayfile());
        timeline.part(4);
        compactor.compact(timeline.days, DAY);
        assertThat(retainOne(timeline.store).keptBecause()).contains("lacks rows of the day's retired parts [seq=1]");
        assertThat(timeline.store.verifier().verify().findings()).hasSize(1);
        timeline.store.verifier().repair(compactor);
        assertThat(timeline.dayfileEvents()).isEqualTo(TestTimeline.events(1, 2, 3, 4));
        assertThat(timeline.store.verifier().verify().findings()).isEmpty();
        compactor.retireAll(Duration.ZERO);
        assertThat(retainOne(timeline.store).deleted()).isTrue();
    }

    @Test
    void shouldKeepAnEventWhoseSequenceAnotherOneHas() throws IOException {
        TestTimeline timeline = new TestTimeline(root);
        timeline.part(1, 2);
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        compactor.retireAll(Duration.ZERO);
        Files.delete(timeline.dayfile());
        timeline.part(List.of(TestEvents.event(1), TestEvents.event(5).withSeq(2)));
        compactor.compact(timeline.days, DAY);
        assertThat(retainOne(timeline.store).keptBecause()).contains("lacks rows of the day's retired parts [seq=2]");
        VerifyReport report = timeline.store.verifier().repair(compactor);
        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.remedy())
                .contains("1 retired parts brought back; the day could not be compacted")
                .contains("two files of the day have different events"));
        assertThat(timeline.visible()).isNotEmpty();
    }
}
