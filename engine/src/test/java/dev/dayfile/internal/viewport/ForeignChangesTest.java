package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignChangesTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");
    private static final long STEP = TWO_MINUTES.micros();
    private static final ViewportQuery ALL =
            ViewportQuery.of("SPY", TWO_MINUTES).build();

    @TempDir
    Path root;

    private final LiveCandles live = new LiveCandles();
    private final ViewportBuffer buffer = new ViewportBuffer();
    private StoreFixture store;
    private EngineViewports viewports;

    @BeforeEach
    void create() {
        store = new StoreFixture(root, MarketClock.NEW_YORK);
        viewports = new EngineViewports(
                Disk.LOCAL, store.layout, store.clock, store.candleFiles, live, DamagePolicy.FAIL, 1 << 20);
        viewports.expectOwnParts(StoreFixture.WRITER, 1000);
    }

    private static Candle at(int index, long seq) {
        return candle("SPY", TWO_MINUTES, T0 + index * STEP, seq);
    }

    private List<Candle> answer() {
        viewports.fill(ALL, buffer);
        return NaiveViewport.candles(ALL, buffer.candles());
    }

    private List<Candle> answerAfterALook() {
        viewports.noticeForeignChanges();
        return answer();
    }

    @Test
    void shouldShowAPartThatAnotherToolAdded() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        assertThat(answer()).containsExactly(at(0, 1));
        store.writePart(TWO_MINUTES, DAY, at(1, 2));
        assertThat(answer()).as("no folder is walked by a query").containsExactly(at(0, 1));
        assertThat(answerAfterALook()).containsExactly(at(0, 1), at(1, 2));
    }

    @Test
    void shouldShowAPartOnADayThatOnlyThisProcessHadRowsOf() {
        live.add(TWO_MINUTES, DAY, StoreFixture.columns(List.of(at(0, 2000))));
        assertThat(answer()).containsExactly(at(0, 2000));
        store.writePart(TWO_MINUTES, DAY, at(1, 2));
        assertThat(answerAfterALook()).containsExactly(at(0, 2000), at(1, 2));
    }

    @Test
    void shouldReadNothingAnewForItsOwnParts() {
        store.writePart(TWO_MINUTES, DAY, at(0, 1));
        assertThat(answer()).containsExactly(at(0, 1));
        for (int i = 1; i < 4; i++) {
            live.add(TWO_MINUTES, DAY, StoreFixture.columns(List.of(at(i, 1000 + i))));
            store.writePart(TWO_MINUTES, DAY, at(i, 1000 + i));
            assertThat(answerAfterALook()).hasSize(1 + i);
        }
        assertThat(viewports.cacheStats().misses()).isEqualTo(1);
    }

    @Test
    void shouldShowADayfileThatWasReplaced() {
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1), at(1, 2)), List.of());
        assertThat(answer()).containsExactly(at(0, 1), at(1, 2));
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(1, 5), at(2, 6)), List.of());
        assertThat(answerAfterALook()).containsExactly(at(1, 5), at(2, 6));
    }

    @Test
    void shouldShowDaysThatCameAndWent() throws IOException {
        Candle before = candle("SPY", TWO_MINUTES, T0 - 24 * 30 * STEP, 1);
        Path dayfile = store.writeDayfile(TWO_MINUTES, DAY.minusDays(1), List.of(before), List.of());
        assertThat(answer()).containsExactly(before);
        Path part = store.writePart(TWO_MINUTES, DAY, at(0, 2));
        assertThat(answerAfterALook()).containsExactly(before, at(0, 2));
        Files.delete(part);
        Files.delete(part.getParent());
        assertThat(answerAfterALook()).containsExactly(before);
        Files.delete(dayfile);
        assertThat(answerAfterALook()).isEmpty();
    }

    @Test
    void shouldShowATimeframeThatCame() {
        assertThat(answer()).isEmpty();
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1)), List.of());
        assertThat(answerAfterALook()).containsExactly(at(0, 1));
    }

    /** A look at days at rest asks for two times of change a day, reads no file and lists nothing but {@code data/}. */
    @Test
    void shouldLookCheaplyAtDaysAtRest() throws IOException {
        int days = 20;
        for (int i = 0; i < days; i++) {
            store.writeDayfile(TWO_MINUTES, DAY.minusDays(i), List.of(at(-i * 720, i + 1)), List.of());
            store.writePart(TWO_MINUTES, DAY.minusDays(i), at(-i * 720 + 1, 100 + i));
        }
        FileTime earlier = FileTime.from(Instant.now().minusSeconds(3600));
        try (Stream<Path> paths = Files.walk(store.layout.data())) {
            for (Path folder : paths.filter(Files::isDirectory).toList()) {
                Files.setLastModifiedTime(folder, earlier);
            }
        }
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        EngineViewports counted = new EngineViewports(
                disk, store.layout, store.clock, new CandleFiles(disk), live, DamagePolicy.FAIL, 1 << 20);
        counted.fill(ALL, buffer);
        assertThat(buffer.candles().size()).isEqualTo(2 * days);

        long calls = disk.calls();
        counted.fill(ALL, buffer);
        assertThat(disk.calls()).as("a query").isEqualTo(calls);
        long lists = disk.calls(FaultyDisk.Call.LIST);
        counted.noticeForeignChanges();
        assertThat(disk.calls(FaultyDisk.Call.LIST) - lists).isEqualTo(1);
        assertThat(disk.calls() - calls).isEqualTo(2 * days + 2); // and the folder of the timeframe
        calls = disk.calls();
        counted.fill(ALL, buffer);
        assertThat(disk.calls()).as("a query after the look").isEqualTo(calls);
    }

    @Test
    void shouldShowWhateverOthersDid() throws IOException {
        Random random = new Random(20251122);
        Map<Path, List<Candle>> files = new TreeMap<>();
        List<Candle> own = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            LocalDate day = DAY.plusDays(random.nextInt(3));
            List<Candle> batch = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                long ts = T0 + DAY.until(day).getDays() * 720 * STEP + random.nextInt(12) * STEP;
                batch.add(candle("SPY", TWO_MINUTES, ts, 1 + random.nextInt(900)));
            }
            List<Path> standing = List.copyOf(files.keySet());
            switch (random.nextInt(4)) {
                case 0 -> files.put(store.writePart(TWO_MINUTES, day, batch), batch);
                case 1 -> files.put(store.writeDayfile(TWO_MINUTES, day, batch, List.of()), batch);
                case 2 -> {
                    Candle mine = candle("SPY", TWO_MINUTES, batch.get(0).tsMicros(), 1001 + step);
                    own.add(mine);
                    live.add(TWO_MINUTES, day, StoreFixture.columns(List.of(mine)));
                    files.put(store.writePart(TWO_MINUTES, day, mine), List.of(mine));
                }
                default -> {
                    if (!standing.isEmpty()) {
                        Path gone = standing.get(random.nextInt(standing.size()));
                        Files.delete(gone);
                        files.remove(gone);
                    }
                }
            }
            if (random.nextInt(3) > 0) {
                List<Candle> known = new ArrayList<>(own);
                files.values().forEach(known::addAll);
                assertThat(answerAfterALook())
                        .as("step %d", step)
                        .isEqualTo(NaiveViewport.answer(known, ALL, store.clock));
            }
        }
    }
}
