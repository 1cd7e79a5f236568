package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.FaultyDisk.Call;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept between two queries over files, what that spares, and that it is never older than the files. */
class FileViewportsTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");
    private static final long STEP = TWO_MINUTES.micros();
    private static final int DAYS = 30;
    private static final ViewportQuery ALL =
            ViewportQuery.of("SPY", TWO_MINUTES).build();

    @TempDir
    Path root;

    private StoreFixture store;

    @BeforeEach
    void create() {
        store = new StoreFixture(root, MarketClock.NEW_YORK);
    }

    private static Candle at(int index, long seq) {
        return candle("SPY", TWO_MINUTES, T0 + index * STEP, seq);
    }

    private static Candle daysBefore(int days, long seq) {
        return at(-days * 720, seq);
    }

    private FileViewports over(Disk disk) {
        DayFiles dayFiles = new DayFiles(disk, store.layout, store.clock);
        return new FileViewports(
                dayFiles, new DayLoader(dayFiles, new CandleFiles(disk), DamagePolicy.FAIL), store.clock);
    }

    private static List<Candle> answer(FileViewports viewports, ViewportQuery query) {
        ViewportBuffer buffer = new ViewportBuffer();
        viewports.fill(query, SymbolKey.of(query.symbol()), buffer);
        return NaiveViewport.candles(query, buffer.candles());
    }

    /** As if nothing had happened in the folders for an hour. */
    private void settle() throws IOException {
        FileTime earlier = FileTime.from(Instant.now().minusSeconds(3600));
        for (Path folder : List.of(root.resolve("data"), root.resolve("data/2m"))) {
            Files.setLastModifiedTime(folder, earlier);
        }
    }

    private List<Candle> writeDays() {
        List<Candle> all = new ArrayList<>();
        for (int i = DAYS; i > 0; i--) {
            all.add(daysBefore(i, DAYS - i + 1));
            store.writeDayfile(TWO_MINUTES, DAY.minusDays(i), all.subList(all.size() - 1, all.size()), List.of());
        }
        return all;
    }

    @Test
    void shouldNeitherWalkTheTimeframeNorReadFootersAgain() throws IOException {
        List<Candle> all = writeDays();
        settle();
        FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
        FileViewports viewports = over(disk);
        assertThat(answer(viewports, ALL)).isEqualTo(all);
        long lists = disk.calls(Call.LIST);
        long reads = disk.calls(Call.READ_FULLY);
        assertThat(lists).isEqualTo(2 + DAYS);

        assertThat(answer(viewports, ALL)).isEqualTo(all);
        assertThat(disk.calls(Call.LIST) - lists)
                .as("only whether a day has parts beside its dayfile")
                .isEqualTo(DAYS);
        assertThat(disk.calls(Call.READ_FULLY) - reads)
                .as("pages, and neither footers nor page indexes")
                .isEqualTo(reads - 2 * DAYS);

        long calls = disk.calls();
        ViewportQuery lastDay = ViewportQuery.of("SPY", TWO_MINUTES)
                .between(daysBefore(1, 0).tsMicros(), T0)
                .build();
        assertThat(answer(viewports, lastDay)).hasSize(1);
        assertThat(disk.calls() - calls)
                .as("a window of one day, however many days there are")
                .isLessThan(40);
    }

    @Test
    void shouldSeeADayThatComesOrGoesAtOnce() throws IOException {
        List<Candle> all = writeDays();
        settle();
        FileViewports viewports = over(Disk.LOCAL);
        assertThat(answer(viewports, ALL)).isEqualTo(all);
        store.writePart(TWO_MINUTES, DAY, at(0, 100));
        all.add(at(0, 100));
        assertThat(answer(viewports, ALL)).isEqualTo(all);
        store.writePart(TWO_MINUTES, DAY, at(1, 101));
        all.add(at(1, 101));
        assertThat(answer(viewports, ALL))
                .as("another part of a day that is known")
                .isEqualTo(all);
        Files.delete(store.layout.dayfile(TWO_MINUTES, DAY.minusDays(DAYS)));
        assertThat(answer(viewports, ALL)).isEqualTo(all.subList(1, all.size()));
        assertThat(answer(
                        viewports, ViewportQuery.of("SPY", TWO_MINUTES).last(2).build()))
                .isEqualTo(all.subList(all.size() - 2, all.size()));
    }

    @Test
    void shouldSeeADayfileThatWasReplacedAlthoughItsFooterIsKept() {
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1), at(1, 2)), List.of());
        FileViewports viewports = over(Disk.LOCAL);
        for (int i = 2; i < 40; i++) {
            List<Candle> rows = List.of(at(0, 1), at(i, i + 1));
            store.writeDayfile(TWO_MINUTES, DAY, rows, List.of());
            assertThat(answer(viewports, ALL)).as("replacement %d", i).isEqualTo(rows);
        }
    }

    /** The dayfile is replaced after its folder was listed and before it is opened: its kept footer is another file's. */
    @Test
    void shouldReadAnewWhenADayfileIsReplacedBetweenLookingAndReading() {
        store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1), at(1, 2)), List.of());
        List<Candle> replacement = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            replacement.add(at(i, i + 1));
        }
        boolean[] armed = {false};
        Disk disk = beforeOpenRead(() -> {
            if (armed[0]) {
                armed[0] = false;
                store.writeDayfile(TWO_MINUTES, DAY, replacement, List.of());
            }
        });
        FileViewports viewports = over(disk);
        assertThat(answer(viewports, ALL)).hasSize(2);
        armed[0] = true;
        assertThat(answer(viewports, ALL)).isEqualTo(replacement);
        assertThat(armed[0]).isFalse();
    }

    @Test
    void shouldFailOnDamageThatCameAfterTheFooterWasKept() throws IOException {
        Path dayfile = store.writeDayfile(TWO_MINUTES, DAY, List.of(at(0, 1), at(1, 2)), List.of());
        FileViewports viewports = over(Disk.LOCAL);
        assertThat(answer(viewports, ALL)).hasSize(2);
        FileTime before = Files.getLastModifiedTime(dayfile);
        byte[] bytes = Files.readAllBytes(dayfile);
        for (int i = 4; i < bytes.length / 2; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(dayfile, bytes); // the same file, size and, as damage has it, time of change
        Files.setLastModifiedTime(dayfile, before);
        assertThatThrownBy(() -> answer(viewports, ALL))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(dayfile.toString());
    }

    private static Disk beforeOpenRead(Runnable action) {
        return new ForwardingDisk(Disk.LOCAL) {
            @Override
            public ReadableFile openRead(Path file) throws IOException {
                action.run();
                return super.openRead(file);
            }
        };
    }
}
