package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.internal.series.LiveRowsCopy;
import dev.dayfile.internal.series.LiveSeries;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.MarketClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process whose memory is used up, by the open day or by others: the ring fills, appends wait, and when there is memory
 * again everything goes on by itself, with no row lost or written twice.
 */
class MemoryRunsOutTest {
    private static final List<String> FLAGS = List.of("-Xmx48m", "-XX:+UseSerialGC");

    @Test
    void shouldGoOnWhereItStoodWhenThereIsMemoryAgain(@TempDir Path root) throws Exception {
        String said = ChildJvm.run(FLAGS, Child.class, root).strip();
        String[] counts = said.substring(said.lastIndexOf('\n') + 1).split(" "); // warnings come before
        assertThat(Integer.parseInt(counts[0]))
                .as("times that appends had to wait")
                .isPositive();
        assertThat(Integer.parseInt(counts[1])).as("rows").isGreaterThan(10_000);
    }

    static final class Child {
        private static final int ROUNDS = 10;
        private static final int ROWS_A_ROUND = 4_000;
        private static final int BALLAST_BYTES = 1 << 16;

        private final IngestFixture store;
        private final List<byte[]> ballast = new ArrayList<>();
        private final TreeMap<Long, Long> newest = new TreeMap<>();
        private final long[] stamps = new long[ROWS_A_ROUND];
        private final long[] seqs = new long[ROWS_A_ROUND];
        private int stood;
        private int appended;

        private Child(Path root) {
            store = new IngestFixture(root);
            store.greatestSeqInFiles = () -> 0;
            store.flushRows = 256;
        }

        public static void main(String[] args) throws Exception {
            new Child(Path.of(args[0])).run();
        }

        private void run() {
            LiveSeries series;
            try (CandleIngest ingest = store.open()) {
                CandleRingAppender spy = ingest.appender("SPY", IngestFixture.TF);
                append(ingest, spy, 100);
                for (int round = 0; round < ROUNDS; round++) {
                    try {
                        leave(round);
                        append(ingest, spy, ROWS_A_ROUND);
                    } finally {
                        ballast.clear(); // so that what went wrong can be told, and the store closed
                    }
                }
                series = store.live.find(
                        IngestFixture.TF, MarketClock.NEW_YORK.dayOf(IngestFixture.T0), SymbolKey.of("SPY"));
            }
            check(LiveRowsCopy.of(series));
            System.out.println(stood + " " + appended);
        }

        /** Until they are in, or memory has run out and the ring is full: then memory is given back. */
        private void append(CandleIngest ingest, CandleRingAppender spy, int rows) {
            for (int i = 0; i < rows; ) {
                int row = appended + i;
                long ts = IngestFixture.T0 + (row % 37 == 36 ? row - 30 : row) * 1000L; // some are corrections
                long seq = tryAppend(spy, ts, row);
                if (seq > 0) {
                    stamps[i] = ts;
                    seqs[i++] = seq;
                } else if (isOutOfMemory(ingest)) {
                    stood++;
                    ballast.clear();
                }
            }
            ballast.clear();
            if (!ingest.awaitVisible(seqs[rows - 1], Duration.ofSeconds(60))) {
                throw new AssertionError("it stands still: " + ingest.stats());
            }
            for (int i = 0; i < rows; i++) {
                newest.put(stamps[i], seqs[i]);
            }
            appended += rows;
        }

        /** Without a byte left, the JVM may not even link what counts that the ring is full. */
        private static long tryAppend(CandleRingAppender spy, long ts, int row) {
            try {
                return spy.tryAppend(ts, row, row, row, row, row);
            } catch (OutOfMemoryError e) {
                return -1;
            }
        }

        private boolean isOutOfMemory(CandleIngest ingest) {
            if (ballast.isEmpty()) {
                return false;
            }
            try {
                String error = ingest.stats().lastError();
                return error != null && error.contains("OutOfMemory");
            } catch (OutOfMemoryError e) {
                return true;
            }
        }

        /** Uses up all memory but some pieces, or with none left the last bytes too. */
        private void leave(int free) {
            for (int bytes = BALLAST_BYTES; bytes >= 16; bytes /= 4) {
                try {
                    while (true) {
                        ballast.add(new byte[bytes]);
                    }
                } catch (OutOfMemoryError e) {
                    // as it should be
                }
            }
            for (int i = 0; i < free; i++) {
                ballast.set(i, null);
            }
        }

        private void check(CandleSeries.Columns live) {
            TreeMap<Long, Long> held = new TreeMap<>();
            for (int i = 0; i < live.seq().length; i++) {
                held.put(live.tsMicros()[i], live.seq()[i]);
            }
            TreeMap<Long, Long> written = new TreeMap<>();
            store.rowsInParts().forEach((seq, row) -> written.merge(row.tsMicros(), seq, Math::max));
            if (live.seq().length != newest.size() || !held.equals(newest) || !written.equals(newest)) {
                throw new AssertionError("rows: " + live.seq().length + " in memory, " + written.size() + " in parts, "
                        + newest.size() + " appended");
            }
            if (store.rowsWritten() != appended) {
                throw new AssertionError(store.rowsWritten() + " rows were written of " + appended);
            }
        }
    }
}
