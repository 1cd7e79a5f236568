package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static dev.dayfile.internal.compact.TestStore.TWO_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(root);
    }

    @Test
    void shouldMergePartsIntoADayfileAndLeaveThemStanding() {
        Path first = store.part(Row.of("SPY", OPEN, 10, 1));
        Path second = store.part(Row.of("QQQ", OPEN, 20, 2), Row.of("SPY", OPEN + TWO_MINUTES, 11, 3));

        CompactionReport report = store.compactor().compact(TF, DAY);

        List<Row> expected = List.of(
                Row.of("QQQ", OPEN, 20, 2), Row.of("SPY", OPEN, 10, 1), Row.of("SPY", OPEN + TWO_MINUTES, 11, 3));
        assertThat(store.dayfileRows()).isEqualTo(expected);
        assertThat(report.outcome()).isEqualTo(Outcome.PUBLISHED);
        assertThat(report.parts()).isEqualTo(2);
        assertThat(report.rowsIn()).isEqualTo(3);
        assertThat(report.rowsOut()).isEqualTo(3);
        assertThat(report.doublesDropped()).isZero();
        assertThat(report.bytes()).isEqualTo(store.dayfile().toFile().length());
        assertThat(report.digest()).isEqualTo(ContentDigest.toHex(ContentDigest.ofRows(Row.columns(expected), 0, 3)));
        assertThat(store.absorbed()).containsExactlyInAnyOrder(name(first), name(second));
        assertThat(first).exists();
        assertThat(second).exists();
        assertThat(store.temporaries()).isEmpty();
    }

    @Test
    void shouldBeANoOpTheSecondTime() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        CompactionReport published = store.compactor().compact(TF, DAY);
        byte[] before = Files.readAllBytes(store.dayfile());
        Disk.Entry entryBefore = Disk.LOCAL.stat(store.dayfile());

        CompactionReport again = store.compactor().compact(TF, DAY);

        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(again.rowsOut()).isEqualTo(1);
        assertThat(again.digest()).isEqualTo(published.digest());
        assertThat(Files.readAllBytes(store.dayfile())).isEqualTo(before);
        assertThat(Disk.LOCAL.stat(store.dayfile())).isEqualTo(entryBefore);
    }

    @Test
    void shouldMergeLateAndCorrectedRowsIntoTheDayfile() {
        Path first = store.part(Row.of("SPY", OPEN, 10, 1), Row.of("SPY", OPEN + 2 * TWO_MINUTES, 12, 2));
        store.compactor().compact(TF, DAY);
        Path late = store.part(Row.of("SPY", OPEN + TWO_MINUTES, 11, 3));
        Path correction = store.part(Row.of("SPY", OPEN, 9, 4));

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(store.dayfileRows())
                .containsExactly(
                        Row.of("SPY", OPEN, 9, 4),
                        Row.of("SPY", OPEN + TWO_MINUTES, 11, 3),
                        Row.of("SPY", OPEN + 2 * TWO_MINUTES, 12, 2));
        assertThat(report.parts()).isEqualTo(2);
        assertThat(report.rowsIn()).isEqualTo(4);
        assertThat(report.doublesDropped()).isEqualTo(1);
        assertThat(store.absorbed()).containsExactlyInAnyOrder(name(first), name(late), name(correction));
    }

    @Test
    void shouldNotLetAnOlderRowReplaceANewerOne() {
        store.part(Row.of("SPY", OPEN, 10, 7));
        store.compactor().compact(TF, DAY);
        store.part(Row.of("SPY", OPEN, 99, 3)); // a delayed part of an earlier sequence

        store.compactor().compact(TF, DAY);

        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 7));
    }

    @Test
    void shouldKeepAbsentVolumesAbsent() {
        store.part(
                Row.of("SPY", OPEN, 10, 1).withVolume(Double.NaN),
                Row.of("SPY", OPEN + 1, 10, 2).withVolume(0));

        store.compactor().compact(TF, DAY);

        assertThat(store.dayfileRows().get(0).volume()).isNaN();
        assertThat(store.dayfileRows().get(1).volume()).isZero();
    }

    @Test
    void shouldForgetAbsorbedNamesThatNoLongerStand() throws IOException {
        Path first = store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        Files.delete(first);
        Path second = store.part(Row.of("SPY", OPEN, 11, 2));

        store.compactor().compact(TF, DAY);

        assertThat(store.absorbed()).containsExactly(name(second));
    }

    @Test
    void shouldDoNothingWhereThereIsNothing() throws IOException {
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
        Files.createDirectories(store.dayFolder());
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(TestStore.filesBelow(root)).isEmpty();
    }

    @Test
    void shouldIgnoreTemporariesInTheFolder() throws IOException {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        Path temporary = part.resolveSibling(part.getFileName() + ".1a-1.tmp");
        Files.write(temporary, new byte[] {1, 2, 3});

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.quarantined()).isEmpty();
        assertThat(store.absorbed()).containsExactly(name(part));
        assertThat(temporary).exists();
    }

    @Test
    void shouldListTimeframesAndDaysThatWait() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        LocalDate next = DAY.plusDays(1);
        store.part(next, TestStore.WRITER, List.of(Row.of("SPY", TestStore.MARKET.parse("2025-10-23T09:30"), 1, 2)));
        Files.createDirectories(store.layout.timeframeFolder(Timeframe.parse("15m")));
        Files.createDirectories(store.layout.data().resolve("notes"));
        Files.createDirectories(store.layout.timeframeFolder(TF).resolve("notes"));
        Compactor compactor = store.compactor();

        assertThat(compactor.days().timeframes()).containsExactly(TF, Timeframe.parse("15m"));
        assertThat(compactor.days().waiting(store.layout.candles(TF))).containsExactly(DAY, next);
        compactor.compact(TF, DAY);
        assertThat(compactor.days().waiting(store.layout.candles(TF))).containsExactly(next);
        compactor.compact(TF, next);
        assertThat(compactor.days().waiting(store.layout.candles(TF))).isEmpty();
        store.part(Row.of("SPY", OPEN, 11, 3));
        assertThat(compactor.days().waiting(store.layout.candles(TF))).containsExactly(DAY);
    }

    @Test
    void shouldPlanWithoutTouchingAnything() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        store.part(Row.of("SPY", OPEN, 11, 2), Row.of("SPY", OPEN + 1, 11, 3));
        Path cut = store.part(Row.of("SPY", OPEN, 12, 4));
        truncate(cut);
        List<String> before = TestStore.filesBelow(root);

        CompactionReport plan = store.compactor().plan(store.layout.candles(TF), DAY);

        assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
        assertThat(plan.parts()).isEqualTo(1);
        assertThat(plan.rowsIn()).isEqualTo(3);
        assertThat(plan.quarantined()).containsExactly(cut);
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN, 10, 1));

        store.compactor().compact(TF, DAY);
        assertThat(store.compactor().plan(store.layout.candles(TF), DAY).outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void shouldQuarantineADamagedPartAndCompactTheRest() {
        Path damaged = store.part(Row.of("SPY", OPEN, 10, 1));
        TestStore.damage(damaged);
        Path whole = store.part(Row.of("SPY", OPEN + TWO_MINUTES, 11, 2));

        CompactionReport report = store.compactor().compact(TF, DAY);

        Path quarantined = store.layout.quarantined(damaged, 0);
        assertThat(report.quarantined()).containsExactly(quarantined);
        assertThat(report.parts()).isEqualTo(1);
        assertThat(quarantined).exists();
        assertThat(damaged).doesNotExist();
        assertThat(store.absorbed()).containsExactly(name(whole));
        assertThat(store.dayfileRows()).containsExactly(Row.of("SPY", OPEN + TWO_MINUTES, 11, 2));
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void shouldQuarantineAPartWhicheverOfItsBitsIsWrong() throws IOException {
        Path part = store.part(Row.of("SPY", OPEN, 10, 1));
        byte[] whole = Files.readAllBytes(part);
        for (int at = 0; at < whole.length; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(part, damaged);

            CompactionReport report = store.compactor().compact(TF, DAY);

            assertThat(report.outcome()).as("a bit of byte %d", at).isEqualTo(Outcome.UNCHANGED);
            assertThat(report.quarantined()).as("a bit of byte %d", at).hasSize(1);
            assertThat(Files.readAllBytes(report.quarantined().get(0))).isEqualTo(damaged);
            Files.delete(report.quarantined().get(0));
        }
        assertThat(store.dayfile()).doesNotExist();
    }

    @Test
    void shouldQuarantineUnderTheFirstFreeName() {
        Path damaged = store.part(Row.of("SPY", OPEN, 10, 1));
        truncate(damaged);
        store.compactor().compact(TF, DAY);
        truncate(store.part(Row.of("SPY", OPEN, 10, 1)));

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.quarantined()).containsExactly(store.layout.quarantined(damaged, 1));
        assertThat(store.layout.quarantined(damaged, 0)).exists();
    }

    @Test
    void shouldPublishNothingWhenEveryPartIsDamaged() {
        for (int i = 0; i < 5; i++) {
            TestStore.damage(store.part(Row.of("SPY", OPEN + i, 10, i + 1)));
        }

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(report.quarantined()).hasSize(5);
        assertThat(store.dayfile()).doesNotExist();
        assertThat(TestStore.filesBelow(store.dayFolder())).isEmpty();
    }

    @Test
    void shouldFailAndTouchNothingWhenTheStandingDayfileIsDamaged() throws IOException {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.compactor().compact(TF, DAY);
        byte[] whole = Files.readAllBytes(store.dayfile());
        Path correction = store.part(Row.of("SPY", OPEN, 11, 2));
        Path damagedPart = store.part(Row.of("SPY", OPEN, 12, 3));
        TestStore.damage(damagedPart);
        List<String> before = TestStore.filesBelow(root);
        byte[] damagedBytes = Files.readAllBytes(damagedPart);

        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(store.dayfile(), damaged);
            assertThatThrownBy(() -> store.compactor().compact(TF, DAY))
                    .as("a bit of byte %d", at)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(store.dayfile().toString());
            assertThat(TestStore.filesBelow(root)).as("a bit of byte %d", at).isEqualTo(before);
            assertThat(Files.readAllBytes(store.dayfile())).isEqualTo(damaged);
        }
        assertThat(store.compactor().days().waiting(store.layout.candles(TF))).containsExactly(DAY);
        assertThat(correction).exists();
        assertThat(Files.readAllBytes(damagedPart)).isEqualTo(damagedBytes);
    }

    @Test
    void shouldNotTakeAMachineFailureForDamage() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        store.part(Row.of("SPY", OPEN + 1, 10, 2));
        List<String> before = TestStore.filesBelow(root);
        for (FaultyDisk.Call call :
                List.of(FaultyDisk.Call.OPEN_READ, FaultyDisk.Call.READ, FaultyDisk.Call.READ_FULLY)) {
            for (String failure : List.of("Input/output error", "Too many open files", "Permission denied")) {
                FaultyDisk disk = new FaultyDisk(new PassingDisk());
                disk.failEvery(call, () -> new IOException(failure));
                try {
                    store.compactor(disk).compact(TF, DAY);
                    assertThat(disk.calls(call)).isZero(); // the readers do not use this call at all
                    TestStore.delete(root);
                    open();
                    store.part(Row.of("SPY", OPEN, 10, 1));
                    store.part(Row.of("SPY", OPEN + 1, 10, 2));
                } catch (StorageException e) {
                    assertThat(e)
                            .isNotInstanceOf(CorruptFileException.class)
                            .hasMessageContaining(failure.split(" ")[0]);
                }
                assertThat(TestStore.filesBelow(root)).isEqualTo(before);
            }
        }
    }

    @Test
    void shouldFailWhenAnOwnPartHoldsARowOfAnotherDay() {
        store.part(Row.of("SPY", OPEN, 10, 1));
        long evening = TestStore.MARKET.parse("2025-10-23T00:00");
        Path misfiled = store.part(DAY, TestStore.WRITER, List.of(Row.of("SPY", evening, 10, 2)));
        List<String> before = TestStore.filesBelow(root);

        assertThatThrownBy(() -> store.compactor().compact(TF, DAY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(misfiled.toString())
                .hasMessageContaining("day=2025-10-23");
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
    }

    @Test
    void shouldCompactTwoThousandParts() {
        List<Row> rows = new ArrayList<>();
        PartWriter writer = new PartWriter(TestStore.WRITER);
        for (int i = 0; i < 2_000; i++) {
            Row row = Row.of("S" + i % 5, OPEN + (i / 5) * 1_000_000L, i, i + 1);
            rows.add(row);
            store.part(DAY, writer, List.of(row));
        }

        CompactionReport report = store.compactor().compact(TF, DAY);

        assertThat(report.parts()).isEqualTo(2_000);
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        assertThat(store.absorbed()).hasSize(2_000);
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void shouldGiveTheSameDayfileInLittleMemory() {
        Random random = new Random(42);
        PartWriter writer = new PartWriter(TestStore.WRITER);
        List<Row> rows = new ArrayList<>();
        long seq = 0;
        for (int part = 0; part < 75; part++) {
            List<Row> batch = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                // 40 symbols x 6,000 instants: a fifth of the 300,000 rows are corrections of earlier ones
                batch.add(Row.of("S" + random.nextInt(40), OPEN + random.nextInt(6_000) * 1_000L, part, ++seq));
            }
            rows.addAll(batch);
            store.part(DAY, writer, batch);
        }
        List<Row> expected = Row.latest(rows);

        Toolbox tools = store.tools(new PassingDisk(), new CompactionSettings(4_096, 4), DayfileSink::dayfile);
        WorkFiles work = new WorkFiles(Disk.LOCAL, store.layout);
        try (DayMerge merge = new DayMerge(tools, work, TF, DAY)) {
            for (Disk.Entry part : Listing.of(Disk.LOCAL, store.layout.dayFolder(TF, DAY))) {
                merge.addFile(part.path());
            }
            DayMerge.Result result = merge.publish(false, List.of());
            assertThat(result.read().rows).isEqualTo(300_000);
            assertThat(result.written().rows).isEqualTo(expected.size());
            // the rows collected, and one row group for each of the four runs that are merged
            assertThat(merge.mostRowsHeld()).isLessThanOrEqualTo(4_096 + 4 * 8_192);
        }
        assertThat(store.dayfileRows()).isEqualTo(expected);
        assertThat(store.temporaries()).isEmpty();

        CompactionReport plenty = store.compactor().compact(TF, DAY); // all of it again, over the standing dayfile
        assertThat(plenty.rowsOut()).isEqualTo(expected.size());
        assertThat(store.dayfileRows()).isEqualTo(expected);
    }

    @Test
    void shouldLoseNothingThatIsPublishedMeanwhile() throws InterruptedException {
        int rounds = 20;
        Semaphore round = new Semaphore(0);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Map<Row.Key, Row> published = new ConcurrentHashMap<>();
        Thread publisher = new Thread(() -> {
            Random random = new Random(7);
            PartWriter writer = new PartWriter(TestStore.WRITER);
            for (long seq = 1; seq <= rounds * 20L; seq++) {
                if (seq % 20 == 1) {
                    round.acquireUninterruptibly(); // twenty parts beside each compaction
                }
                Row row = Row.of("SPY", OPEN + random.nextInt(40) * TWO_MINUTES, seq, seq);
                store.part(DAY, writer, List.of(row));
                published.put(row.key(), row);
            }
        });
        publisher.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        publisher.start();
        Compactor compactor = store.compactor();
        int retired = 0;
        try {
            for (int i = 0; i < rounds; i++) {
                round.release();
                compactor.compact(TF, DAY);
                retired += compactor.retire(TF, DAY, Duration.ZERO) ? 1 : 0;
                Map<Row.Key, Row> before = Map.copyOf(published);
                Map<Row.Key, Row> visible = new HashMap<>();
                store.visibleRows().forEach(row -> visible.put(row.key(), row));
                before.forEach((key, row) ->
                        assertThat(visible.get(key).seq()).as("%s", key).isGreaterThanOrEqualTo(row.seq()));
            }
        } finally {
            round.release(rounds);
            publisher.join();
        }
        assertThat(failure.get()).isNull();
        compactor.compact(TF, DAY);
        retired += compactor.retire(TF, DAY, Duration.ZERO) ? 1 : 0;
        assertThat(store.dayfileRows()).isEqualTo(List.copyOf(new TreeMap<>(published).values()));
        assertThat(store.dayFolder()).doesNotExist();
        assertThat(retired).isPositive();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void truncate(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
