package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.model.ExpiredParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does what a retention says of files that it keeps is told afterwards that they may go. */
class RetentionAdviceTest {
    private static final Pattern MOVE = Pattern.compile(
            "; to have them, move (\\S+) to (\\S+) and compact the day; if you do not want them, delete it$");

    @TempDir
    Path root;

    private TestStore store;
    private Compactor compactor;

    @BeforeEach
    void open() {
        store = new TestStore(root);
        compactor = store.compactor();
    }

    private void compactAndRetire(DayFamily days) {
        compactor.compact(days, DAY);
        compactor.retireAll(Duration.ZERO);
    }

    private void compactAndRetire() {
        compactAndRetire(store.layout.candles(TF));
    }

    private List<ExpiredParts> retain() {
        store.clock.advance(Duration.ofDays(1));
        return compactor.retain(Duration.ZERO, true);
    }

    /** The one reason for which files of the day stay. */
    private String kept() {
        List<String> reasons =
                retain().stream().map(ExpiredParts::keptBecause).distinct().toList();
        assertThat(reasons).hasSize(1).doesNotContainNull();
        return reasons.get(0);
    }

    private void requireThatAllMayGo() {
        assertThat(retain()).isNotEmpty().allMatch(ExpiredParts::deleted);
        assertThat(TestStore.filesBelow(store.layout.retired())).isEmpty();
        assertThat(store.verifier().verify().findings()).isEmpty();
    }

    private void requireThatARepairMends(String advised) {
        assertThat(advised).contains("verify --repair");
        store.verifier().repair(compactor);
        assertThat(store.verifier().verify().findings()).isEmpty();
    }

    private void moveAsAdvised(String advised) throws IOException {
        Matcher move = MOVE.matcher(advised);
        assertThat(move.find()).as(advised).isTrue();
        Files.createDirectories(Path.of(move.group(2)).getParent());
        Files.move(Path.of(move.group(1)), Path.of(move.group(2)));
    }

    /** A part that came back was lost before the day was compacted again: the dayfile of before is the only copy. */
    private Path undoAndLoseAPart() throws IOException {
        store.part(Row.of("A", OPEN, 1, 1), Row.of("A", OPEN + 1, 2, 2));
        Path lost = store.part(Row.of("A", OPEN + 2, 3, 3));
        compactAndRetire();
        Path aside = compactor.finishUndo(compactor.beginUndo(TF, DAY));
        Files.delete(lost);
        return aside;
    }

    @Test
    void shouldSayHowRowsOfADayfileThatWasSetAsideAreHadAgain() throws IOException {
        undoAndLoseAPart();
        store.part(Row.of("A", OPEN, 9, 4)); // a correction, which is to win over what stands aside
        compactAndRetire();
        String advised = kept();
        assertThat(advised)
                .startsWith("the dayfile lacks rows of one that an undo set aside [symbol=A,")
                .doesNotContain("--undo", "--repair");

        moveAsAdvised(advised);
        compactAndRetire();
        assertThat(store.dayfileRows())
                .containsExactly(Row.of("A", OPEN, 9, 4), Row.of("A", OPEN + 1, 2, 2), Row.of("A", OPEN + 2, 3, 3));
        requireThatAllMayGo();
    }

    @Test
    void shouldLetThePartsGoOnceADayfileThatWasSetAsideIsDeleted() throws IOException {
        Path aside = undoAndLoseAPart();
        compactAndRetire();
        assertThat(kept()).contains("if you do not want them, delete it");
        Files.delete(aside);
        requireThatAllMayGo();
        assertThat(store.dayfileRows()).hasSize(2);
    }

    @Test
    void shouldSayThatADayfileThatWasSetAsideIsDamaged() throws IOException {
        Path aside = undoAndLoseAPart();
        compactAndRetire();
        TestStore.damage(aside);
        assertThat(kept())
                .isEqualTo("a dayfile that an undo set aside is damaged; delete it, or move it out of the store [file="
                        + aside + "]");
        Files.delete(aside);
        requireThatAllMayGo();
    }

    @Test
    void shouldSayThatADayfileThatWasSetAsideIsTheLastFileOfItsDay() throws IOException {
        undoAndLoseAPart();
        TestStore.delete(store.dayFolder());
        String advised = kept();
        assertThat(advised).startsWith("the day has no dayfile; to have them");
        moveAsAdvised(advised);
        compactAndRetire();
        assertThat(store.dayfileRows()).hasSize(3);
        requireThatAllMayGo();
    }

    @Test
    void shouldAskForACompactionWherePartsOfAnUndoneDayWait() throws IOException {
        undoAndLoseAPart();
        store.part(Row.of("A", OPEN + 2, 3, 3));
        assertThat(kept()).isEqualTo("the day has no dayfile; compact the day");
        compactAndRetire();
        requireThatAllMayGo();
    }

    @Test
    void shouldAskForACompactionWhereRowsStandInPartsThatWait() throws IOException {
        undoAndLoseAPart();
        compactor.compact(TF, DAY);
        store.part(Row.of("A", OPEN + 2, 3, 3));
        assertThat(kept()).endsWith("; parts that wait have them: compact the day");
        compactAndRetire();
        requireThatAllMayGo();
    }

    @Test
    void shouldSayHowEventsOfADayfileThatWasSetAsideAreHadAgain() throws IOException {
        TestTimeline timeline = new TestTimeline(root);
        timeline.part(1, 2);
        Path lost = timeline.part(3);
        compactAndRetire(timeline.days);
        compactor.finishUndo(compactor.beginUndo(timeline.days, DAY));
        Files.delete(lost);
        compactAndRetire(timeline.days);
        String advised = kept();
        assertThat(advised).contains("[seq=3]");
        moveAsAdvised(advised);
        compactAndRetire(timeline.days);
        assertThat(timeline.dayfileEvents()).isEqualTo(TestTimeline.events(1, 2, 3));
        requireThatAllMayGo();
    }

    @Test
    void shouldMendADamagedAndAMissingDayfileByARepair() throws IOException {
        store.part(Row.of("A", OPEN, 1, 1));
        compactAndRetire();
        TestStore.damage(store.dayfile());
        requireThatARepairMends(kept());
        compactor.retireAll(Duration.ZERO);
        Files.delete(store.dayfile());
        requireThatARepairMends(kept());
        compactor.retireAll(Duration.ZERO);
        assertThat(store.dayfileRows()).hasSize(1);
        requireThatAllMayGo();
    }

    /** Several parts are damaged and others hold rows that nobody sees: one repair mends all of it. */
    @Test
    void shouldMendEveryDamagedRetiredPartOfADayInOneRepair() throws IOException {
        for (int i = 0; i < 6; i++) {
            store.part(Row.of("A", OPEN + i, i, i + 1));
        }
        compactAndRetire();
        Files.delete(store.dayfile());
        store.part(Row.of("A", OPEN + 100, 1, 7));
        compactor.compact(TF, DAY);
        List<Disk.Entry> retired = Disk.LOCAL.list(store.layout.retiredDay(TF, DAY, 0));
        for (int damaged : new int[] {0, 2, 5}) {
            TestStore.damage(retired.get(damaged).path());
        }
        String advised = kept();
        assertThat(advised).startsWith("a retired part is damaged");
        assertThat(store.verifier().verify().findings())
                .extracting(finding -> finding.file().getFileName().toString())
                .containsExactlyInAnyOrder(
                        retired.get(0).name(),
                        retired.get(2).name(),
                        retired.get(5).name(),
                        DAY + ".0");
        requireThatARepairMends(advised);
        assertThat(TestStore.filesBelow(store.layout.quarantine())).hasSize(3);
        compactor.retireAll(Duration.ZERO);
        assertThat(store.dayfileRows()).hasSize(4);
        requireThatAllMayGo();
    }
}
