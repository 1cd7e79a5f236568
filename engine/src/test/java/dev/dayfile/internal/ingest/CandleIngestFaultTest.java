package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.append;
import static dev.dayfile.internal.ingest.IngestFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fault at each call to the disk, in flushing and in recovering. What was acknowledged is never lost, no sequence ever
 * stands for two rows, and no file under a final name is torn.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CandleIngestFaultTest {
    @TempDir
    Path root;

    @Test
    void shouldLoseNothingWhicheverCallOfAFlushFails() {
        for (int n = 1; ; n++) {
            IngestFixture store = forcing("fail-" + n);
            TreeMap<Long, Row> appended = new TreeMap<>();
            try (CandleIngest ingest = store.open()) {
                store.disk.failAt(n, new IOException("Input/output error"));
                appendTo(ingest, appended, 3);
                assertThat(ingest.awaitDurable(appended.lastKey(), SOON)).isTrue();
                appendTo(ingest, appended, 3);
            }
            assertWhole(store, appended);
            assertThat(store.rowsWritten()).as("each once, call %d", n).isEqualTo(appended.size());
            assertThat(store.temporaries()).as("call %d", n).isEmpty();
            if (!store.disk.fired()) {
                assertThat(n).as("calls of two flushes").isGreaterThan(15);
                break;
            }
        }
    }

    @Test
    void shouldLoseNothingWhicheverAnswerIsLost() {
        for (int n = 1; ; n++) {
            IngestFixture store = forcing("lost-" + n);
            TreeMap<Long, Row> appended = new TreeMap<>();
            try (CandleIngest ingest = store.open()) {
                store.disk.failAfter(n, new IOException("Input/output error"));
                appendTo(ingest, appended, 3);
                assertThat(ingest.awaitDurable(appended.lastKey(), SOON)).isTrue();
                appendTo(ingest, appended, 3);
            }
            assertWhole(store, appended);
            assertThat(store.rowsWritten())
                    .as("a part whose rename was in doubt is the same part again, call %d", n)
                    .isEqualTo(appended.size());
            if (!store.disk.fired()) {
                break;
            }
        }
    }

    @Test
    void shouldLoseNothingWhereverTheProcessDiesWhileFlushing() throws IOException {
        for (int n = 1; ; n++) {
            IngestFixture store = forcing("die-" + n);
            TreeMap<Long, Row> appended = new TreeMap<>();
            CandleIngest ingest = store.open();
            store.disk.dieAt(n);
            appendTo(ingest, appended, 5);
            while (!store.disk.fired() && ingest.visibleSeq() < appended.lastKey()) {
                Thread.onSpinWait();
            }
            boolean died = store.disk.fired();
            store.kill();
            assertOnlyWholeParts(store, appended);
            reopen(store, appended);
            if (!died) {
                assertThat(n).as("calls of a flush").isGreaterThan(8);
                break;
            }
        }
    }

    @Test
    void shouldLoseNothingWhereverTheProcessDiesWhileRecovering() throws IOException {
        for (int n = 1; ; n++) {
            IngestFixture store = forcing("recover-" + n);
            TreeMap<Long, Row> appended = new TreeMap<>();
            CandleIngest killed = store.open();
            appendTo(killed, appended, 5);
            assertThat(killed.awaitVisible(5, SOON)).isTrue(); // some rows stand in parts already
            store.disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("Input/output error"));
            appendTo(killed, appended, 5);
            killed.appender("SPY", Timeframe.parse("5m")).append(T0, 1, 2, 1, 2, 3); // and a second batch
            appended.put(11L, new Row(Timeframe.parse("5m"), "SPY", T0, 1, 2, 1, 2, 3));
            store.kill();

            store.disk.dieAt(n);
            try {
                CandleIngest ingest = store.open();
                store.kill();
                assertThat(ingest.appendedSeq()).isEqualTo(11);
            } catch (StorageException e) {
                assertThat(store.disk.fired()).isTrue();
                store.disk = new FaultyDisk(Disk.LOCAL);
            }
            boolean died = store.parts().size() < 3;
            assertOnlyWholeParts(store, appended);
            reopen(store, appended);
            if (!died) {
                assertThat(n).as("calls of a recovery").isGreaterThan(15);
                break;
            }
        }
    }

    private static void assertOnlyWholeParts(IngestFixture store, TreeMap<Long, Row> appended) {
        assertThat(store.rowsInParts())
                .allSatisfy((seq, found) -> assertThat(found).isEqualTo(appended.get(seq)));
    }

    private static void reopen(IngestFixture store, TreeMap<Long, Row> appended) throws IOException {
        try (CandleIngest ingest = store.open()) {
            assertThat(ingest.visibleSeq()).isGreaterThanOrEqualTo(appended.lastKey());
            appendTo(ingest, appended, 2);
        }
        assertWhole(store, appended);
        assertThat(store.rowsWritten()).as("none twice").isEqualTo(appended.size());
        Leftovers.delete(Disk.LOCAL, store.layout);
        assertThat(store.temporaries()).isEmpty();
    }

    @Test
    void shouldNotPublishAPartWhoseWriteWasShort() {
        IngestFixture store = forcing("short");
        TreeMap<Long, Row> appended = new TreeMap<>();
        try (CandleIngest ingest = store.open()) {
            store.disk.writeShortAt(1);
            appendTo(ingest, appended, 5);
            assertThat(ingest.awaitDurable(appended.lastKey(), SOON)).isTrue();
            assertThat(store.disk.fired()).isTrue();
            assertThat(ingest.stats().flushFailures()).isEqualTo(1);
            assertThat(ingest.stats().lastError()).contains("short");
        }
        assertWhole(store, appended);
    }

    @Test
    void shouldForceAgainInANewFileAfterAForceThatFailed() {
        IngestFixture store = forcing("force");
        try (CandleIngest ingest = store.open()) {
            assertThat(ingest.awaitDurable(append(ingest, row(1)), SOON)).isTrue(); // creates the day's folder
            store.disk.failAt(FaultyDisk.Call.FORCE, 1, new IOException("Input/output error"));
            long creates = store.disk.calls(FaultyDisk.Call.CREATE);
            assertThat(ingest.awaitDurable(append(ingest, row(2)), SOON)).isTrue();
            assertThat(store.disk.calls(FaultyDisk.Call.CREATE) - creates).isEqualTo(2);
        }
    }

    private IngestFixture forcing(String name) {
        IngestFixture store = new IngestFixture(root.resolve(name));
        store.ringSlots = 64;
        store.force = true;
        store.flushInterval = Duration.ofMillis(1);
        return store;
    }

    private static void appendTo(CandleIngest ingest, TreeMap<Long, Row> appended, int n) {
        for (int i = 0; i < n; i++) {
            Row row = row(appended.size());
            assertThat(appended.put(append(ingest, row), row)).isNull();
        }
    }

    private static void assertWhole(IngestFixture store, TreeMap<Long, Row> appended) {
        assertThat(store.rowsInParts()).isEqualTo(appended);
        for (Path part : store.parts()) {
            new CandleFiles(Disk.LOCAL).verify(part);
        }
    }
}
