package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetirementTest {
    private static final Duration GRACE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    @Test
    void shouldMoveTheWholeFolderOnceTheGraceIsOver() {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);

        assertThat(compactor.retire(TF, DAY, GRACE)).isFalse();
        store.clock.advance(Duration.ofSeconds(59));
        assertThat(compactor.retire(TF, DAY, GRACE)).isFalse();
        assertThat(part).exists();
        store.clock.advance(Duration.ofSeconds(2));
        assertThat(compactor.retire(TF, DAY, GRACE)).isTrue();

        assertThat(store.dayFolder()).doesNotExist();
        assertThat(store.layout
                        .retiredDay(TF, DAY, 0)
                        .resolve(StoreLayout.retiredName(part.getFileName().toString())))
                .exists();
        assertThat(compactor.retire(TF, DAY, GRACE)).isFalse();
        assertThat(compactor.compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));
    }

    @Test
    void shouldCountTheGraceFromTheNewestDayfile() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);
        store.clock.advance(Duration.ofSeconds(50));
        store.part(Row.of("SPY", OPEN, 11, 2));
        compactor.compact(TF, DAY); // by the moved clock, this is when it was published
        store.clock.advance(Duration.ofSeconds(20));

        assertThat(compactor.retire(TF, DAY, GRACE)).isFalse();
        store.clock.advance(Duration.ofSeconds(41));
        assertThat(compactor.retire(TF, DAY, GRACE)).isTrue();
    }

    @Test
    void shouldLeaveAFolderWithAPartThatWaits() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);
        Path late = store.part(Row.of("SPY", OPEN, 11, 2));

        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isFalse();
        assertThat(late).exists();
        compactor.compact(TF, DAY);
        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isTrue();
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 11, 2));
    }

    @Test
    void shouldLeaveAFolderWithoutADayfile() {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        assertThat(store.compactor().retire(TF, DAY, Duration.ZERO)).isFalse();
        assertThat(part).exists();
    }

    @Test
    void shouldLeaveAFolderInWhichSomebodyIsWriting() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);
        Path temporary = Files.write(store.dayFolder().resolve("half.parquet.tmp"), new byte[1]);
        store.clock.advance(Duration.ofSeconds(61));
        Files.setLastModifiedTime(temporary, java.nio.file.attribute.FileTime.from(store.clock.instant()));

        assertThat(compactor.retire(TF, DAY, GRACE)).isFalse();
        store.clock.advance(Duration.ofSeconds(61));
        assertThat(compactor.retire(TF, DAY, GRACE)).isTrue();
    }

    @Test
    void shouldLeaveAFolderThatHoldsAFolder() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);
        Files.createDirectories(store.dayFolder().resolve("mine"));

        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isFalse();
    }

    @Test
    void shouldRemoveAnEmptyFolderBesideADayfile() throws IOException {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        Compactor compactor = store.compactor();
        compactor.compact(TF, DAY);
        Files.delete(part);

        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isTrue();
        assertThat(store.dayFolder()).doesNotExist();
        assertThat(TestStore.filesBelow(store.layout.retired())).isEmpty();
    }

    @Test
    void shouldNumberTheRetirementsOfADay() {
        Compactor compactor = store.compactor();
        for (int n = 0; n < 3; n++) {
            store.part(Row.of("SPY", OPEN, 10, n + 1));
            compactor.compact(TF, DAY);
            assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isTrue();
        }
        assertThat(store.layout.retired(TF).toFile().list())
                .containsExactlyInAnyOrder(DAY + ".0", DAY + ".1", DAY + ".2");
    }

    @Test
    void shouldRetireEveryDayThatIsDueAndCountThem() {
        Compactor compactor = store.compactor();
        store.part(Row.of("SPY", OPEN, 10, 1));
        long next = TestStore.MARKET.parse("2025-10-23T09:30");
        store.part(DAY.plusDays(1), TestStore.WRITER, List.of(Row.of("SPY", next, 10, 2)));
        long third = TestStore.MARKET.parse("2025-10-24T09:30");
        store.part(DAY.plusDays(2), TestStore.WRITER, List.of(Row.of("SPY", third, 10, 3)));
        compactor.compact(TF, DAY);
        compactor.compact(TF, DAY.plusDays(1));

        assertThat(compactor.retireAll(Duration.ZERO)).isEqualTo(2);
        assertThat(compactor.retireAll(Duration.ZERO)).isZero();
        assertThat(store.layout.dayFolder(TF, DAY.plusDays(2))).exists();
    }

    @Test
    void shouldKeepThePartsOfADamagedDayfileAndRetireTheOthers() {
        Compactor compactor = store.compactor();
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        long next = TestStore.MARKET.parse("2025-10-23T09:30");
        store.part(DAY.plusDays(1), TestStore.WRITER, List.of(Row.of("SPY", next, 10, 2)));
        compactor.compact(TF, DAY);
        compactor.compact(TF, DAY.plusDays(1));
        TestStore.damage(store.dayfile());

        assertThatThrownBy(() -> compactor.retireAll(Duration.ZERO))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(store.dayfile().toString());
        assertThat(part).exists();
        assertThat(store.layout.dayFolder(TF, DAY.plusDays(1))).doesNotExist();
    }

    @Test
    void shouldGiveBackAPartThatAnotherProcessSlippedIn() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Row slippedIn = Row.of("SPY", OPEN, 11, 2);
        Compactor compactor = store.compactor(new SlippingDisk(slippedIn, false));

        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isTrue();

        assertThat(store.visibleRows()).containsExactly(slippedIn);
        assertThat(compactor.days().waiting(store.layout.candles(TF))).containsExactly(DAY);
        compactor.compact(TF, DAY);
        assertThat(store.dayfileRows()).containsExactly(slippedIn);
    }

    @Test
    void shouldGiveBackASlippedInPartAlsoWhenTheProcessDiedBeforeItCould() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Row slippedIn = Row.of("SPY", OPEN, 11, 2);
        assertThatThrownBy(
                        () -> store.compactor(new SlippingDisk(slippedIn, true)).retire(TF, DAY, Duration.ZERO))
                .isInstanceOf(StorageException.class);
        assertThat(store.dayFolder()).doesNotExist();

        Compactor compactor = store.compactor();
        assertThat(compactor.retireAll(Duration.ZERO)).isEqualTo(1);

        assertThat(store.visibleRows()).containsExactly(slippedIn);
        assertThat(store.layout.retired(TF).toFile().list()).containsExactly(DAY + ".0");
    }

    @Test
    void shouldFinishADeadRetirementBeforeTheNextCompaction() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Row slippedIn = Row.of("SPY", OPEN + 1, 11, 2);
        assertThatThrownBy(
                        () -> store.compactor(new SlippingDisk(slippedIn, true)).retire(TF, DAY, Duration.ZERO))
                .isInstanceOf(StorageException.class);

        store.compactor().compact(TF, DAY);

        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1), slippedIn);
    }

    @Test
    void shouldBringEveryRetiredPartOfADayBack() throws IOException {
        Compactor compactor = store.compactor();
        for (int n = 0; n < 3; n++) {
            store.part(Row.of("SPY", OPEN + n, 10, n + 1));
            compactor.compact(TF, DAY);
            compactor.retire(TF, DAY, Duration.ZERO);
        }
        List<Row> rows = store.dayfileRows();
        Files.delete(store.dayfile());

        assertThat(compactor.restoreRetired(TF, DAY)).isEqualTo(3);
        assertThat(compactor.restoreRetired(TF, DAY)).isZero();
        compactor.compact(TF, DAY);

        assertThat(store.dayfileRows()).isEqualTo(rows).hasSize(3);
        assertThat(TestStore.filesBelow(store.layout.retired())).isEmpty();
    }

    @Test
    void shouldOverwriteNothingWhenPartsComeBack() throws IOException {
        Compactor compactor = store.compactor();
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        Path foreign = Files.move(store.part(Row.of("SPY", OPEN, 10, 2)), part.resolveSibling("candles.parquet"));
        compactor.compact(TF, DAY);
        compactor.retire(TF, DAY, Duration.ZERO);
        store.part(Row.of("SPY", OPEN, 10, 1)); // the same part again: its name says that it is the same
        Files.move(store.part(Row.of("SPY", OPEN, 30, 3)), foreign); // the same name, but it says nothing

        compactor.restoreRetired(TF, DAY);

        assertThat(store.dayFolder().toFile().list())
                .containsExactlyInAnyOrder(
                        part.getFileName().toString(), "candles.parquet", "restored-0-candles.parquet");
        assertThat(TestStore.rows(foreign)).containsExactly(Row.of("SPY", OPEN, 30, 0));
    }

    @Test
    void shouldAbsorbAFileAgainThatWasRewrittenUnderItsName() throws IOException {
        Compactor compactor = store.compactor();
        Path file = store.dayFolder().resolve("candles.parquet");
        Files.move(store.part(Row.of("SPY", OPEN, 10, 1)), file);
        compactor.compact(TF, DAY);
        assertThat(compactor.days().waiting(store.layout.candles(TF))).isEmpty();

        Files.delete(file);
        Path rewritten = Files.move(store.part(Row.of("SPY", OPEN, 20, 2)), file);
        Files.setLastModifiedTime(
                rewritten,
                java.nio.file.attribute.FileTime.from(
                        java.time.Instant.now().plusSeconds(1))); // also on a file system with coarse stamps
        assertThat(compactor.retire(TF, DAY, Duration.ZERO)).isFalse();
        compactor.compact(TF, DAY);

        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 20, 0));
    }

    @Test
    void shouldForceTheDayfilesNameBeforeThePartsGo() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        FaultyDisk disk = new FaultyDisk(new PassingDisk());
        disk.failEvery(FaultyDisk.Call.FORCE_FOLDER, () -> new IOException("Input/output error"));

        assertThatThrownBy(() -> store.compactor(disk).retire(TF, DAY, Duration.ZERO))
                .isInstanceOf(StorageException.class);
        assertThat(store.dayFolder()).exists();
        assertThat(disk.calls(FaultyDisk.Call.RENAME)).isZero();
    }

    /** Publishes a part, as another process would, in the instant before the day's folder is renamed. */
    private final class SlippingDisk extends PassingDisk {
        private final Row row;
        private final boolean diesAfter;

        SlippingDisk(Row row, boolean diesAfter) {
            this.row = row;
            this.diesAfter = diesAfter;
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            if (from.equals(store.dayFolder())) {
                // not through the gate, which the other process does not know
                TestStore other = new TestStore(root);
                other.part(row);
                super.rename(from, to);
                if (diesAfter) {
                    throw new IOException("the process has died");
                }
                return;
            }
            super.rename(from, to);
        }
    }
}
