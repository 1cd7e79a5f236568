package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import dev.dayfile.model.UndoReport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a day after its close, through the public interface. */
class EndOfDayTest {
    private static final Timeframe FIFTEEN = Timeframe.parse("15m");
    private static final Timeframe TWO = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private StorageConfig.Builder config() {
        return StorageConfig.builder(root).ringSlots(1024).flushInterval(Duration.ofMillis(2));
    }

    private StorageEngine open() {
        return StorageEngine.open(config().build());
    }

    private static void append(StorageEngine engine, Timeframe timeframe, long openMicros, int candles) {
        CandleAppender spy = engine.candles("SPY", timeframe);
        long seq = 0;
        for (int i = 0; i < candles; i++) {
            seq = spy.append(openMicros + i * timeframe.micros(), 1, 2, 0.5, i, Double.NaN);
        }
        assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
    }

    private static int candles(StorageEngine engine, Timeframe timeframe) {
        return engine.viewport(ViewportQuery.of("SPY", timeframe)
                        .between(OPEN - DAY_MICROS, OPEN + 9 * DAY_MICROS)
                        .build())
                .candles()
                .size();
    }

    private List<Path> parts(Timeframe timeframe) throws IOException {
        Path folder = root.resolve("data/" + timeframe + "/" + DAY);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void shouldNumberTheCandlesOfFifteenMinutesUnlessToldOtherwise() throws SQLException {
        try (StorageEngine engine = open()) {
            for (Timeframe timeframe : List.of(FIFTEEN, TWO)) {
                append(engine, timeframe, OPEN, 26);
                append(engine, timeframe, OPEN + DAY_MICROS, 2);
                engine.compact(timeframe, DAY.plusDays(1));
                engine.compact(timeframe, DAY);
            }
        }
        try (StorageReader reader = StorageReader.open(root);
                ResultSet rows =
                        reader.sql("select max(bar_index) - min(bar_index) as span, count(bar_index) as numbered,"
                                + " count(distinct bar_index) as different from candles where timeframe = '15m'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong("span")).isEqualTo(27);
            assertThat(rows.getLong("numbered")).isEqualTo(28);
            assertThat(rows.getLong("different")).isEqualTo(28);
        }
        try (StorageReader reader = StorageReader.open(root);
                ResultSet rows =
                        reader.sql("select count(bar_index) as numbered from candles where timeframe = '2m'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong("numbered")).isZero();
        }
    }

    @Test
    void shouldKeepWithTheStoreWhatIsNumbered() throws IOException {
        StorageEngine.open(config().barIndexTimeframes(TWO, FIFTEEN)
                        .tradingHours(TradingHours.ALL_DAY)
                        .build())
                .close();
        assertThat(Files.readString(root.resolve(".dayfile/store.properties")))
                .contains("bar_index=2m,15m", "trading_hours=all-day-1");
        open().close();
        StorageEngine.open(config().barIndexTimeframes(FIFTEEN, TWO).build()).close();
        assertThatThrownBy(() ->
                        StorageEngine.open(config().barIndexTimeframes(FIFTEEN).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bar_index=[2m, 15m], asked=[15m]");
        assertThatThrownBy(() -> StorageEngine.open(
                        config().tradingHours(TradingHours.US_EQUITIES).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trading_hours");
    }

    @Test
    void shouldNumberAsBeforeInAStoreThatIsOlderThanTheEntries() throws IOException {
        open().close();
        Path properties = root.resolve(".dayfile/store.properties");
        List<String> older = Files.readAllLines(properties).stream()
                .filter(line -> !line.startsWith("bar_index") && !line.startsWith("trading_hours"))
                .toList();
        Files.write(properties, older);
        StorageEngine.open(config().barIndexTimeframes(FIFTEEN)
                        .tradingHours(TradingHours.US_EQUITIES)
                        .build())
                .close();
    }

    @Test
    void shouldKeepPartsOverLaterOpeningsUntilRetiredByHand() throws IOException, InterruptedException {
        try (StorageEngine engine = open()) {
            append(engine, TWO, OPEN, 5);
            engine.keepParts(TWO, DAY);
            engine.compact(TWO, DAY);
            append(engine, TWO, OPEN + DAY_MICROS, 5);
            engine.compact(TWO, DAY.plusDays(1));
        }
        int before = parts(TWO).size();
        CountDownLatch retired = new CountDownLatch(1);
        StorageListener listener = new StorageListener() {
            @Override
            public void partsRetired(int days) {
                retired.countDown();
            }
        };
        try (StorageEngine engine = StorageEngine.open(
                config().retireGrace(Duration.ZERO).listener(listener).build())) {
            assertThat(retired.await(30, TimeUnit.SECONDS)).isTrue(); // the other day, by itself
            assertThat(root.resolve("data/2m/" + DAY.plusDays(1))).doesNotExist();
            assertThat(parts(TWO)).hasSize(before).isNotEmpty();
            assertThat(engine.retire(Duration.ZERO, (timeframe, day) -> !day.equals(DAY)))
                    .isZero();
            assertThat(parts(TWO)).hasSize(before);
            assertThat(engine.retire(Duration.ZERO)).isEqualTo(1);
            assertThat(parts(TWO)).isEmpty();
            assertThat(candles(engine, TWO)).isEqualTo(10);
        }
    }

    @Test
    void shouldUndoACompaction() throws IOException {
        try (StorageEngine engine = open()) {
            append(engine, TWO, OPEN, 5);
            engine.compact(TWO, DAY);
            engine.retire(Duration.ZERO);
            append(engine, TWO, OPEN, 7); // corrections of five, and two more
            engine.compact(TWO, DAY);
            engine.retire(Duration.ZERO);
            assertThat(parts(TWO)).isEmpty();

            UndoReport report = engine.undoCompaction(TWO, DAY, Duration.ZERO);

            assertThat(report.parts()).isEqualTo(parts(TWO).size()).isPositive();
            assertThat(report.dayfile()).exists();
            assertThat(engine.isCompacted(TWO, DAY)).isFalse();
            assertThat(candles(engine, TWO)).isEqualTo(7);
            assertThat(engine.compact(TWO, DAY).rowsOut()).isEqualTo(7);
            assertThat(candles(engine, TWO)).isEqualTo(7);
        }
        assertThat(StorageVerifier.verify(root).clean()).isTrue();
    }

    @Test
    void shouldDeleteRetiredPartsOnlyWhenTold() {
        try (StorageEngine engine = open()) {
            append(engine, TWO, OPEN, 5);
            engine.compact(TWO, DAY);
            engine.retire(Duration.ZERO);
            assertThat(engine.retain(1, true)).isEmpty();
            assertThat(engine.retain(0, false))
                    .extracting(ExpiredParts::deleted)
                    .containsExactly(false);
            assertThat(engine.retain(0, true)).extracting(ExpiredParts::deleted).containsExactly(true);
            assertThat(engine.retain(0, true)).isEmpty();
            assertThatThrownBy(() -> engine.retain(-1, true)).hasMessageContaining("partsDays=-1");
            assertThat(candles(engine, TWO)).isEqualTo(5);
        }
    }

    /** Remembers what it hears. */
    private static final class Listener implements StorageListener {
        final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch done;
        volatile String thread;

        Listener(int days) {
            done = new CountDownLatch(days);
        }

        @Override
        public void compactionBegun(int days) {
            heard.add("started " + days);
        }

        @Override
        public void dayCompacted(CompactionReport report) {
            thread = Thread.currentThread().getName();
            heard.add(report.timeframe() + " " + report.day() + " " + report.outcome());
            done.countDown();
        }

        @Override
        public void compactionFailed(Timeframe timeframe, LocalDate day, StorageException failure) {
            heard.add(timeframe + " " + day + " " + failure.code());
            done.countDown();
        }
    }

    @Test
    void shouldCatchUpOnMissedDaysAtOpen() throws InterruptedException {
        try (StorageEngine engine = open()) {
            append(engine, TWO, OPEN, 5);
            append(engine, TWO, OPEN + DAY_MICROS, 5);
            append(engine, FIFTEEN, OPEN, 5);
            assertThat(engine.daysWaiting(TWO)).hasSize(2); // nothing happens by itself unless asked for
        }
        Listener listener = new Listener(3);
        try (StorageEngine engine = StorageEngine.open(
                config().autoCompact(Duration.ofMinutes(30)).listener(listener).build())) {
            assertThat(listener.done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.heard)
                    .containsExactly(
                            "started 3",
                            "2m 2025-10-22 " + Outcome.PUBLISHED,
                            "2m 2025-10-23 " + Outcome.PUBLISHED,
                            "15m 2025-10-22 " + Outcome.PUBLISHED);
            assertThat(listener.thread).isEqualTo("dayfile-listener");
            assertThat(candles(engine, TWO)).isEqualTo(10);
        }
    }

    @Test
    void shouldGoOnWhenOneDayCannotBeCompacted() throws IOException, InterruptedException {
        try (StorageEngine engine = open()) {
            append(engine, TWO, OPEN, 5);
            engine.compact(TWO, DAY);
            append(engine, TWO, OPEN + DAY_MICROS, 5);
        }
        Path dayfile = root.resolve("data/2m/" + DAY + ".parquet");
        byte[] content = Files.readAllBytes(dayfile);
        content[content.length - 20] ^= 1;
        Files.write(dayfile, content);
        Listener listener = new Listener(2);
        try (StorageEngine engine = StorageEngine.open(
                config().autoCompact(Duration.ZERO).listener(listener).build())) {
            assertThat(listener.done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.heard)
                    .containsExactly("started 2", "2m 2025-10-22 CORRUPT", "2m 2025-10-23 " + Outcome.PUBLISHED);
            assertThat(engine.isCompacted(TWO, DAY.plusDays(1))).isTrue();
        }
    }
}
