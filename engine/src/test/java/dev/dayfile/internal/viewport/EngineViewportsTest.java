package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EngineViewportsTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");
    private static final long STEP = TWO_MINUTES.micros();

    @TempDir
    Path root;

    private final LiveCandles live = new LiveCandles();
    private final ViewportBuffer buffer = new ViewportBuffer();
    private StoreFixture store;

    @BeforeEach
    void create() {
        store = new StoreFixture(root, MarketClock.NEW_YORK);
    }

    private EngineViewports viewports(Disk disk, DamagePolicy policy) {
        return new EngineViewports(disk, store.layout, store.clock, store.candleFiles, live, policy, 1 << 20);
    }

    private EngineViewports viewports() {
        return viewports(Disk.LOCAL, DamagePolicy.FAIL);
    }

    private static ViewportQuery.Builder spy() {
        return ViewportQuery.of("SPY", TWO_MINUTES);
    }

    private static Candle at(int index, long seq) {
        return candle("SPY", TWO_MINUTES, T0 + index * STEP, seq);
    }

    private List<Candle> answer(EngineViewports viewports, ViewportQuery query) {
        viewports.fill(query, buffer);
        return NaiveViewport.candles(query, buffer.candles());
    }

    private void append(Candle... candles) {
        live.add(TWO_MINUTES, store.clock.dayOf(candles[0].tsMicros()), StoreFixture.columns(List.of(candles)));
    }

    @Test
    void shouldAnswerNothingFromAnEmptyStore() {
        assertThat(answer(viewports(), spy().build())).isEmpty();
        assertThat(answer(viewports(), spy().last(5).build())).isEmpty();
        assertThat(answer(viewports(), spy().source(Source.PARTS).build())).isEmpty();
    }

    @Test
    void shouldHoldItsBoundsToTheMicrosecond() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2), at(2, 3));
        EngineViewports viewports = viewports();
        long middle = T0 + STEP;
        assertThat(answer(viewports, spy().between(middle, middle).build())).containsExactly(at(1, 2));
        assertThat(answer(viewports, spy().between(middle - 1, middle - 1).build()))
                .isEmpty();
        assertThat(answer(viewports, spy().between(middle + 1, middle + 1).build()))
                .isEmpty();
        assertThat(answer(viewports, spy().between(T0, T0 + 2 * STEP).build())).hasSize(3);
        assertThat(answer(viewports, spy().between(T0 + 1, T0 + 2 * STEP - 1).build()))
                .containsExactly(at(1, 2));
    }

    @Test
    void shouldShowAnAppendAtOnce() {
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().build())).isEmpty();
        append(at(0, 1));
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1));
        append(at(1, 2), at(2, 3));
        assertThat(answer(viewports, spy().last(2).build())).containsExactly(at(1, 2), at(2, 3));
        append(at(1, 4));
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1), at(1, 4), at(2, 3));
    }

    @Test
    void shouldMergeRowsOfEarlierProcessesWithItsOwn() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1), at(2, 2), at(4, 9));
        append(at(1, 5), at(2, 6), at(4, 7));
        assertThat(answer(viewports(), spy().build())).containsExactly(at(0, 1), at(1, 5), at(2, 6), at(4, 9));
    }

    @Test
    void shouldWalkBackOverAWeekendForTheLast() {
        Candle friday = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-06-27T19:58:00Z"), 1);
        Candle monday = candle("SPY", TWO_MINUTES, IsoTime.parse("2025-06-30T13:30:00Z"), 2);
        store.writeDayfile(TWO_MINUTES, LocalDate.of(2025, 6, 27), List.of(friday), List.of());
        store.writeDayfile(TWO_MINUTES, LocalDate.of(2025, 6, 30), List.of(monday), List.of());
        append(at(0, 3));
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().last(3).build())).containsExactly(friday, monday, at(0, 3));
        assertThat(answer(viewports, spy().last(2).build())).containsExactly(monday, at(0, 3));
        assertThat(answer(viewports, spy().between(0, T0 - 1).last(1).build())).containsExactly(monday);
    }

    @Test
    void shouldReadNoMoreDaysThanTheLastNeed() {
        for (int i = 0; i < 10; i++) {
            LocalDate day = DAY.minusDays(i);
            long ts = store.clock.startMicros(day) + 1;
            store.writeDayfile(TWO_MINUTES, day, List.of(candle("SPY", TWO_MINUTES, ts, 1 + i)), List.of());
        }
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().last(2).build())).hasSize(2);
        assertThat(viewports.cacheStats().misses()).isEqualTo(2);
    }

    @Test
    void shouldKnowWhatWasFinalizedAsOfAnInstant() {
        append(at(0, 1), at(1, 2));
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().asOf(T0 + 2 * STEP).build())).hasSize(2);
        assertThat(answer(viewports, spy().asOf(T0 + 2 * STEP - 1).build())).containsExactly(at(0, 1));
        assertThat(answer(
                        viewports, spy().between(T0 + STEP, T0 + STEP).asOf(T0).build()))
                .isEmpty();
    }

    @Test
    void shouldTouchNoFileOnceADayIsKnown() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        store.writeDayfile(TWO_MINUTES, DAY.minusDays(1), List.of(at(-720, 2)), List.of());
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        EngineViewports viewports = new EngineViewports(
                disk, store.layout, store.clock, new CandleFiles(disk), live, DamagePolicy.FAIL, 1 << 20);
        assertThat(answer(viewports, spy().build())).containsExactly(at(-720, 2), at(0, 1));
        CacheStats cold = viewports.cacheStats();
        long calls = disk.calls();
        append(at(1, 3));

        assertThat(answer(viewports, spy().build())).containsExactly(at(-720, 2), at(0, 1), at(1, 3));
        assertThat(answer(viewports, spy().last(1).build())).containsExactly(at(1, 3));
        assertThat(disk.calls()).isEqualTo(calls);
        assertThat(viewports.cacheStats().misses()).isEqualTo(cold.misses());
        assertThat(viewports.cacheStats().hits()).isEqualTo(cold.hits() + 3);
    }

    /** A market of symbols in the parts of an open day: two readings of the parts serve all of them. */
    @Test
    void shouldReadAnOpenDayForAllSymbolsWhenASecondOneIsAskedFor() {
        List<String> symbols = List.of("AAPL", "MSFT", "QQQ", "SPY", "TSLA");
        int parts = 7;
        for (int part = 0; part < parts; part++) {
            List<Candle> rows = new ArrayList<>();
            for (String symbol : symbols) {
                rows.add(candle(symbol, TWO_MINUTES, T0 + part / 2 * STEP, 1 + rows.size() + 10L * part));
            }
            store.writePart(TWO_MINUTES, DAY, rows);
        }
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        EngineViewports viewports = new EngineViewports(
                disk, store.layout, store.clock, new CandleFiles(disk), live, DamagePolicy.FAIL, 1 << 20);
        for (String symbol : symbols) {
            ViewportQuery query = ViewportQuery.of(symbol, TWO_MINUTES).build();
            List<Candle> expected = answer(viewports(), query); // which reads the symbol by itself
            assertThat(expected).hasSize(4);
            assertThat(answer(viewports, query)).isEqualTo(expected);
        }
        assertThat(answer(viewports, ViewportQuery.of("NONE", TWO_MINUTES).build()))
                .isEmpty();
        assertThat(disk.calls(FaultyDisk.Call.OPEN_READ)).isEqualTo(2 * parts);

        store.writeDayfile(TWO_MINUTES, DAY, List.of(candle("SPY", TWO_MINUTES, T0, 1000)), List.of());
        viewports.invalidate(TWO_MINUTES, DAY);
        ViewportQuery first = spy().between(T0, T0).build();
        assertThat(answer(viewports, first)).containsExactly(candle("SPY", TWO_MINUTES, T0, 1000));
        assertThat(answer(viewports, ViewportQuery.of("QQQ", TWO_MINUTES).build()))
                .as("with a dayfile beside the parts")
                .hasSize(4);
    }

    @Test
    void shouldListAgainWhenAFileVanishes() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1), at(1, 2)), List.of());
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failAt(FaultyDisk.Call.OPEN_READ, 2, new NoSuchFileException("retired between listing and reading"));
        EngineViewports viewports = new EngineViewports(
                Disk.LOCAL, store.layout, store.clock, new CandleFiles(disk), live, DamagePolicy.FAIL, 1 << 20);
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1), at(1, 2));
        assertThat(disk.fired()).isTrue();
    }

    @Test
    void shouldReadFilesThatCameFromElsewhereAfterItWasTold() {
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().build())).isEmpty();
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1)), List.of());
        viewports.invalidate(TWO_MINUTES, DAY);
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1));
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 2), at(1, 3)), List.of());
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1));
        viewports.invalidate(TWO_MINUTES, DAY);
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 2), at(1, 3));
    }

    @Test
    void shouldAnswerByTheKindOfFile() {
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2));
        store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at(0, 1), at(1, 2)),
                List.of(part.getFileName().toString()));
        store.writePart(TWO_MINUTES, DAY, at(1, 3));
        append(at(2, 4));
        EngineViewports viewports = viewports();
        assertThat(answer(viewports, spy().source(Source.DAYFILES).build())).containsExactly(at(0, 1), at(1, 2));
        assertThat(answer(viewports, spy().source(Source.PARTS).build())).containsExactly(at(0, 1), at(1, 3));
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1), at(1, 3), at(2, 4));
        assertThat(answer(viewports, spy().source(Source.PARTS).last(1).build()))
                .containsExactly(at(1, 3));
    }

    @Test
    void shouldTellSymbolsAndTimeframesApart() {
        Timeframe fifteen = Timeframe.parse("15m");
        List<String> symbols = List.of("SPY", "../x", "';drop--", "BTC/USDT");
        List<Candle> rows = new ArrayList<>();
        for (String symbol : symbols) {
            rows.add(candle(symbol, TWO_MINUTES, T0, rows.size() + 1));
        }
        store.writePart(TWO_MINUTES, DAY, rows);
        EngineViewports viewports = viewports();
        for (Candle row : rows) {
            assertThat(answer(
                            viewports,
                            ViewportQuery.of(row.symbol(), TWO_MINUTES).build()))
                    .containsExactly(row);
            assertThat(answer(viewports, ViewportQuery.of(row.symbol(), fifteen).build()))
                    .isEmpty();
        }
        assertThat(answer(viewports, ViewportQuery.of("spy", TWO_MINUTES).build()))
                .isEmpty();
    }

    @Test
    void shouldFailOnADamagedFileAndLeaveTheBufferEmpty() throws IOException {
        Candle earlier = candle("SPY", TWO_MINUTES, T0 - 2 * 86_400_000_000L, 9);
        store.writeDayfile(TWO_MINUTES, DAY.minusDays(2), List.of(earlier), List.of());
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1));
        flipBit(part, 100);
        EngineViewports viewports = viewports();
        assertThatThrownBy(() -> viewports.fill(spy().build(), buffer))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(part.toString());
        assertThat(buffer.candles().size()).isZero();
        assertThat(answer(viewports, spy().between(0, earlier.tsMicros()).build()))
                .containsExactly(earlier);
    }

    @Test
    void shouldLeaveADamagedFileOutAndSaySoEachTime() throws IOException {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        Path damaged = store.writePart(TWO_MINUTES, DAY, at(1, 2));
        Files.write(damaged, new byte[0]);
        EngineViewports viewports = viewports(Disk.LOCAL, DamagePolicy.LEAVE_OUT);
        for (int i = 0; i < 2; i++) {
            assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1));
            assertThat(buffer.leftOut()).containsExactly(damaged);
        }
        assertThat(answer(viewports, spy().last(1).build())).containsExactly(at(0, 1));
        assertThat(buffer.leftOut()).containsExactly(damaged);
        assertThat(answer(viewports, spy().source(Source.PARTS).build())).containsExactly(at(0, 1));
        assertThat(buffer.leftOut()).containsExactly(damaged);
    }

    @Test
    void shouldReadAbsorbedPartsWhenTheDayfileIsDamaged() throws IOException {
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 1), at(1, 2));
        Path dayfile = store.writeDayfile(
                TWO_MINUTES,
                DAY,
                List.of(at(0, 1), at(1, 2)),
                List.of(part.getFileName().toString()));
        Files.write(dayfile, new byte[] {1, 2, 3});
        EngineViewports viewports = viewports(Disk.LOCAL, DamagePolicy.LEAVE_OUT);
        assertThat(answer(viewports, spy().build())).containsExactly(at(0, 1), at(1, 2));
        assertThat(buffer.leftOut()).containsExactly(dayfile);
    }

    @Test
    void shouldAllocateNothingOnceWarm() {
        List<Candle> yesterday = new ArrayList<>();
        for (int i = 0; i < 195; i++) {
            yesterday.add(at(i - 720, i + 1));
        }
        store.writeDayfile(TWO_MINUTES, DAY.minusDays(1), yesterday, List.of());
        store.writePart(TWO_MINUTES, DAY, at(0, 1001), at(2, 1002));
        append(at(1, 1003), at(2, 1004), at(3, 1005));
        EngineViewports viewports = viewports();
        ViewportQuery window = spy().between(T0 - 720 * STEP, T0 + 100 * STEP).build();
        ViewportQuery last = spy().last(100).build();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long grown = 0;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                viewports.fill(window, buffer);
                viewports.fill(last, buffer);
            }
            grown = threads.getCurrentThreadAllocatedBytes() - before;
            if (grown == 0) {
                break;
            }
        }
        assertThat(buffer.candles().size()).isEqualTo(100);
        assertThat(grown).as("bytes allocated by 4000 warm fills").isZero();
    }

    /** Compaction after compaction beside readers, in the order the engine keeps: nobody ever sees a row less. */
    @Test
    @Timeout(60)
    void shouldNeverShowFewerRowsWhileDaysAreCompacted() throws InterruptedException {
        EngineViewports viewports = viewports();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            boolean byLast = r == 1;
            readers.add(new Thread(() -> readUntil(viewports, byLast, done, failure)));
        }
        readers.forEach(Thread::start);

        List<Candle> all = new ArrayList<>();
        for (int i = 0; i < 60 && failure.get() == null; i++) {
            Candle row = at(i, i + 1);
            all.add(row);
            append(row);
            Path part = store.writePart(TWO_MINUTES, DAY, row);
            if (i % 3 == 2) {
                String name = part.getFileName().toString();
                store.writeDayfile(TWO_MINUTES, DAY, all, List.of(name));
                viewports.invalidate(TWO_MINUTES, DAY);
                live.drop(TWO_MINUTES, DAY, row.seq());
                store.retire(TWO_MINUTES, DAY, i);
            }
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(answer(viewports, spy().build())).isEqualTo(all);
    }

    private static void readUntil(
            EngineViewports viewports, boolean byLast, AtomicBoolean done, AtomicReference<Throwable> failure) {
        ViewportBuffer mine = new ViewportBuffer();
        ViewportQuery query = byLast ? spy().last(1000).build() : spy().build();
        int seen = 0;
        try {
            while (!done.get()) {
                viewports.fill(query, mine);
                int size = mine.candles().size();
                if (size < seen) {
                    throw new AssertionError("saw " + size + " rows after " + seen);
                }
                for (int i = 0; i < size; i++) {
                    if (mine.candles().tsMicros(i) != T0 + i * STEP) {
                        throw new AssertionError("row " + i + " of " + size + " is another one");
                    }
                }
                seen = size;
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void flipBit(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }
}
