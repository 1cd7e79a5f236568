package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way through the public interface, as an embedder walks it. */
class StorageEngineTest {
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long STEP = TWO_MINUTES.micros();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    @Test
    void shouldGiveBackWhatWasAppended() {
        try (StorageEngine engine = open()) {
            long last = appendSession(engine, "SPY", 195);
            assertThat(engine.awaitVisible(last, PATIENCE)).isTrue();
            assertThat(engine.awaitDurable(last, PATIENCE)).isTrue();
            assertSession(engine.viewport(all("SPY")).candles(), 195);
        }
        try (StorageEngine engine = open()) {
            assertSession(engine.viewport(all("SPY")).candles(), 195);
            CompactionReport report = engine.compact(TWO_MINUTES, DAY);
            assertThat(report.outcome()).isEqualTo(Outcome.PUBLISHED);
            assertThat(report.rowsOut()).isEqualTo(195);
            assertSession(engine.viewport(all("SPY")).candles(), 195);
            assertThat(engine.retire(Duration.ZERO)).isEqualTo(1);
            assertThat(root.resolve("data/2m/2025-10-22")).doesNotExist();
            assertSession(engine.viewport(all("SPY")).candles(), 195);
        }
        try (StorageReader reader = StorageReader.open(root)) {
            assertSession(reader.viewport(all("SPY")).candles(), 195);
        }
    }

    @Test
    void shouldNoticeAPartOfAnotherEngineThatIsDroppedIn(@TempDir Path elsewhere) throws IOException {
        try (StorageEngine other =
                StorageEngine.open(StorageConfig.builder(elsewhere).build())) {
            appendSession(other, "SPY", 5);
        }
        StorageConfig config = StorageConfig.builder(root)
                .foreignCheckInterval(Duration.ofMillis(20))
                .build();
        try (StorageEngine engine = StorageEngine.open(config)) {
            long seq = engine.candles("SPY", TWO_MINUTES).append(OPEN + 10 * STEP, 1, 2, 0.5, 1, Double.NaN);
            assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
            assertThat(engine.viewport(all("SPY")).candles().size()).isEqualTo(1);
            Path target = root.resolve("data/2m/2025-10-22");
            try (Stream<Path> parts = Files.list(elsewhere.resolve("data/2m/2025-10-22"))) {
                for (Path part : parts.toList()) {
                    Files.move(part, target.resolve(part.getFileName()));
                }
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (engine.viewport(all("SPY")).candles().size() < 6 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(engine.viewport(all("SPY")).candles().size()).isEqualTo(6);
            assertThat(engine.latest(TWO_MINUTES)).singleElement().satisfies(c -> assertThat(c.tsMicros())
                    .isEqualTo(OPEN + 10 * STEP));
            assertThat(engine.bounds(TWO_MINUTES, "SPY")).contains(new TimeBounds(OPEN, OPEN + 10 * STEP));
            List<SessionGaps> sessions = engine.gaps("SPY", TWO_MINUTES, DAY, DAY, Calendars.usEquities());
            assertThat(sessions).singleElement().satisfies(session -> {
                assertThat(session.expected()).isEqualTo(195);
                assertThat(session.present()).isEqualTo(6);
                assertThat(session.gaps()).hasSize(2);
            });
            assertThat(engine.viewports(List.of(all("SPY"), all("QQQ"))))
                    .extracting(v -> v.candles().size())
                    .containsExactly(6, 0);
        }
        StorageConfig never =
                StorageConfig.builder(root).foreignCheckInterval(Duration.ZERO).build();
        try (StorageEngine engine = StorageEngine.open(never)) {
            assertThat(engine.viewport(all("SPY")).candles().size()).isEqualTo(6);
            try (Stream<Path> parts = Files.list(root.resolve("data/2m/2025-10-22"))) {
                for (Path part : parts.toList()) {
                    Files.delete(part);
                }
            }
            assertThat(engine.viewport(all("SPY")).candles().size()).isEqualTo(6);
            engine.refresh();
            assertThat(engine.viewport(all("SPY")).candles().size()).isZero();
        }
    }

    @Test
    void shouldReadItsOwnAppendAtOnce() {
        try (StorageEngine engine = open()) {
            CandleAppender spy = engine.candles("SPY", TWO_MINUTES);
            ViewportBuffer buffer = new ViewportBuffer();
            ViewportQuery lastOne = ViewportQuery.of("SPY", TWO_MINUTES).last(1).build();
            for (int i = 0; i < 2_000; i++) {
                long seq = spy.append(OPEN + i * 1_000_000L, 1, 2, 0.5, i, Double.NaN);
                engine.viewport(lastOne, buffer);
                assertThat(buffer.candles().size()).isEqualTo(1);
                assertThat(buffer.candles().seq(0)).isEqualTo(seq);
                assertThat(buffer.candles().close(0)).isEqualTo(i);
                assertThat(buffer.candles().volume(0)).isNaN();
            }
        }
    }

    @Test
    void shouldLetACorrectedCandleWinOverAllFormsOfTheDay() {
        try (StorageEngine engine = open()) {
            CandleAppender spy = engine.candles("SPY", TWO_MINUTES);
            for (int revision = 1; revision <= 4; revision++) {
                long seq = spy.append(OPEN, 1, 9, 0.5, revision, revision);
                assertThat(engine.viewport(all("SPY")).candles().close(0)).isEqualTo(revision);
                engine.awaitVisible(seq, PATIENCE);
                assertThat(engine.viewport(all("SPY")).candles().close(0)).isEqualTo(revision);
                if (revision % 2 == 0) {
                    engine.compact(TWO_MINUTES, DAY);
                    engine.retire(Duration.ZERO);
                }
                CandleSeries candles = engine.viewport(all("SPY")).candles();
                assertThat(candles.size()).isEqualTo(1);
                assertThat(candles.close(0)).isEqualTo(revision);
                try (StorageReader reader = StorageReader.open(root)) {
                    CandleSeries read = reader.viewport(all("SPY")).candles();
                    assertThat(read.size()).isEqualTo(1);
                    assertThat(read.close(0)).isEqualTo(revision);
                }
            }
        }
    }

    @Test
    void shouldPutAnEveningCandleIntoItsNewYorkDay() {
        long evening = IsoTime.parse("2025-10-22T20:30:00-04:00"); // the next date in UTC
        try (StorageEngine engine = open()) {
            engine.candles("SPY", TWO_MINUTES).append(evening, 1, 1, 1, 1, 1);
        }
        assertThat(partsOf(root.resolve("data/2m/2025-10-22"))).hasSize(1);
        assertThat(root.resolve("data/2m/2025-10-23")).doesNotExist();
    }

    @Test
    void shouldContinueSequencesOverReopenings() {
        long before;
        try (StorageEngine engine = open()) {
            before = appendSession(engine, "SPY", 3);
        }
        try (StorageEngine engine = open()) {
            assertThat(engine.candles("SPY", TWO_MINUTES).append(OPEN, 1, 1, 1, 1, 1))
                    .isGreaterThan(before);
        }
    }

    @Test
    void shouldContinueSequencesWhenTheRingIsLost() throws IOException {
        long before;
        try (StorageEngine engine = open()) {
            before = appendSession(engine, "SPY", 3);
        }
        Files.delete(root.resolve(".dayfile/candles.ring"));
        try (StorageEngine engine = open()) {
            assertThat(engine.candles("SPY", TWO_MINUTES).append(OPEN, 1, 1, 1, 7, 1))
                    .isGreaterThan(before);
            assertThat(engine.viewport(all("SPY")).candles().close(0)).isEqualTo(7);
        }
    }

    /**
     * A kill between a part's rename and the ring's note of it, with the part compacted and retired in between: the ring
     * still has the rows, and no part does.
     */
    @Test
    void shouldNotReplayRowsThatADayfileHolds() throws IOException {
        Path before = root.resolve("before");
        Path killed = root.resolve("killed");
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        disk.failEvery(FaultyDisk.Call.CREATE, () -> new IOException("Input/output error"));
        StorageConfig config = StorageConfig.builder(before).build();
        StorageEngine.open(config).close();
        StorageEngine stuck = StorageEngine.open(config, disk);
        appendSession(stuck, "SPY", 5);
        StoreCopy.of(before, killed); // its ring has the rows, and nothing else does
        disk.heal();
        try (stuck) {
            assertThat(stuck.awaitDurable(5, PATIENCE)).isTrue();
            stuck.compact(TWO_MINUTES, DAY);
            assertThat(stuck.retire(Duration.ZERO)).isEqualTo(1);
            Files.copy(before.resolve("data/2m/2025-10-22.parquet"), killed.resolve("2025-10-22.parquet"));
        }
        Files.createDirectories(killed.resolve("data/2m"));
        Files.move(killed.resolve("2025-10-22.parquet"), killed.resolve("data/2m/2025-10-22.parquet"));

        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(killed).build())) {
            assertThat(engine.stats().replayedRows()).isZero();
            // The copy may have caught the folder that the failing flush had made, never a part in it.
            assertThat(killed.resolve("data/2m/2025-10-22").toFile().list()).isNullOrEmpty();
            assertSession(engine.viewport(all("SPY")).candles(), 5);
            assertThat(engine.candles("SPY", TWO_MINUTES).append(OPEN, 1, 1, 1, 1, 1))
                    .isGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void shouldHoldTheRootAlone() {
        try (StorageEngine engine = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                    .extracting(e -> ((StorageException) e).code())
                    .isEqualTo(StorageException.Code.LOCKED);
            appendSession(engine, "SPY", 1); // the holder is not harmed
        }
        open().close();
    }

    @Test
    void shouldRefuseAnotherZoneThanTheStores() {
        open().close();
        assertThatThrownBy(() -> StorageEngine.open(StorageConfig.builder(root)
                        .zone(ZoneId.of("Europe/London"))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("America/New_York")
                .hasMessageContaining("Europe/London");
        open().close(); // and the refused opening left no lock behind
    }

    @Test
    void shouldKeepTheStoresClockForReaders() {
        StorageEngine.open(StorageConfig.builder(root)
                        .zone(ZoneId.of("America/Chicago"))
                        .roll(LocalTime.of(17, 0))
                        .build())
                .close();
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.clock().zone()).isEqualTo(ZoneId.of("America/Chicago"));
            assertThat(reader.clock().roll()).isEqualTo(LocalTime.of(17, 0));
        }
    }

    @Test
    void shouldRefuseBadRowsByFieldAndStoreNothing() {
        try (StorageEngine engine = open()) {
            CandleAppender spy = engine.candles("SPY", TWO_MINUTES);
            assertThatThrownBy(() -> spy.append(OPEN, Double.NaN, 1, 1, 1, 1)).hasMessageContaining("open=NaN");
            assertThatThrownBy(() -> spy.append(OPEN, 1, 1, 2, 1, 1)).hasMessageContaining("high=1.0, low=2.0");
            assertThatThrownBy(() -> spy.append(OPEN, 1, 1, 1, 1, -1)).hasMessageContaining("volume=-1.0");
            assertThatThrownBy(() -> spy.append(Long.MAX_VALUE, 1, 1, 1, 1, 1)).hasMessageContaining("ts=");
            assertThatThrownBy(() -> engine.candles("a b", TWO_MINUTES)).hasMessageContaining("symbol=a b");
            assertThat(engine.stats().refusals()).isEqualTo(5);
            assertThat(engine.viewport(all("SPY")).candles().size()).isZero();
        }
        assertThat(root.resolve("data"))
                .satisfiesAnyOf(data -> assertThat(data).doesNotExist(), data -> assertThat(data)
                        .isEmptyDirectory());
    }

    @Test
    void shouldCloseTwiceAndRefuseWhatComesAfter() {
        StorageEngine engine = open();
        CandleAppender spy = engine.candles("SPY", TWO_MINUTES);
        spy.append(OPEN, 1, 1, 1, 1, 1);
        engine.close();
        engine.close();
        assertThatThrownBy(() -> spy.append(OPEN, 1, 1, 1, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> spy.tryAppend(OPEN, 1, 1, 1, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.viewport(all("SPY"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.compact(TWO_MINUTES, DAY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.candles("QQQ", TWO_MINUTES)).isInstanceOf(IllegalStateException.class);
        assertThat(partsOf(root.resolve("data/2m/2025-10-22"))).hasSize(1);
    }

    @Test
    void shouldTreatOddSymbolsAsSymbols() {
        List<String> symbols = List.of("BTC/USDT", "BRK.B", "^GSPC", "../x", "';drop", "日経225");
        try (StorageEngine engine = open()) {
            for (int i = 0; i < symbols.size(); i++) {
                engine.candles(symbols.get(i), TWO_MINUTES).append(OPEN, i, i, i, i, i);
            }
        }
        assertThat(partsOf(root.resolve("data/2m/2025-10-22"))).isNotEmpty();
        try (StorageEngine engine = open();
                StorageReader reader = StorageReader.open(root)) {
            for (int i = 0; i < symbols.size(); i++) {
                assertThat(engine.viewport(all(symbols.get(i))).candles().close(0))
                        .isEqualTo(i);
                assertThat(reader.viewport(all(symbols.get(i))).candles().close(0))
                        .isEqualTo(i);
            }
        }
    }

    @Test
    void shouldImportHistoryBesideLiveAppends() {
        try (StorageEngine engine = open()) {
            appendSession(engine, "SPY", 10);
            List<Candle> history = Stream.iterate(0, i -> i < 20, i -> i + 1)
                    .map(i -> new Candle("SPY", TWO_MINUTES, OPEN + (i + 5) * STEP, 5, 5, 5, 500 + i, Double.NaN, 0))
                    .toList();
            List<CompactionReport> reports = engine.importCandles(history.iterator());
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0).rowsOut()).isEqualTo(20);
            CandleSeries candles = engine.viewport(all("SPY")).candles();
            assertThat(candles.size()).isEqualTo(25);
            assertThat(candles.close(4)).isEqualTo(104); // live
            assertThat(candles.close(5)).isEqualTo(500); // the later statement wins
            engine.candles("SPY", TWO_MINUTES).append(OPEN + 5 * STEP, 1, 9, 0, 777, 1);
            assertThat(engine.viewport(all("SPY")).candles().close(5)).isEqualTo(777);
            engine.compact(TWO_MINUTES, DAY);
            assertThat(engine.viewport(all("SPY")).candles().size()).isEqualTo(25);
            assertThat(engine.viewport(all("SPY")).candles().close(5)).isEqualTo(777);
        }
    }

    @Test
    void shouldCountWhatItDid() {
        try (StorageEngine engine = open()) {
            long last = appendSession(engine, "SPY", 50);
            engine.awaitDurable(last, PATIENCE);
            EngineStats stats = engine.stats();
            assertThat(stats.appendedRows()).isEqualTo(50);
            assertThat(stats.appendedSeq()).isEqualTo(last);
            assertThat(stats.visibleSeq()).isEqualTo(last);
            assertThat(stats.durableSeq()).isEqualTo(last);
            assertThat(stats.partsPublished()).isPositive();
            assertThat(stats.ringOccupied()).isZero();
            assertThat(stats.lastError()).isNull();
        }
    }

    @Test
    void shouldFindDamageInsteadOfReturningIt() throws IOException {
        try (StorageEngine engine = open()) {
            appendSession(engine, "SPY", 20);
        }
        Path part = partsOf(root.resolve("data/2m/2025-10-22")).get(0);
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 3] ^= 4;
        Files.write(part, bytes);

        assertThat(StorageVerifier.verify(root).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.file()).isEqualTo(part));
        try (StorageEngine engine = open();
                StorageReader reader = StorageReader.open(root)) {
            assertThatThrownBy(() -> engine.viewport(all("SPY")))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(part.getFileName().toString());
            assertThatThrownBy(() -> reader.viewport(all("SPY"))).isInstanceOf(CorruptFileException.class);
        }
    }

    private StorageEngine open() {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(Duration.ofMillis(5))
                .build());
    }

    private static ViewportQuery all(String symbol) {
        return ViewportQuery.of(symbol, TWO_MINUTES).build();
    }

    private static long appendSession(StorageEngine engine, String symbol, int candles) {
        CandleAppender appender = engine.candles(symbol, TWO_MINUTES);
        long seq = 0;
        for (int i = 0; i < candles; i++) {
            seq = appender.append(OPEN + i * STEP, 1 + i, 200 + i, 0.5, 100 + i, i % 7 == 0 ? Double.NaN : i);
        }
        return seq;
    }

    private static void assertSession(CandleSeries candles, int expected) {
        assertThat(candles.size()).isEqualTo(expected);
        for (int i = 0; i < expected; i++) {
            assertThat(candles.tsMicros(i)).isEqualTo(OPEN + i * STEP);
            assertThat(candles.open(i)).isEqualTo(1 + i);
            assertThat(candles.high(i)).isEqualTo(200 + i);
            assertThat(candles.low(i)).isEqualTo(0.5);
            assertThat(candles.close(i)).isEqualTo(100 + i);
            if (i % 7 == 0) {
                assertThat(candles.volume(i)).isNaN();
            } else {
                assertThat(candles.volume(i)).isEqualTo(i);
            }
        }
    }

    private static List<Path> partsOf(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
