package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayVerifierTest {
    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    @Test
    void shouldCountWhatItReadAndFindNothingInAWholeStore() throws IOException {
        Path first = store.part(Row.of("SPY", OPEN, 10, 1), Row.of("SPY", OPEN, 11, 2));
        store.compactor().compact(TF, DAY);
        Path second = store.part(Row.of("SPY", OPEN + 1, 12, 3));
        Files.write(store.dayFolder().resolve("x.parquet.tmp"), new byte[3]);
        Files.write(store.layout.data().resolve("notes.txt"), new byte[3]);
        List<String> before = TestStore.filesBelow(root);

        VerifyReport report = store.verifier().verify();

        assertThat(report.clean()).isTrue();
        assertThat(report.files()).isEqualTo(3);
        assertThat(report.rows()).isEqualTo(4);
        assertThat(report.bytes()).isEqualTo(Files.size(first) + Files.size(second) + Files.size(store.dayfile()));
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
    }

    @Test
    void shouldFindNothingWhereThereIsNoStore() {
        assertThat(store.verifier().verify()).isEqualTo(new VerifyReport(0, 0, 0, List.of()));
    }

    @Test
    void shouldNameEveryDamagedFile() throws IOException {
        Path bit = store.part(Row.of("SPY", OPEN, 10, 1));
        Path cut = store.part(Row.of("SPY", OPEN + 1, 10, 2));
        Path empty = store.part(Row.of("SPY", OPEN + 2, 10, 3));
        Path renamed = store.part(Row.of("SPY", OPEN + 3, 10, 4));
        store.compactor().compact(TF, DAY);
        TestStore.damage(bit);
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 100));
        Files.write(empty, new byte[0]);
        Path otherDigits =
                renamed.resolveSibling(renamed.getFileName().toString().replaceFirst("-[0-9a-f]{8}\\.", "-0badc0de."));
        Files.move(renamed, otherDigits);
        TestStore.damage(store.dayfile());
        Path elsewhere = Files.write(store.layout.data().resolve("x.parquet"), new byte[5]);

        VerifyReport report = store.verifier().verify();

        assertThat(report.findings())
                .extracting(Finding::file)
                .containsExactlyInAnyOrder(bit, cut, empty, otherDigits, store.dayfile(), elsewhere);
        assertThat(report.findings()).extracting(Finding::remedy).containsOnly("");
        assertThat(report.files()).isEqualTo(6);
    }

    @Test
    void shouldFindRowsOfAnotherDay() {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        MarketClock rollingAtNoon = new MarketClock(ZoneId.of("UTC"), LocalTime.NOON);

        VerifyReport report =
                new DayVerifier(Disk.LOCAL, store.layout, new CandleFiles(Disk.LOCAL), rollingAtNoon).verify();

        assertThat(report.findings()).extracting(Finding::file).containsExactlyInAnyOrder(part, store.dayfile());
        assertThat(report.findings())
                .allSatisfy(finding ->
                        assertThat(finding.problem()).contains("day=2025-10-23").contains("expected=2025-10-22"));
    }

    @Test
    void shouldLeaveWholeFilesOfAnotherDayInPlace() {
        Path part = store.part(DAY.plusDays(1), TestStore.WRITER, List.of(Row.of("SPY", OPEN, 10, 1)));

        VerifyReport report = store.verifier().repair(store.compactor());

        assertThat(report.findings()).singleElement().satisfies(finding -> assertThat(finding.remedy())
                .startsWith("left in place"));
        assertThat(part).exists();
    }

    @Test
    void shouldQuarantineADamagedPartAndSayWhatIsLost() {
        Path absorbed = store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Path waiting = store.part(Row.of("SPY", OPEN + 1, 10, 2));
        TestStore.damage(absorbed);
        TestStore.damage(waiting);

        VerifyReport report = store.verifier().repair(store.compactor());

        assertThat(report.findings()).hasSize(2);
        assertThat(remedy(report, absorbed))
                .contains(store.layout.quarantined(absorbed, 0).toString())
                .contains("nothing is lost");
        assertThat(remedy(report, waiting))
                .contains(store.layout.quarantined(waiting, 0).toString())
                .contains("lost unless");
        assertThat(absorbed).doesNotExist();
        assertThat(store.verifier().verify().clean()).isTrue();
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));
    }

    @Test
    void shouldRebuildADamagedDayfileFromRetiredAndStandingParts() {
        Compactor compactor = store.compactor();
        for (int n = 0; n < 3; n++) {
            store.part(Row.of("SPY", OPEN + n, 10, n + 1));
            compactor.compact(TF, DAY);
            if (n < 2) {
                compactor.retire(TF, DAY, Duration.ZERO);
            }
        }
        List<Row> rows = store.dayfileRows();
        TestStore.damage(store.dayfile());

        VerifyReport report = store.verifier().repair(compactor);

        assertThat(remedy(report, store.dayfile()))
                .contains(store.layout.quarantined(store.dayfile(), 0).toString())
                .contains("2 retired parts brought back")
                .contains("rebuilt with 3 rows from 3 parts");
        assertThat(store.dayfileRows()).isEqualTo(rows).hasSize(3);
        assertThat(store.layout.quarantined(store.dayfile(), 0)).exists();
        assertThat(store.verifier().verify().clean()).isTrue();
    }

    @Test
    void shouldSayWhichRowsOfADayfileCouldNotBeRebuilt() {
        Compactor compactor = store.compactor();
        HistoryImport history = compactor.importHistory(() -> 7, ImportListener.NONE);
        history.add("SPY", TF, OPEN, 1, 1, 1, 1, 1);
        history.finish();
        store.part(Row.of("SPY", OPEN + 1, 10, 8));
        compactor.compact(TF, DAY);
        TestStore.damage(store.dayfile(), 60); // a page: the footer stays readable

        VerifyReport report = store.verifier().repair(compactor);

        assertThat(remedy(report, store.dayfile()))
                .contains("rebuilt with 1 rows from 1 parts")
                .contains("the dayfile had 2 rows")
                .contains("by import");
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN + 1, 10, 8));
    }

    @Test
    void shouldFinishARepairThatDiedBeforeItCompacted() throws IOException {
        Compactor compactor = store.compactor();
        store.part(Row.of("SPY", OPEN, 10, 1));
        compactor.compact(TF, DAY);
        compactor.retire(TF, DAY, Duration.ZERO);
        Files.delete(store.dayfile()); // as the first half of a repair would leave it

        assertThat(store.verifier().verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(store.dayfile());
            assertThat(finding.problem()).contains("no dayfile stands");
        });
        store.verifier().repair(compactor);

        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));
        assertThat(store.verifier().verify().clean()).isTrue();
    }

    @Test
    void shouldKeepEverythingInQuarantineWhenNothingCanBeRebuilt() {
        Compactor compactor = store.compactor();
        store.part(Row.of("SPY", OPEN, 10, 1));
        compactor.compact(TF, DAY);
        compactor.retire(TF, DAY, Duration.ZERO);
        TestStore.damage(store.layout
                .retiredDay(TF, DAY, 0)
                .resolve(TestStore.filesBelow(store.layout.retiredDay(TF, DAY, 0))
                        .get(0)));
        TestStore.damage(store.dayfile());

        VerifyReport report = store.verifier().repair(compactor);

        // both copies are damaged: the day is empty, and everything is kept in quarantine
        assertThat(remedy(report, store.dayfile())).contains("rebuilt with 0 rows from 0 parts");
        assertThat(TestStore.filesBelow(store.layout.quarantine())).hasSize(2);
        assertThat(store.visibleRows()).isEmpty();
    }

    @Test
    void shouldNameAFolderUnderAPartsNameAndDeleteItWhenItIsEmpty() throws IOException {
        Path whole = store.part(Row.of("SPY", OPEN, 10, 1));
        Path folder = Files.createDirectory(whole.resolveSibling(new PartName(OPEN, 7).toString()));
        assertThatThrownBy(() -> store.compactor().compact(TF, DAY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString());
        assertThat(store.verifier().verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(folder);
            assertThat(finding.problem()).contains("folder", "name of a part");
        });
        Path inside = Files.writeString(folder.resolve("notes.txt"), "somebody's");

        assertThat(remedy(store.verifier().repair(store.compactor()), folder)).contains("left in place", "move it out");
        assertThat(inside).hasContent("somebody's");

        Files.delete(inside);
        assertThat(remedy(store.verifier().repair(store.compactor()), folder)).contains("deleted");
        assertThat(store.verifier().verify().clean()).isTrue();
        store.compactor().compact(TF, DAY);
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));
    }

    @Test
    void shouldNameAFolderUnderADayfilesName() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        Files.createDirectory(store.dayfile());
        assertThat(store.verifier().verify().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("name of a dayfile"));
        store.verifier().repair(store.compactor());
        store.compactor().compact(TF, DAY);
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));
    }

    private static String remedy(VerifyReport report, Path file) {
        return report.findings().stream()
                .filter(finding -> finding.file().equals(file))
                .findFirst()
                .orElseThrow()
                .remedy();
    }
}
