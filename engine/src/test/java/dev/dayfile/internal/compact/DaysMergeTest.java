package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static dev.dayfile.internal.compact.TestStore.TWO_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.FaultyDisk.Call;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.io.PowerCutDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several days that an import merges at the same time: each on its own is as it was, or whole, whatever happens. */
class DaysMergeTest {
    private static final Timeframe FIFTEEN = Timeframe.parse("15m");
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final CompactionSettings SETTINGS = new CompactionSettings(1_000);
    private static final long FIRST_SEQ = 1_000;

    @TempDir
    Path folder;

    /** A row that is imported. */
    private record Imported(Timeframe timeframe, Row row) {
        LocalDate day() {
            return TestStore.MARKET.dayOf(row.tsMicros());
        }
    }

    private record Target(Timeframe timeframe, LocalDate day) {
        Target(CompactionReport report) {
            this(report.timeframe(), report.day());
        }

        Path dayfile(TestStore store) {
            return store.layout.dayfile(timeframe, day);
        }
    }

    /** A day that stands, the next one, which does not, and the first one in another timeframe; numbered as added. */
    private static List<Imported> threeDays() {
        List<Imported> rows = new ArrayList<>();
        long seq = FIRST_SEQ;
        for (int i = 0; i < 3; i++) {
            rows.add(new Imported(TF, Row.of("B", OPEN + i * TWO_MINUTES, 30 + i, ++seq)));
            rows.add(new Imported(FIFTEEN, Row.of("A", OPEN + i * FIFTEEN.micros(), 40 + i, ++seq)));
            rows.add(new Imported(TF, Row.of("A", OPEN + DAY_MICROS + i * TWO_MINUTES, 50 + i, ++seq)));
        }
        return rows;
    }

    /** One dayfile, made of a part that stands beside it. */
    private static List<Row> stand(TestStore store) {
        List<Row> rows = List.of(Row.of("A", OPEN, 1, 1), Row.of("B", OPEN, 2, 2));
        store.part(rows);
        store.compactor().compact(TF, DAY);
        return rows;
    }

    private static HistoryImport add(Compactor compactor, List<Imported> rows, List<CompactionReport> published) {
        AtomicLong seq = new AtomicLong(FIRST_SEQ);
        HistoryImport history = compactor.importHistory(seq::incrementAndGet, new ImportListener() {
            @Override
            public void published(CompactionReport report) {
                published.add(report);
            }
        });
        for (Imported each : rows) {
            Row row = each.row();
            history.add(
                    row.symbol(),
                    each.timeframe(),
                    row.tsMicros(),
                    row.open(),
                    row.high(),
                    row.low(),
                    row.close(),
                    row.volume());
        }
        return history;
    }

    /** What each day holds when all is imported. */
    private static Map<Target, List<Row>> whole(List<Row> before, List<Imported> imported) {
        Map<Target, List<Row>> days = new HashMap<>();
        if (!before.isEmpty()) {
            days.put(new Target(TF, DAY), new ArrayList<>(before));
        }
        for (Imported each : imported) {
            days.computeIfAbsent(new Target(each.timeframe(), each.day()), day -> new ArrayList<>())
                    .add(each.row());
        }
        days.replaceAll((day, rows) -> Row.latest(rows));
        return days;
    }

    /** Every day is whole or as it was, and whole where that was reported. */
    private static void assertWholeOrAsBefore(
            TestStore store,
            List<Row> before,
            Map<Target, List<Row>> whole,
            List<CompactionReport> reported,
            String when) {
        List<Target> stored = reported.stream().map(Target::new).toList();
        whole.forEach((day, rows) -> {
            Path dayfile = day.dayfile(store);
            List<Row> found = Files.exists(dayfile) ? TestStore.rows(dayfile) : List.of();
            if (stored.contains(day)) {
                assertThat(found).as("%s: %s was reported", when, day).isEqualTo(rows);
            } else {
                List<Row> old = day.equals(new Target(TF, DAY)) ? Row.latest(before) : List.of();
                assertThat(found).as("%s: %s", when, day).isIn(old, rows);
            }
        });
    }

    private enum Fault {
        FAIL,
        FAIL_AFTER,
        DIE
    }

    @Test
    void shouldLeaveEachDayWholeOrAsItWasWhateverCallFailsAndCompleteItWhenRunAgain() throws IOException {
        List<Imported> imported = threeDays();
        for (Fault fault : Fault.values()) {
            boolean fired = true;
            int n = 0;
            while (fired) {
                n++;
                String when = fault + " at call " + n;
                TestStore store = new TestStore(folder.resolve(fault + "-" + n));
                List<Row> before = stand(store);
                Map<Target, List<Row>> whole = whole(before, imported);
                FaultyDisk disk = new FaultyDisk(new PassingDisk());
                List<CompactionReport> reported = new ArrayList<>();
                HistoryImport history = add(store.compactor(disk, SETTINGS), imported, reported);
                switch (fault) {
                    case FAIL -> disk.failAt(n, new IOException("No space left on device"));
                    case FAIL_AFTER -> disk.failAfter(n, new IOException("Input/output error"));
                    default -> disk.dieAt(n);
                }
                try {
                    history.finish();
                    assertThat(reported).as(when).hasSize(whole.size());
                } catch (StorageException e) {
                    assertThat(e).as(when).isNotInstanceOf(CorruptFileException.class);
                }
                fired = disk.fired();
                disk.heal();
                assertThat(history.reports()).isEqualTo(reported);
                assertWholeOrAsBefore(store, before, whole, reported, when);
                if (fault == Fault.FAIL) {
                    assertThat(store.temporaries()).as(when).isEmpty();
                }

                if (fault == Fault.DIE) {
                    Leftovers.delete(Disk.LOCAL, store.layout);
                    history = add(store.compactor(new PassingDisk(), SETTINGS), imported, reported);
                }
                assertWholeOrAsBefore(store, before, whole, history.finish(), when + ", then again");
                assertThat(reported.stream().map(Target::new)).as(when).containsAll(whole.keySet());
                assertThat(store.absorbed()).hasSize(1);
                TestStore.delete(store.root);
            }
            assertThat(n).as("calls that could fail").isGreaterThan(40);
        }
    }

    /** The process dies at each call, and the power with it: what was reported is on the disk. */
    @Test
    void shouldReportOnlyWhatSurvivesAPowerFailure() throws IOException {
        List<Imported> imported = threeDays();
        boolean fired = true;
        int n = 0;
        while (fired) {
            n++;
            TestStore store = new TestStore(folder.resolve("store-" + n));
            List<Row> before = stand(store);
            Map<Target, List<Row>> whole = whole(before, imported);
            PowerCutDisk power = new PowerCutDisk(Disk.LOCAL, store.root);
            FaultyDisk disk = new FaultyDisk(power);
            List<CompactionReport> reported = new ArrayList<>();
            HistoryImport history = add(store.compactor(disk, SETTINGS), imported, reported);
            disk.dieAt(n);
            try {
                history.finish();
            } catch (StorageException e) {
                assertThat(disk.fired()).isTrue();
            }
            fired = disk.fired();
            for (long seed : new long[] {PowerCutDisk.ALL_LOST, n, n + 1}) {
                TestStore left = new TestStore(folder.resolve("left-" + n + "-" + seed));
                power.cut(left.root, seed);
                assertWholeOrAsBefore(left, before, whole, reported, "cut at call " + n + ", seed " + seed);
                TestStore.delete(left.root);
            }
            TestStore.delete(store.root);
        }
        assertThat(n).as("calls at which the power could fail").isGreaterThan(40);
    }

    private static List<Imported> manyDays(int days, Random random) {
        List<Imported> rows = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            for (int i = random.nextInt(40); i >= 0; i--) {
                long ts = OPEN + day * DAY_MICROS + random.nextInt(100) * TWO_MINUTES;
                rows.add(new Imported(
                        random.nextInt(10) == 0 ? FIFTEEN : TF, Row.of("S" + random.nextInt(3), ts, i + 1, 0)));
            }
        }
        return rows;
    }

    private static Map<String, byte[]> dayfiles(TestStore store) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : TestStore.filesBelow(store.root)) {
            if (name.endsWith(StoreLayout.PARQUET)) {
                files.put(name, Files.readAllBytes(store.root.resolve(name)));
            }
        }
        return files;
    }

    @Test
    void shouldWriteTheSameBytesHoweverManyDaysComeTogetherAndOnHoweverManyThreads() throws IOException {
        List<Imported> rows = manyDays(150, new Random(5));
        TestStore alone = new TestStore(folder.resolve("alone"));
        AtomicLong seq = new AtomicLong(FIRST_SEQ);
        Map<Target, DayRows> days = new HashMap<>();
        for (Imported each : rows) {
            DayRows day = days.computeIfAbsent(
                    new Target(each.timeframe(), each.day()),
                    target -> new DayRows(target.timeframe(), target.day(), new CandleColumns()));
            each.row().withSeq(seq.incrementAndGet()).addTo(day.rows());
        }
        days.values().forEach(day -> assertThat(
                        alone.compactor().mergeHistory(List.of(day)).failure())
                .isNull());
        for (int threads : new int[] {1, 2, 5}) {
            TestStore together = new TestStore(folder.resolve("together-" + threads));
            CompactionSettings settings = new CompactionSettings(1 << 20, 64, threads);
            List<CompactionReport> reports = add(
                            together.compactor(new PassingDisk(), settings), rows, new ArrayList<>())
                    .finish();
            assertThat(reports).hasSize(days.size());
            assertThat(dayfiles(together)).containsExactlyInAnyOrderEntriesOf(dayfiles(alone));
        }
    }

    @Test
    void shouldForceEachFileAndTheFolderOnceABatch() {
        TestStore store = new TestStore(folder);
        List<Imported> rows = new ArrayList<>();
        for (int day = 0; day < 100; day++) {
            rows.add(new Imported(TF, Row.of("A", OPEN + day * DAY_MICROS, 1, 0)));
        }
        FaultyDisk disk = new FaultyDisk(new PassingDisk());
        Compactor compactor = store.compactor(disk, SETTINGS);
        add(compactor, rows.subList(0, 1), new ArrayList<>()).finish(); // makes the folders
        long files = disk.calls(Call.FORCE);
        long folders = disk.calls(Call.FORCE_FOLDER);

        assertThat(add(compactor, rows, new ArrayList<>()).finish()).hasSize(100);

        assertThat(disk.calls(Call.FORCE) - files).isEqualTo(100);
        assertThat(disk.calls(Call.FORCE_FOLDER) - folders).isEqualTo(2);
    }

    /** A disk whose first forces last until four days are being forced. */
    private static final class MeetingDisk extends PassingDisk {
        private final CountDownLatch met = new CountDownLatch(4);

        @Override
        public WritableFile create(Path file) throws IOException {
            return new Writable(super.create(file)) {
                @Override
                public void force() throws IOException {
                    met.countDown();
                    try {
                        if (!met.await(60, TimeUnit.SECONDS)) {
                            throw new IOException("no other day came to be forced");
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    super.force();
                }
            };
        }
    }

    @Test
    void shouldForceSeveralDaysTogetherWhileNoMoreComputeThanThreadsMay() {
        for (int threads : new int[] {1, 2}) {
            TestStore store = new TestStore(folder.resolve("threads-" + threads));
            AtomicInteger computing = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            DayfileSink.Factory sinks = (out, timeframe, writer, grid) -> {
                most.accumulateAndGet(computing.incrementAndGet(), Math::max);
                return new ForwardingSink(DayfileSink.dayfile(out, timeframe, writer, grid)) {
                    @Override
                    public void close() {
                        super.close();
                        computing.decrementAndGet();
                    }
                };
            };
            Compactor compactor = new Compactor(
                    store.tools(new MeetingDisk(), new CompactionSettings(1 << 20, 64, threads), sinks),
                    store.gate,
                    store.clock);
            List<Imported> rows = manyDays(40, new Random(9));
            List<CompactionReport> reports =
                    add(compactor, rows, new ArrayList<>()).finish();

            assertThat(reports).hasSizeGreaterThanOrEqualTo(40);
            assertThat(most.get()).isBetween(1, threads);
        }
    }
}
