package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestTimeline.range;
import static dev.dayfile.internal.parquet.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of the timeline lives the life of a day of candles. */
class TimelineCompactionTest {
    @TempDir
    Path root;

    private TestTimeline timeline;

    @BeforeEach
    void create() {
        timeline = new TestTimeline(root);
    }

    private CompactionReport compact() {
        return timeline.store.compactor().compact(timeline.days, DAY);
    }

    private void assertClean() {
        assertThat(timeline.store.verifier().verify().findings()).isEmpty();
        assertThat(timeline.store.temporaries()).isEmpty();
    }

    @Test
    void shouldMergePartsBySequenceAndKeepEachEventOnce() {
        timeline.part(4, 5, 9);
        timeline.part(1, 2, 3);
        timeline.part(4, 5); // as a replay writes it
        Compactor compactor = timeline.store.compactor();
        assertThat(compactor.days().waiting(timeline.days)).containsExactly(DAY);
        CompactionReport plan = compactor.plan(timeline.days, DAY);
        assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
        assertThat(plan.rowsIn()).isEqualTo(8);
        CompactionReport report = compactor.compact(timeline.days, DAY);
        assertThat(report.timeframe()).isNull();
        assertThat(report.dayfile()).isEqualTo(root.resolve("objects/timeline/2025-10/2025-10-22.parquet"));
        assertThat(report.parts()).isEqualTo(3);
        assertThat(report.rowsIn()).isEqualTo(8);
        assertThat(report.rowsOut()).isEqualTo(6);
        assertThat(report.doublesDropped()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo(timeline.dayfile().toFile().length());
        assertThat(timeline.dayfileEvents()).isEqualTo(TestTimeline.events(1, 2, 3, 4, 5, 9));
        try (EventFile file = new ObjectFiles(Disk.LOCAL).openEvents(timeline.dayfile())) {
            FileFooter footer = file.footer();
            assertThat(footer.firstSeq()).isEqualTo(1);
            assertThat(footer.lastSeq()).isEqualTo(9);
            assertThat(footer.absorbed()).hasSize(3).isEqualTo(TestStore.filesBelow(timeline.folder()));
        }
        assertThat(compactor.days().waiting(timeline.days)).isEmpty();
        assertClean();
    }

    @Test
    void shouldDoNothingTwiceAndMergeLateEventsIntoTheDay() throws IOException {
        timeline.part(1, 3);
        compact();
        byte[] before = Files.readAllBytes(timeline.dayfile());
        assertThat(compact().outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(Files.readAllBytes(timeline.dayfile())).isEqualTo(before);
        timeline.part(2);
        timeline.part(7);
        CompactionReport report = compact();
        assertThat(report.parts()).isEqualTo(2);
        assertThat(report.rowsOut()).isEqualTo(4);
        assertThat(timeline.dayfileEvents()).isEqualTo(TestTimeline.events(1, 2, 3, 7));
        assertThat(timeline.store.compactor().retireAll(Duration.ZERO)).isEqualTo(1);
        assertThat(timeline.folder()).doesNotExist();
        assertThat(compact().outcome()).isEqualTo(Outcome.UNCHANGED);
        timeline.part(5);
        assertThat(compact().rowsOut()).isEqualTo(5);
        assertClean();
    }

    @Test
    void shouldKeepPartsForTheGraceThenRetireThemAndBringThemBack() {
        timeline.part(1);
        timeline.part(2);
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        assertThat(compactor.retireDue(Duration.ofSeconds(60))).isZero();
        timeline.store.clock.advance(Duration.ofSeconds(61));
        assertThat(compactor.retireDue(Duration.ofSeconds(60))).isEqualTo(1);
        Path retired = root.resolve(".dayfile/retired/objects/2025-10-22.0");
        assertThat(TestStore.filesBelow(retired)).hasSize(2).allMatch(name -> name.endsWith(".parquet.retired"));
        assertThat(timeline.visible()).isEqualTo(range(1, 2));

        Compactor.UndoBegun begun = compactor.beginUndo(timeline.days, DAY);
        assertThat(begun.parts()).isEqualTo(2);
        assertThat(timeline.dayfile()).exists();
        assertThat(compactor.finishUndo(begun))
                .isEqualTo(root.resolve(".dayfile/retired/objects/2025-10-22.dayfile-undone.0"));
        assertThat(timeline.dayfile()).doesNotExist();
        assertThat(timeline.visible()).isEqualTo(range(1, 2));
        assertThat(compactor.days().waiting(timeline.days)).containsExactly(DAY);
        compactor.compact(timeline.days, DAY);
        assertThat(timeline.dayfileEvents()).isEqualTo(range(1, 2));
        assertClean();
    }

    @Test
    void shouldDeleteRetiredPartsWhenTheirTimeIsOver() {
        timeline.part(1);
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        compactor.retireAll(Duration.ZERO);
        assertThat(compactor.retain(Duration.ofDays(30), true)).isEmpty();
        timeline.store.clock.advance(Duration.ofDays(31));
        assertThat(compactor.retain(Duration.ofDays(30), false)).singleElement().satisfies(expired -> {
            assertThat(expired.timeframe()).isNull();
            assertThat(expired.day()).isEqualTo(DAY);
            assertThat(expired.deleted()).isFalse();
        });
        assertThat(compactor.retain(Duration.ofDays(30), true)).hasSize(1);
        assertThat(TestStore.filesBelow(root.resolve(".dayfile/retired"))).isEmpty();
        assertThatThrownBy(() -> compactor.beginUndo(timeline.days, DAY)).hasMessageContaining("family=objects");
        assertThat(timeline.visible()).isEqualTo(range(1, 1));
    }

    @Test
    void shouldHoldNoMoreThanItMayHoweverManyEventsThereAre() {
        List<ObjectEvent> all = new ArrayList<>(range(1, 3_000));
        List<ObjectEvent> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(7));
        for (int from = 0; from < shuffled.size(); from += 60) {
            List<ObjectEvent> part = new ArrayList<>(shuffled.subList(from, from + 60));
            part.sort((a, b) -> Long.compare(a.seq(), b.seq()));
            timeline.part(part);
        }
        Toolbox tools = timeline.store.tools(new PassingDisk(), new CompactionSettings(8 * 150, 3), null);
        WorkFiles work = new WorkFiles(tools.disk(), tools.layout());
        try (EventMerge merge = new EventMerge(tools, work, timeline.days, DAY)) {
            TestStore.filesBelow(timeline.folder())
                    .forEach(part -> merge.addFile(timeline.folder().resolve(part)));
            assertThat(merge.preview(false).rows).isEqualTo(3_000);
            merge.publish(false, List.of());
            // what is collected, and one row group of each of the runs that are merged
            assertThat(merge.mostHeld()).isLessThanOrEqualTo(150 + 3 * 512);
        }
        assertThat(timeline.dayfileEvents()).isEqualTo(all);
        assertThat(timeline.store.temporaries()).isEmpty();
    }

    @Test
    void shouldQuarantineADamagedPartAndCompactTheRest() {
        timeline.part(1, 2);
        TestStore.damage(timeline.part(3));
        timeline.part(4);
        CompactionReport report = compact();
        assertThat(report.quarantined()).singleElement().satisfies(file -> assertThat(file)
                .exists()
                .hasParentRaw(root.resolve(".dayfile/quarantine/objects/timeline/2025-10/2025-10-22")));
        assertThat(timeline.dayfileEvents()).isEqualTo(TestTimeline.events(1, 2, 4));
        assertClean();
    }

    @Test
    void shouldChangeNothingWhenTwoEventsHaveOneSequence() {
        timeline.part(1, 2);
        ObjectEvent other = ObjectEvent.create("other", "flag", "SPY", TestStore.TF)
                .at(TestStore.OPEN)
                .build()
                .withSeq(2);
        timeline.part(List.of(other));
        List<String> before = TestStore.filesBelow(root);
        assertThatThrownBy(this::compact)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("different events of one sequence [seq=2");
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingWhenAnEventIsOfAnotherDay() {
        timeline.part(1);
        timeline.part(List.of(ObjectEvent.create("late", "flag", "SPY", TestStore.TF)
                .at(TestStore.MARKET.endMicros(DAY))
                .build()
                .withSeq(2)));
        List<String> before = TestStore.filesBelow(root);
        assertThatThrownBy(this::compact)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("an event is of another trading day [seq=2");
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
        assertThat(timeline.store.verifier().verify().findings())
                .extracting(VerifyReport.Finding::problem)
                .singleElement()
                .asString()
                .contains("another trading day");
    }

    @Test
    void shouldNotPublishWhatIsNotWhatWasMerged() {
        timeline.part(1, 2, 3);
        Toolbox tools = timeline.store.tools(new PassingDisk(), new CompactionSettings(1 << 20), null);
        WorkFiles work = new WorkFiles(tools.disk(), tools.layout());
        Path part = timeline.folder()
                .resolve(TestStore.filesBelow(timeline.folder()).get(0));
        List<EventMerge.EventOutput> seen = new ArrayList<>();
        try (EventMerge merge = new EventMerge(tools, work, timeline.days, DAY, into -> {
            seen.add(into);
            return event -> {
                if (event.seq() != 2) {
                    into.add(event);
                }
            };
        })) {
            merge.addFile(part);
            assertThatThrownBy(() -> merge.publish(false, List.of()))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("is not what was merged and is not published");
        }
        try (EventMerge merge = new EventMerge(
                tools,
                work,
                timeline.days,
                DAY,
                into -> event -> into.add(
                        event.seq() == 2
                                ? event(2).withSeq(2)
                                : event(event.seq() + 100).withSeq(event.seq())))) {
            merge.addFile(part);
            assertThatThrownBy(() -> merge.publish(false, List.of())).hasMessageContaining("not published");
        }
        assertThat(seen).hasSize(1);
        assertThat(timeline.dayfile()).doesNotExist();
        assertThat(timeline.store.temporaries()).isEmpty();
    }

    @Test
    void shouldRefuseToMergeIntoADamagedDayfileAndRebuildItFromRetiredParts() {
        timeline.part(1, 2);
        timeline.part(3);
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        compactor.retireAll(Duration.ZERO);
        timeline.part(4);
        TestStore.damage(timeline.dayfile(), 20);
        assertThatThrownBy(() -> compactor.compact(timeline.days, DAY)).isInstanceOf(CorruptFileException.class);
        assertThat(timeline.folder()).exists();
        VerifyReport repaired = timeline.store.verifier().repair(compactor);
        assertThat(repaired.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(timeline.dayfile());
            assertThat(finding.remedy()).contains("2 retired parts brought back; rebuilt with 4 rows from 3 parts");
        });
        assertThat(timeline.dayfileEvents()).isEqualTo(range(1, 4));
        assertClean();
    }

    @Test
    void shouldFinishARetirementThatWasInterrupted() throws IOException {
        timeline.part(1);
        Path slippedIn = timeline.part(2);
        Files.move(slippedIn, root.resolve("aside"));
        Compactor compactor = timeline.store.compactor();
        compactor.compact(timeline.days, DAY);
        Path unchecked = timeline.days.uncheckedRetiredDay(DAY, 0);
        Files.createDirectories(unchecked.getParent());
        Files.move(timeline.folder(), unchecked);
        Files.move(root.resolve("aside"), unchecked.resolve(slippedIn.getFileName()));
        assertThat(compactor.retireAll(Duration.ZERO)).isEqualTo(1);
        assertThat(timeline.visible()).isEqualTo(range(1, 2)); // what no dayfile had is back
        assertThat(timeline.days.retiredDay(DAY, 0)).isDirectory();
        compactor.compact(timeline.days, DAY);
        assertThat(timeline.dayfileEvents()).isEqualTo(range(1, 2));
        assertClean();
    }

    @Test
    void shouldTellOfAFileThatStandsWhereNoReaderLooks() throws IOException {
        Path part = timeline.part(1);
        compact();
        Files.copy(timeline.dayfile(), timeline.dayfile().resolveSibling("2025-11-03.parquet"));
        assertClean(); // whole, and only in nobody's way
        TestStore.damage(timeline.dayfile().resolveSibling("2025-11-03.parquet"));
        assertThat(timeline.store.verifier().verify().findings()).hasSize(1);
        assertThat(part).exists();
    }
}
