package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Leftovers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} of a real process in the middle of its appends: every acknowledged row is found again. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
    private static final int CYCLES = 10;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldFindEveryAcknowledgedRowAfterAKill(int threads) throws Exception {
        IngestFixture store = new IngestFixture(root);
        Random random = new Random(42 + threads);
        TreeMap<Long, Row> acknowledged = new TreeMap<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            int before = acknowledged.size();
            killAfter(random.nextInt(120), threads, acknowledged);
            assertThat(acknowledged).hasSizeGreaterThan(before);

            Leftovers.delete(store.disk, store.layout);
            try (CandleIngest ingest = store.open()) {
                assertThat(ingest.stats().visibleSeq()).isGreaterThanOrEqualTo(acknowledged.lastKey());
            }
            TreeMap<Long, Row> found = store.rowsInParts();
            assertThat(found.entrySet().containsAll(acknowledged.entrySet()))
                    .as("%d acknowledged, %d found, seed 42", acknowledged.size(), found.size())
                    .isTrue();
            assertThat(found.values()).as("none torn").allMatch(KillTest::isWhole);
            assertThat(found.size() - acknowledged.size())
                    .as("none invented: of each thread and kill at most the row that was on its way")
                    .isLessThanOrEqualTo(threads * (cycle + 1));
            assertThat(store.rowsWritten()).as("none twice").isEqualTo(found.size());
            assertThat(store.temporaries()).isEmpty();
        }
    }

    /** Whether a row is one that a child appends: its symbol and prices follow from its time, and so does its volume. */
    private static boolean isWhole(Row row) {
        long number = (row.tsMicros() - IngestFixture.T0) / 1_000_000;
        Row likely = row(number);
        boolean hasVolume = !Double.isNaN(row.volume());
        return row.symbol().equals(likely.symbol())
                && row.tsMicros() == likely.tsMicros()
                && row.open() == likely.open()
                && row.high() == likely.high()
                && row.low() == likely.low()
                && row.close() == likely.close()
                && (!hasVolume || row(Math.round(row.volume())).equals(row));
    }

    private void killAfter(int millis, int threads, TreeMap<Long, Row> acknowledged) throws Exception {
        Process child = ChildJvm.start(ChildJvm.SMALL, Child.class, root, threads);
        try (DataInputStream acks = new DataInputStream(child.getInputStream())) {
            long killAt = 0;
            while (true) {
                long seq = acks.readLong();
                acknowledged.put(seq, row(acks.readLong()));
                killAt = killAt == 0 ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) : killAt;
                if (System.nanoTime() >= killAt && child.isAlive()) {
                    child.toHandle().destroyForcibly(); // the process's own method would close the pipe as well
                }
            }
        } catch (EOFException end) {
            // what was in the pipe when it died has been read
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(child.exitValue()).as("128 + SIGKILL").isEqualTo(137);
    }

    /** Appends until it is killed; tells of each row once its append has returned. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            IngestFixture store = new IngestFixture(Path.of(args[0]));
            store.ringSlots = 4096;
            store.flushInterval = java.time.Duration.ofMillis(20);
            int threads = Integer.parseInt(args[1]);
            store.singleProducer = threads == 1;
            DataOutputStream acks = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
            CandleIngest ingest = store.open();
            long first = ingest.appendedSeq() * 10;
            for (int t = 0; t < threads; t++) {
                long start = first + t;
                new Thread(() -> {
                            for (long n = start; ; n += threads) {
                                long seq = IngestFixture.append(ingest, row(n));
                                acknowledge(acks, seq, n);
                            }
                        })
                        .start();
            }
        }

        private static void acknowledge(DataOutputStream acks, long seq, long n) {
            java.nio.ByteBuffer both =
                    java.nio.ByteBuffer.allocate(16).putLong(seq).putLong(n);
            try {
                synchronized (acks) {
                    acks.write(both.array()); // one write, so that a kill never leaves a torn acknowledgement inside
                }
            } catch (IOException e) {
                System.exit(4);
            }
        }
    }
}
