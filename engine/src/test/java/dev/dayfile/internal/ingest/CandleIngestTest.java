package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static dev.dayfile.internal.ingest.IngestFixture.append;
import static dev.dayfile.internal.ingest.IngestFixture.row;
import static dev.dayfile.internal.ingest.IngestFixture.tryAppend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.TestThreads;
import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.LiveRowsCopy;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CandleIngestTest {
    @TempDir
    Path root;

    private IngestFixture store;

    @BeforeEach
    void newStore() {
        store = new IngestFixture(root);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutEveryAppendIntoPartsAndGoOnAfterReopening(boolean singleProducer) {
        store.singleProducer = singleProducer;
        TreeMap<Long, Row> appended = new TreeMap<>();
        for (int opening = 0; opening < 3; opening++) {
            try (CandleIngest ingest = store.open()) {
                for (int i = 0; i < 3000; i++) {
                    Row row = row(appended.size());
                    long seq = append(ingest, row);
                    assertThat(seq).isEqualTo(appended.size() + 1);
                    appended.put(seq, row);
                }
                assertThat(ingest.awaitVisible(appended.lastKey(), SOON)).isTrue();
                assertThat(store.rowsInParts()).isEqualTo(appended);
            }
            assertThat(RingInspector.inspect(Disk.LOCAL, store.layout.candleRing(), false))
                    .isEmpty();
        }
        assertThat(store.rowsWritten()).as("each once").isEqualTo(appended.size());
        assertThat(store.temporaries()).isEmpty();
    }

    @Test
    void shouldMakeOneSortedPartOfABurstAndOneOfALoneCandle() {
        store.flushInterval = Duration.ofMillis(50);
        try (CandleIngest ingest = store.open()) {
            for (int i = 499; i >= 0; i--) {
                ingest.appender("S" + i, TF).append(T0, 1, 2, 0.5, 1.5, Double.NaN);
            }
            assertThat(ingest.awaitVisible(500, SOON)).isTrue();
            int parts = store.parts().size();
            assertThat(parts).as("a burst shares parts").isLessThan(10);
            long seq = append(ingest, row(7));
            assertThat(ingest.awaitVisible(seq, SOON)).isTrue();
            assertThat(store.parts()).hasSize(parts + 1);
        }
        for (Path part : store.parts()) {
            FileFooter footer = new CandleFiles(Disk.LOCAL).verify(part);
            assertThat(footer.writerId()).isEqualTo(IngestFixture.WRITER);
        }
    }

    @Test
    void shouldKeepARowByItsTimeframeAndItsNewYorkDay() {
        long at2030 = MarketClock.NEW_YORK.parse("2025-10-22T20:30"); // the next day in UTC
        long afterMidnight = MarketClock.NEW_YORK.parse("2025-10-23T00:00");
        try (CandleIngest ingest = store.open()) {
            ingest.appender("SPY", TF).append(at2030, 1, 2, 0.5, 1.5, 0);
            ingest.appender("SPY", Timeframe.parse("15M")).append(at2030, 1, 2, 0.5, 1.5, 0);
            ingest.appender("SPY", TF).append(afterMidnight, 1, 2, 0.5, 1.5, 0);
        }
        assertThat(store.parts())
                .extracting(part -> root.relativize(part.getParent()).toString())
                .containsExactlyInAnyOrder("data/2m/2025-10-22", "data/15m/2025-10-22", "data/2m/2025-10-23");
    }

    @Test
    void shouldRefuseWhatBreaksARuleBeforeItTakesASequence() {
        try (CandleIngest ingest = store.open()) {
            CandleRingAppender spy = ingest.appender("SPY", TF);
            assertThatThrownBy(() -> spy.append(T0, Double.NaN, 2, 1, 1, 0)).hasMessageContaining("open=NaN");
            assertThatThrownBy(() -> spy.append(T0, 1, 1, 2, 1, 0)).hasMessageContaining("high=1.0, low=2.0");
            assertThatThrownBy(() -> spy.tryAppend(T0, 1, 2, 1, 1, -5)).hasMessageContaining("volume=-5.0");
            assertThatThrownBy(() -> spy.append(Long.MAX_VALUE, 1, 2, 1, 1, 0)).hasMessageContaining("ts=");
            assertThatThrownBy(() -> ingest.appender("S".repeat(300), TF)).hasMessageContaining("at most 32 bytes");
            assertThat(ingest.stats().refusals()).isEqualTo(5);
            assertThat(spy.append(T0, 1, 2, 1, 1, 0)).isEqualTo(1);
        }
        assertThat(store.rowsInParts()).hasSize(1);
    }

    @Test
    void shouldLetAThreadReadItsOwnAppendWhileTheDiskIsBusy() throws Exception {
        try (CandleIngest ingest = store.open()) {
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            CompletableFuture<Void> moving = holdGate(busy, done);
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 200; i++) {
                long ts = T0 + i * TF.micros();
                long seq = ingest.appender("SPY", TF).append(ts, 1, 2, 0.5, i, Double.NaN);
                if (i % 2 == 0) {
                    ingest.awaitIndexed();
                } else {
                    ingest.awaitIndexed(seq);
                }
                CandleSeries.Columns rows =
                        LiveRowsCopy.of(store.live.find(TF, LocalDate.of(2025, 10, 22), SymbolKey.of("SPY")));
                assertThat(rows.seq()).hasSize(i + 1);
                assertThat(rows.seq()[i]).isEqualTo(seq);
                assertThat(rows.close()[i]).isEqualTo(i);
            }
            assertThat(ingest.visibleSeq())
                    .as("no part can be published meanwhile")
                    .isZero();
            assertThatThrownBy(() -> ingest.awaitIndexed(201)).isInstanceOf(IllegalArgumentException.class);
            done.countDown();
            moving.get(10, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<Void> holdGate(CountDownLatch busy, CountDownLatch done) {
        return TestThreads.run(() -> {
            try {
                store.gate.exclusive(() -> {
                    busy.countDown();
                    try {
                        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return null;
                });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldBackAppendsWhileTheDiskIsFullAndLoseNothing(boolean singleProducer) throws Exception {
        store.singleProducer = singleProducer;
        store.ringSlots = 64;
        TreeMap<Long, Row> appended = new TreeMap<>();
        try (CandleIngest ingest = store.open()) {
            store.disk.failEvery(FaultyDisk.Call.WRITE, () -> new IOException("No space left on device"));
            for (int i = 0; i < 64; i++) {
                appended.put(append(ingest, row(i)), row(i));
            }
            assertThat(tryAppend(ingest, row(64))).isEqualTo(-1);
            CompletableFuture<Long> waiting = TestThreads.supply(() -> append(ingest, row(64)));
            while (ingest.stats().flushFailures() < 3) {
                Thread.onSpinWait();
            }
            assertThat(waiting).isNotDone();
            EngineStats stats = ingest.stats();
            assertThat(stats.ringFull()).isEqualTo(2);
            assertThat(stats.ringOccupied()).isEqualTo(64);
            assertThat(stats.visibleSeq()).isZero();
            assertThat(stats.lagMicros()).isPositive();
            assertThat(stats.lastError()).contains("No space left on device", "DISK_FULL", "2025-10-22");
            assertThat(ingest.awaitVisible(1, Duration.ofMillis(5))).isFalse();
            assertThat(store.parts()).isEmpty();
            assertThat(store.temporaries()).as("failed tries leave nothing").isEmpty();

            store.disk.heal();
            appended.put(waiting.get(10, TimeUnit.SECONDS), row(64));
            assertThat(ingest.awaitVisible(65, SOON)).isTrue();
            while (ingest.stats().ringOccupied() > 0) { // visible comes first
                Thread.onSpinWait();
            }
            assertThat(ingest.stats().lagMicros()).isZero();
        }
        assertThat(store.rowsInParts()).isEqualTo(appended);
        assertThat(store.rowsWritten()).isEqualTo(65);
    }

    @Test
    void shouldPublishTheOtherTimeframesWhileOneFails() throws IOException {
        Files.createDirectories(store.layout.data());
        Path blocked = Files.writeString(store.layout.data().resolve("5m"), "a file where a folder belongs");
        try (CandleIngest ingest = store.open()) {
            ingest.appender("SPY", Timeframe.parse("5m")).append(T0, 1, 2, 0.5, 1, 0);
            ingest.appender("SPY", TF).append(T0, 1, 2, 0.5, 1, 0);
            while (store.parts().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(ingest.visibleSeq()).isZero();
            ingest.appender("SPY", Timeframe.parse("5m")).append(T0 + 1, 1, 2, 0.5, 1, 0);
            while (ingest.stats().flushFailures() < 4) {
                Thread.onSpinWait();
            }
            Files.delete(blocked);
            assertThat(ingest.awaitVisible(3, SOON)).isTrue();
        }
        assertThat(store.rowsInParts()).hasSize(3);
        assertThat(store.rowsWritten())
                .as("what was published in a failed flush is not published again")
                .isEqualTo(3);
    }

    @Test
    void shouldSayWhenClosingCannotWriteAndReplayAtTheNextOpening() {
        store.closeTimeout = Duration.ofMillis(300);
        CandleIngest ingest = store.open();
        store.disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("No space left on device"));
        for (int i = 0; i < 10; i++) {
            append(ingest, row(i));
        }
        assertThatThrownBy(ingest::close)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("stay in the ring")
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(store.layout.candleRing().toString())
                .satisfies(e -> assertThat(((StorageException) e).code()).isEqualTo(StorageException.Code.DISK_FULL));
        ingest.close(); // does nothing
        assertThatThrownBy(() -> append(ingest, row(1))).isInstanceOf(IllegalStateException.class);
        assertThat(ingest.awaitVisible(10, SOON))
                .as("does not wait for what never comes")
                .isFalse();
        assertThatThrownBy(store::open).as("the disk is still full").isInstanceOf(StorageException.class);

        store.disk.heal();
        try (CandleIngest again = store.open()) {
            assertThat(again.stats().replayedRows()).isEqualTo(10);
            assertThat(again.stats().visibleSeq()).isGreaterThanOrEqualTo(10);
            assertThat(append(again, row(10))).isGreaterThanOrEqualTo(11);
        }
        assertThat(store.rowsInParts()).hasSize(11);
        assertThat(store.rowsWritten()).isEqualTo(11);
    }

    @Test
    void shouldRefuseAppendsAfterCloseAndCloseOnce() {
        CandleIngest ingest = store.open();
        CandleRingAppender spy = ingest.appender("SPY", TF);
        long seq = spy.append(T0, 1, 2, 0.5, 1, 0);
        ingest.close();
        ingest.close();
        assertThat(ingest.visibleSeq()).isEqualTo(seq);
        assertThat(ingest.appendedSeq()).isEqualTo(seq);
        assertThat(ingest.stats().appendedRows()).isEqualTo(1);
        assertThatThrownBy(() -> spy.append(T0, 1, 2, 0.5, 1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> spy.tryAppend(T0, 1, 2, 0.5, 1, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ingest.reserveSequences(1)).isInstanceOf(IllegalStateException.class);
        ingest.awaitIndexed();
        assertThat(ingest.awaitVisible(seq, SOON)).isTrue();
        assertThat(ingest.awaitVisible(seq + 1, SOON)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPersistOrRefuseEveryAppendThatRacesWithClose(boolean singleProducer) throws Exception {
        store.singleProducer = singleProducer;
        store.ringSlots = 256;
        TreeMap<Long, Row> appended = new TreeMap<>();
        AtomicLong next = new AtomicLong();
        for (int round = 0; round < 15; round++) {
            CandleIngest ingest = store.open();
            int threads = singleProducer ? 1 : 3;
            CountDownLatch running = new CountDownLatch(threads);
            List<CompletableFuture<Void>> appenders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                appenders.add(TestThreads.run(() -> {
                    running.countDown();
                    while (true) {
                        Row row = row(next.getAndIncrement());
                        try {
                            long seq = append(ingest, row);
                            synchronized (appended) {
                                assertThat(appended.put(seq, row)).isNull();
                            }
                        } catch (IllegalStateException closed) {
                            return;
                        }
                    }
                }));
            }
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            while (ingest.appendedSeq() == ingest.stats().visibleSeq()
                    && ingest.stats().flushes() < 1) {
                Thread.onSpinWait();
            }
            ingest.close();
            for (CompletableFuture<Void> appender : appenders) {
                appender.get(10, TimeUnit.SECONDS);
            }
            assertThat(RingInspector.inspect(Disk.LOCAL, store.layout.candleRing(), false))
                    .isEmpty();
            assertThat(store.rowsInParts()).isEqualTo(appended);
        }
    }

    @Test
    void shouldGiveUniqueSequencesToManyThreads() throws Exception {
        int threads = 4;
        int each = 5_000;
        TreeMap<Long, Row> appended = new TreeMap<>();
        try (CandleIngest ingest = store.open()) {
            List<CompletableFuture<TreeMap<Long, Row>>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                running.add(TestThreads.supply(() -> {
                    TreeMap<Long, Row> own = new TreeMap<>();
                    for (int i = first; i < first + each; i++) {
                        own.put(append(ingest, row(i)), row(i));
                    }
                    return own;
                }));
            }
            for (CompletableFuture<TreeMap<Long, Row>> future : running) {
                appended.putAll(future.get(30, TimeUnit.SECONDS));
            }
            assertThat(appended).hasSize(threads * each);
            assertThat(ingest.awaitVisible(threads * each, SOON)).isTrue();
            assertThat(ingest.stats().appendedRows()).isEqualTo(threads * each);
        }
        assertThat(store.rowsInParts()).isEqualTo(appended);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReserveSequencesThatNoAppendEverHas(boolean singleProducer) {
        store.singleProducer = singleProducer;
        try (CandleIngest ingest = store.open()) {
            assertThat(append(ingest, row(1))).isEqualTo(1);
            assertThat(ingest.reserveSequences(1024)).isEqualTo(2);
            assertThat(append(ingest, row(2))).isEqualTo(1026);
            assertThat(ingest.reserveSequences(1)).isEqualTo(1027);
            for (int i = 0; i < 20; i++) {
                ingest.reserveSequences(1000); // many laps of the ring
            }
            assertThat(ingest.awaitVisible(21_027, SOON)).isTrue();
            assertThat(ingest.stats().appendedRows()).isEqualTo(2);
            assertThatThrownBy(() -> ingest.reserveSequences(0)).hasMessageContaining("n=0");
            assertThatThrownBy(() -> ingest.reserveSequences(1025)).hasMessageContaining("n=1025");
        }
        try (CandleIngest ingest = store.open()) {
            assertThat(append(ingest, row(3))).isEqualTo(21_028);
        }
        assertThat(store.rowsInParts().keySet()).containsExactly(1L, 1026L, 21_028L);
    }

    @Test
    void shouldAskTheFilesForTheGreatestSequenceOnlyWhenNeitherRingNorReserveKnowIt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong inFiles = new AtomicLong(500);
        store.greatestSeqInFiles = () -> {
            asked.incrementAndGet();
            return inFiles.get();
        };
        try (CandleIngest ingest = store.open()) {
            assertThat(append(ingest, row(1))).as("a new ring beside old files").isEqualTo(501);
        }
        assertThat(asked).hasValue(1);
        CandleIngest killed = store.open();
        assertThat(append(killed, row(2)))
                .as("closed cleanly, so the ring knows")
                .isEqualTo(502);
        assertThat(asked).hasValue(1);

        store.kill();
        inFiles.set(9000); // as after a power failure, when the ring on the disk is older than the files
        Files.delete(store.layout.candleSequences()); // as in a store of an engine that did not reserve
        try (CandleIngest ingest = store.open()) {
            assertThat(asked).hasValue(2);
            assertThat(append(ingest, row(3))).isEqualTo(9001);
        }
        Files.delete(store.layout.candleRing()); // lost, as on a memory-backed place
        try (CandleIngest ingest = store.open()) {
            assertThat(append(ingest, row(4))).isGreaterThan(9001);
            assertThat(asked).as("the reserve knows").hasValue(2);
        }
    }

    @Test
    void shouldKeepTheSizeOfAStandingRing() {
        store.open().close();
        store.ringSlots = 64;
        try (CandleIngest ingest = store.open()) {
            assertThat(ingest.stats().ringCapacity()).isEqualTo(1024);
        }
    }

    @Test
    void shouldTellTheListenerOfEachPartBeforeItsSlotsAreGivenBack() {
        List<PublishedPart> told = new ArrayList<>();
        AtomicInteger occupiedThen = new AtomicInteger(-1);
        CandleIngest[] ingest = new CandleIngest[1];
        store.listener = part -> {
            told.add(part);
            occupiedThen.set(ingest[0].stats().ringOccupied());
            throw new IllegalStateException("a listener's fault");
        };
        ingest[0] = store.open();
        try (CandleIngest open = ingest[0]) {
            long seq = append(open, row(1));
            assertThat(open.awaitVisible(seq, SOON)).isTrue();
            while (open.stats().ringOccupied() > 0) {
                Thread.onSpinWait();
            }
            assertThat(occupiedThen).hasValue(1);
            assertThat(open.stats().lastError()).contains("a listener's fault");
            assertThat(open.stats().flushFailures()).isZero();
            assertThat(open.stats().partsPublished()).isEqualTo(1);
        }
        assertThat(told).singleElement().satisfies(part -> {
            assertThat(part.path()).isRegularFile().hasSize(part.bytes());
            assertThat(part.rows()).isEqualTo(1);
            assertThat(part.firstSeq()).isEqualTo(1);
            assertThat(part.lastSeq()).isEqualTo(1);
            assertThat(part.minTsMicros()).isEqualTo(row(1).tsMicros());
            assertThat(part.maxTsMicros()).isEqualTo(row(1).tsMicros());
            assertThat(part.path()).isEqualTo(store.layout.part(part.timeframe(), part.day(), part.name()));
        });
    }

    @Test
    void shouldGoOnWhateverTheAgentMeets() {
        AtomicInteger faults = new AtomicInteger(20);
        store.clock = () -> {
            if (Thread.currentThread().getName().equals("dayfile-writer") && faults.getAndDecrement() > 0) {
                if (faults.get() % 2 == 0) {
                    throw new IllegalStateException("an odd clock");
                }
                throw new StackOverflowError();
            }
            return System.nanoTime();
        };
        try (CandleIngest ingest = store.open()) {
            for (int i = 0; i < 100; i++) {
                append(ingest, row(i));
            }
            assertThat(ingest.awaitVisible(100, SOON)).isTrue();
            assertThat(faults).hasNonPositiveValue();
            assertThat(ingest.stats().lastError()).isNotNull();
        }
        assertThat(store.rowsInParts()).hasSize(100);
        assertThat(store.rowsWritten()).isEqualTo(100);
    }

    @Test
    void shouldTellDurableFromVisible() {
        try (CandleIngest ingest = store.open()) {
            long seq = append(ingest, row(1));
            assertThat(ingest.awaitVisible(seq, SOON)).isTrue();
            assertThat(ingest.stats().durableSeq()).isZero();
            assertThatThrownBy(() -> ingest.awaitDurable(seq, SOON)).isInstanceOf(IllegalStateException.class);
        }
        store.force = true;
        long before = store.disk.calls(FaultyDisk.Call.FORCE);
        try (CandleIngest ingest = store.open()) {
            long seq = append(ingest, row(1));
            assertThat(ingest.awaitDurable(seq, SOON)).isTrue();
            assertThat(ingest.stats().durableSeq()).isEqualTo(seq);
            assertThat(store.disk.calls(FaultyDisk.Call.FORCE)).isGreaterThan(before);
        }
    }

    @Test
    void shouldEndAWaitOnAnInterruptAndKeepIt() {
        try (CandleIngest ingest = store.open()) {
            Thread.currentThread().interrupt();
            assertThat(ingest.awaitVisible(1, SOON)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void shouldWakeManyWaiters() throws Exception {
        try (CandleIngest ingest = store.open()) {
            List<CompletableFuture<Boolean>> waiters = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                long seq = i;
                waiters.add(TestThreads.supply(() -> ingest.awaitVisible(seq, SOON)));
            }
            for (int i = 1; i <= 8; i++) {
                append(ingest, row(i));
            }
            for (CompletableFuture<Boolean> waiter : waiters) {
                assertThat(waiter.get(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void shouldFailToOpenADamagedRingAndOpenOnceItIsRepaired() throws IOException {
        store.flushInterval = Duration.ofMinutes(1);
        CandleIngest killed = store.open();
        for (int i = 1; i <= 20; i++) {
            append(killed, row(i));
        }
        store.kill();
        byte[] ring = Files.readAllBytes(store.layout.candleRing());
        ring[4096 + 7 * 128 + 33] ^= 4;
        Files.write(store.layout.candleRing(), ring);

        assertThatThrownBy(store::open)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(store.layout.candleRing().toString())
                .hasMessageContaining("slot=7")
                .hasMessageContaining("verify --repair");
        assertThat(store.parts()).isEmpty();

        RingRepair.Result result =
                RingRepair.repair(store.context(), store.layout.candleRing(), IngestFixture.WRITER, PartListener.NONE);
        assertThat(result.rowsSaved()).isEqualTo(19);
        assertThat(result.movedTo()).startsWith(store.layout.quarantine()).hasBinaryContent(ring);
        assertThat(store.layout.candleRing()).doesNotExist();
        try (CandleIngest ingest = store.open()) {
            assertThat(append(ingest, row(21))).isGreaterThanOrEqualTo(21);
        }
        assertThat(store.rowsInParts()).hasSize(20).doesNotContainKey(7L);
    }
}
