package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.append;
import static dev.dayfile.internal.ingest.IngestFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.io.PowerCutDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each acknowledgement level survives: a test for each cell of the table in docs/reference/acknowledgements.md that
 * {@link KillTest} does not hold already.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AcknowledgementTest {
    private static final long[] LUCK = {PowerCutDisk.ALL_LOST, 1, 2, 3, 4, 5};

    @TempDir
    Path root;

    /** With the writer held up for good, nothing but the append itself can have saved the row. */
    @Test
    void shouldKeepAnAppendedRowThatNoPartHoldsWhenTheProcessDies() {
        IngestFixture store = forcing(root);
        store.flushInterval = Duration.ofMinutes(1);
        CandleIngest ingest = store.open();
        TreeMap<Long, Row> appended = appendRows(ingest, 20);
        assertThat(ingest.visibleSeq()).isZero();
        assertThat(store.parts()).isEmpty();
        store.kill();
        store.open().close();
        assertThat(store.rowsInParts()).isEqualTo(appended);
        assertThat(store.rowsWritten()).isEqualTo(20);
    }

    @Test
    void shouldKeepAVisibleRowThatIsNotYetDurableWhenTheProcessDies() {
        IngestFixture store = forcing(root);
        CandleIngest ingest = store.open();
        appendRows(ingest, 1); // the folders are there from now on, so only the part's own folder is forced below
        assertThat(ingest.awaitDurable(1, SOON)).isTrue();
        store.disk.failEvery(FaultyDisk.Call.FORCE_FOLDER, () -> new IOException("Input/output error"));
        long seq = append(ingest, row(1));
        assertThat(ingest.awaitVisible(seq, SOON)).isTrue();
        assertThat(store.rowsInParts()).as("any reader finds it").containsKey(seq);
        assertThat(ingest.awaitDurable(seq, Duration.ofMillis(30))).isFalse();
        store.kill();
        store.open().close();
        assertThat(store.rowsInParts()).hasSize(2).containsEntry(seq, row(1));
        assertThat(store.rowsWritten()).as("none twice").isEqualTo(2);
    }

    /** An uncaught exception ends a thread, not the engine; and what was appended before it is like any other row. */
    @Test
    void shouldKeepTheRowsOfAThreadThatDiedOfAnException() throws Exception {
        IngestFixture store = forcing(root);
        TreeMap<Long, Row> appended = new TreeMap<>();
        try (CandleIngest ingest = store.open()) {
            AtomicReference<Throwable> died = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    appended.put(append(ingest, row(i)), row(i));
                }
                ingest.appender("SPY", IngestFixture.TF).append(0, Double.NaN, 1, 1, 1, 1);
            });
            caller.setUncaughtExceptionHandler((t, e) -> died.set(e));
            caller.start();
            caller.join();
            assertThat(died.get()).isInstanceOf(IllegalArgumentException.class);
            assertThat(ingest.awaitDurable(appended.lastKey(), SOON)).isTrue();
            long next = append(ingest, row(10));
            appended.put(next, row(10));
        }
        assertThat(store.rowsInParts()).isEqualTo(appended);
    }

    @Test
    void shouldKeepAppendedRowsOverAFullDiskAndAKillWhileItIsFull() {
        IngestFixture store = forcing(root);
        CandleIngest ingest = store.open();
        store.disk.failEvery(FaultyDisk.Call.WRITE, AcknowledgementTest::noSpace);
        TreeMap<Long, Row> appended = appendRows(ingest, 30);
        while (ingest.stats().flushFailures() == 0) {
            Thread.onSpinWait();
        }
        assertThat(ingest.visibleSeq()).isZero();
        assertThat(ingest.stats().lastError()).contains(StorageException.Code.DISK_FULL.name());
        store.kill();
        store.open().close();
        assertThat(store.rowsInParts()).isEqualTo(appended);
    }

    /**
     * The power fails at every call of two flushes in turn, and each time with several lots of what the device still
     * wrote: rows that were durable are there, and every file under a final name is whole.
     */
    @Test
    void shouldKeepEveryDurableRowWhereverThePowerFails() throws IOException {
        int lost = 0;
        for (int n = 1; ; n++) {
            Path live = root.resolve("live-" + n);
            IngestFixture store = forcing(live);
            PowerCutDisk power = new PowerCutDisk(Disk.LOCAL, live);
            store.disk = new FaultyDisk(power);
            CandleIngest ingest = store.open();
            power.forceMapped(store.layout.candleRing());
            TreeMap<Long, Row> appended = new TreeMap<>();
            store.disk.dieAt(n);
            for (int i = 0; i < 3; i++) {
                Timeframe timeframe = Timeframe.parse(i == 1 ? "5m" : "2m");
                Row row = row(i);
                Row mine = new Row(
                        timeframe, "SPY", row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
                appended.put(append(ingest, mine), mine);
                while (ingest.visibleSeq() < appended.lastKey() && !store.disk.fired()) {
                    Thread.onSpinWait();
                }
            }
            boolean fired = store.disk.fired();
            store.kill();
            long durable = ingest.durableSeq();
            for (long luck : LUCK) {
                Path after = root.resolve("after-" + n + "-" + luck);
                power.cut(after, luck);
                lost += appended.size() - reopen(after, appended, durable);
            }
            if (!fired) {
                assertThat(n).as("calls of three flushes").isGreaterThan(20);
                break;
            }
        }
        assertThat(lost)
                .as("rows that were not durable and are gone: the cut does cut")
                .isPositive();
    }

    /** Returns how many rows are there. */
    private static int reopen(Path root, TreeMap<Long, Row> appended, long durable) throws IOException {
        IngestFixture store = forcing(root);
        Leftovers.delete(Disk.LOCAL, store.layout);
        for (Path part : store.parts()) {
            new CandleFiles(Disk.LOCAL).verify(part);
        }
        store.open().close();
        TreeMap<Long, Row> found = store.rowsInParts();
        assertThat(found).containsAllEntriesOf(appended.headMap(durable, true));
        assertThat(appended).as("none invented").containsAllEntriesOf(found);
        assertThat(store.temporaries()).isEmpty();
        return found.size();
    }

    /** What the table says of visible rows: the same cut takes them where nobody forces. */
    @Test
    void shouldLoseVisibleRowsToAPowerCutInAStoreThatDoesNotForce() throws IOException {
        Path live = root.resolve("live");
        IngestFixture store = forcing(live);
        store.force = false;
        PowerCutDisk power = new PowerCutDisk(Disk.LOCAL, live);
        store.disk = new FaultyDisk(power);
        CandleIngest ingest = store.open();
        power.forceMapped(store.layout.candleRing());
        TreeMap<Long, Row> appended = appendRows(ingest, 5);
        assertThat(ingest.awaitVisible(appended.lastKey(), SOON)).isTrue();
        store.kill();
        power.cut(root.resolve("after"), PowerCutDisk.ALL_LOST);
        assertThat(reopen(root.resolve("after"), appended, 0)).isZero();
    }

    @Test
    void shouldBeVisibleWhileItsFolderIsStillBeingForced() {
        IngestFixture store = forcing(root);
        List<String> told = new ArrayList<>();
        AtomicReference<CandleIngest> open = new AtomicReference<>();
        store.listener = new PartListener() {
            @Override
            public void partPublished(PublishedPart part) {
                told.add("part to " + part.lastSeq() + " at durable "
                        + open.get().durableSeq());
            }

            @Override
            public void visible(long seq) {
                told.add("visible " + seq + " at durable " + open.get().durableSeq());
            }

            @Override
            public void durable(long seq) {
                told.add("durable " + seq);
            }
        };
        try (CandleIngest ingest = store.open()) {
            open.set(ingest);
            long seq = append(ingest, row(1));
            assertThat(ingest.awaitDurable(seq, SOON)).isTrue();
        }
        assertThat(told).containsExactly("visible 1 at durable 0", "part to 1 at durable 0", "durable 1");
    }

    /** A folder that could not be forced: the part is written anew, the very same one, and told once. */
    @Test
    void shouldWriteThePartAnewWhenItsFolderCouldNotBeForced() {
        IngestFixture store = forcing(root);
        AtomicInteger told = new AtomicInteger();
        store.listener = part -> told.incrementAndGet();
        try (CandleIngest ingest = store.open()) {
            appendRows(ingest, 1);
            assertThat(ingest.awaitDurable(1, SOON)).isTrue();
            long forces = store.disk.calls(FaultyDisk.Call.FORCE);
            store.disk.failAt(FaultyDisk.Call.FORCE_FOLDER, 1, new IOException("Input/output error"));
            long seq = append(ingest, row(1));
            assertThat(ingest.awaitDurable(seq, SOON)).isTrue();
            assertThat(store.disk.calls(FaultyDisk.Call.FORCE) - forces)
                    .as("the content is forced again too")
                    .isEqualTo(2);
            assertThat(ingest.stats().flushFailures()).isEqualTo(1);
        }
        assertThat(store.parts()).hasSize(2);
        assertThat(told).hasValue(2);
    }

    /** Group commit: however many threads append and wait, a flush forces one file and one folder. */
    @Test
    void shouldLetManyWaitersShareOneForce() throws Exception {
        int threads = 32;
        IngestFixture store = forcing(root);
        store.flushInterval = Duration.ofMillis(100);
        try (CandleIngest ingest = store.open()) {
            append(ingest, row(0)); // the folders are made and forced here
            assertThat(ingest.awaitDurable(1, SOON)).isTrue();
            long files = store.disk.calls(FaultyDisk.Call.FORCE);
            long folders = store.disk.calls(FaultyDisk.Call.FORCE_FOLDER);
            long flushes = ingest.stats().flushes();

            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger durable = new AtomicInteger();
            List<Thread> waiters = new ArrayList<>();
            for (int t = 1; t <= threads; t++) {
                Row row = row(t);
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    durable.addAndGet(ingest.awaitDurable(append(ingest, row), SOON) ? 1 : 0);
                });
                thread.start();
                waiters.add(thread);
            }
            start.countDown();
            for (Thread waiter : waiters) {
                waiter.join();
            }

            assertThat(durable).hasValue(threads);
            flushes = ingest.stats().flushes() - flushes;
            assertThat(store.disk.calls(FaultyDisk.Call.FORCE) - files).isEqualTo(flushes);
            assertThat(store.disk.calls(FaultyDisk.Call.FORCE_FOLDER) - folders).isEqualTo(flushes);
            // A slow machine may start a thread after the first flush; one flush a waiter would be no sharing.
            assertThat(flushes).isLessThan(threads / 4);
        }
    }

    private static FileSystemException noSpace() {
        return new FileSystemException("part", null, "No space left on device");
    }

    private static IngestFixture forcing(Path root) {
        IngestFixture store = new IngestFixture(root);
        store.ringSlots = 64;
        store.force = true;
        store.flushInterval = Duration.ofMillis(1);
        return store;
    }

    private static TreeMap<Long, Row> appendRows(CandleIngest ingest, int n) {
        TreeMap<Long, Row> appended = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            appended.put(append(ingest, row(i)), row(i));
        }
        return appended;
    }
}
