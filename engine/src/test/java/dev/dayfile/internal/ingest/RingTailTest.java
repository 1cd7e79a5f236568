package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.SOON;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static dev.dayfile.internal.ingest.IngestFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.ingest.IngestFixture.Row;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever looks at a ring while it is written to sees whole rows, all of them, and knows which have gone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingTailTest {
    private static final SymbolKey SPY = SymbolKey.of("SPY");

    @TempDir
    Path root;

    private IngestFixture store;

    @BeforeEach
    void makeStore() {
        store = new IngestFixture(root);
    }

    private static long append(CandleIngest ingest, String symbol, long n) {
        Row row = row(n);
        return ingest.appender(symbol, TF)
                .append(row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
    }

    private static void assertWhole(Candle candle, long n) {
        Row row = row(n);
        assertThat(candle)
                .isEqualTo(new Candle(
                        candle.symbol(),
                        TF,
                        row.tsMicros(),
                        row.open(),
                        row.high(),
                        row.low(),
                        row.close(),
                        row.volume(),
                        n));
    }

    /** The ring of 1,024 slots goes round two hundred times under readers that share nothing with the writer. */
    @Test
    void shouldNeverSeeATornRow() throws Exception {
        int rows = 200 * 1024;
        AtomicBoolean stop = new AtomicBoolean();
        try (CandleIngest ingest = store.open()) {
            RingWatch<CandleTail> watch = RingWatch.candles(Disk.LOCAL, store.layout.candleRing());
            List<Thread> readers = new ArrayList<>();
            List<AssertionError> wrong = new ArrayList<>();
            long[] seen = new long[2];
            for (int r = 0; r < seen.length; r++) {
                int reader = r;
                CandleTail tail = watch.look().orElseThrow();
                Thread thread = new Thread(() -> {
                    long at = 0;
                    try {
                        while (!stop.get()) {
                            long head = tail.appendedSeq(at);
                            long before = seen[reader];
                            long read =
                                    tail.read(at, head, reader == 0 ? null : SPY, reader == 0 ? null : TF, candle -> {
                                        assertWhole(candle, candle.seq());
                                        seen[reader]++;
                                    });
                            assertThat(seen[reader] - before)
                                    .as("every row that it has come past")
                                    .isEqualTo(reader == 0 ? read - at : read / 2 - at / 2);
                            // what it has lost it would read from files
                            at = read > at ? read : Math.max(at, tail.persistedSeq());
                        }
                    } catch (AssertionError e) {
                        synchronized (wrong) {
                            wrong.add(e);
                        }
                    }
                });
                thread.start();
                readers.add(thread);
            }
            for (long n = 1; n <= rows; n++) {
                append(ingest, n % 2 == 0 ? "SPY" : "QQQ", n);
            }
            stop.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(seen[0]).isPositive();
            assertThat(seen[1]).isPositive();
        }
    }

    @Test
    void shouldGiveEveryUnpublishedRowAndNothingElse() {
        store.flushInterval = Duration.ofHours(1);
        try (CandleIngest ingest = store.open()) {
            CandleTail tail = ingest.tail();
            assertThat(tail.unpublished(null, null)).isEmpty();
            for (long n = 1; n <= 100; n++) {
                append(ingest, n % 2 == 0 ? "SPY" : "QQQ", n);
            }
            ingest.reserveSequences(3);
            append(ingest, "SPY", 104);
            Map<Timeframe, CandleColumns> all = tail.unpublished(null, null);
            assertThat(all.get(TF).size).isEqualTo(101);
            assertThat(tail.unpublished(SPY, TF).get(TF).size).isEqualTo(51);
            assertThat(tail.unpublished(SPY, Timeframe.parse("5m"))).isEmpty();
            assertThat(tail.unpublished(null, Timeframe.parse("5m"))).isEmpty();
            assertThat(tail.appendedSeq(0)).isEqualTo(104);
            assertThat(tail.persistedSeq()).isZero();
        }
    }

    @Test
    void shouldSayWhatIsGoneAndWhatIsNotYet() {
        try (CandleIngest ingest = store.open()) {
            CandleTail tail = ingest.tail();
            for (long n = 1; n <= 1500; n++) {
                append(ingest, "SPY", n);
            }
            assertThat(ingest.awaitVisible(1500, SOON)).isTrue();
            List<Candle> read = new ArrayList<>();
            assertThat(tail.read(0, 1500, null, null, read::add)).as("gone").isZero();
            assertThat(tail.read(1400, 1600, null, null, read::add))
                    .as("not yet")
                    .isEqualTo(1500);
            assertThat(read).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertWhole(read.get(i), 1401 + i);
            }
        }
    }

    /** As a repair does: the ring is moved away, and the next engine makes another. */
    @Test
    void shouldNoticeThatTheRingWasReplaced() throws Exception {
        Path ring = store.layout.candleRing();
        RingWatch<CandleTail> watch = RingWatch.candles(Disk.LOCAL, ring);
        assertThat(watch.look()).isEmpty();
        try (CandleIngest ingest = store.open()) {
            append(ingest, "SPY", 1);
        }
        CandleTail first = watch.look().orElseThrow();
        assertThat(first.persistedSeq()).isEqualTo(1);
        long mapping = watch.mapping();
        assertThat(watch.isReplaced(mapping)).isFalse();
        Files.move(ring, ring.resolveSibling("old"));
        assertThat(watch.isReplaced(mapping)).isTrue();
        assertThat(watch.look()).isEmpty();
        try (CandleIngest ingest = store.open()) {
            long seq = append(ingest, "SPY", 2);
            assertThat(ingest.awaitVisible(seq, SOON)).isTrue();
            List<Candle> read = new ArrayList<>();
            assertThat(watch.look().orElseThrow().read(seq - 1, seq, null, null, read::add))
                    .isEqualTo(seq);
            assertThat(read).singleElement().satisfies(candle -> assertThat(candle.tsMicros())
                    .isEqualTo(row(2).tsMicros()));
            assertThat(watch.isReplaced(watch.mapping())).isFalse();
            assertThat(watch.isReplaced(mapping)).as("for who looked before").isTrue();
        }
        assertThat(first.persistedSeq()).as("the old one is still mapped").isEqualTo(1);
    }

    @Test
    void shouldRefuseARingOfAnotherVersionOrCutShort() throws Exception {
        Path ring = store.layout.candleRing();
        store.open().close();
        Path copy = root.resolve("copy");
        Files.copy(ring, copy);
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            file.setLength(file.length() - 128);
        }
        assertThatThrownBy(() -> RingWatch.candles(Disk.LOCAL, copy).look())
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("size");
        Files.copy(ring, copy, StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            file.seek(8);
            file.write(99);
        }
        assertThatThrownBy(() -> RingWatch.candles(Disk.LOCAL, copy).look())
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(copy.toString());
    }
}
