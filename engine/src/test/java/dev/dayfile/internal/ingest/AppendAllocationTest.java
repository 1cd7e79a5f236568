package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After warm-up an append allocates nothing, with one appending thread promised or many. */
class AppendAllocationTest {
    private static final int ROWS = 100_000;

    /** What an append allocates it allocates in every round; what the compiler does once is in one of them. */
    private static final int ROUNDS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAllocateNothing(boolean singleProducer) {
        IngestFixture store = new IngestFixture(root);
        store.ringSlots = 1 << 17; // so that none of them waits for room
        store.singleProducer = singleProducer;
        try (CandleIngest ingest = store.open()) {
            CandleRingAppender spy = ingest.appender("SPY", TF);
            appendRows(spy, 0); // warm-up
            awaitEmptyRing(ingest);

            long least = Long.MAX_VALUE;
            for (int round = 1; round <= ROUNDS && least > 0; round++) {
                long start = THREADS.getCurrentThreadAllocatedBytes();
                appendRows(spy, round);
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - start);
                awaitEmptyRing(ingest);
            }

            assertThat(ingest.stats().ringFull()).isZero();
            assertThat(least).as("bytes of %d appends", ROWS).isZero();
        }
    }

    /** Visible alone is a moment too early: slots come back when the parts are safe. */
    private static void awaitEmptyRing(CandleIngest ingest) {
        assertThat(ingest.awaitVisible(ingest.appendedSeq(), SOON)).isTrue();
        while (ingest.stats().ringOccupied() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void appendRows(CandleRingAppender spy, int round) {
        for (int i = 0; i < ROWS; i++) {
            spy.append(T0 + round * 1_000_000L + i, 1, 2, 0.5, i, i % 2 == 0 ? Double.NaN : i);
        }
    }
}
