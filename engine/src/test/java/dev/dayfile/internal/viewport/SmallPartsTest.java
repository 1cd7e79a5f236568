package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static dev.dayfile.internal.viewport.StoreFixture.candle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open day of many small parts is read in a shorter way, which must give what the general way gives. */
class SmallPartsTest {
    private static final LocalDate DAY = LocalDate.of(2025, 7, 3);
    private static final long T0 = IsoTime.parse("2025-07-03T13:30:00Z");
    private static final ViewportQuery ALL =
            ViewportQuery.of("SPY", TWO_MINUTES).build();

    @TempDir
    Path root;

    private StoreFixture store;
    private final List<Path> parts = new ArrayList<>();
    private final List<Candle> spy = new ArrayList<>();

    @BeforeEach
    void writeParts() {
        store = new StoreFixture(root, MarketClock.NEW_YORK);
        for (int i = 0; i < 20; i++) {
            long ts = T0 + i * TWO_MINUTES.micros();
            Candle wanted = candle("SPY", TWO_MINUTES, ts, 3 * i + 1);
            spy.add(wanted);
            parts.add(store.writePart(
                    TWO_MINUTES,
                    DAY,
                    candle("QQQ", TWO_MINUTES, ts, 3 * i + 2),
                    wanted,
                    candle("XLF", TWO_MINUTES, ts, 3 * i + 3)));
        }
    }

    private ViewportBuffer ask(DamagePolicy policy) {
        DayFiles dayFiles = new DayFiles(Disk.LOCAL, store.layout, store.clock);
        DayLoader loader = new DayLoader(dayFiles, new CandleFiles(Disk.LOCAL), policy);
        ViewportBuffer buffer = new ViewportBuffer();
        new FileViewports(dayFiles, loader, store.clock).fill(ALL, SymbolKey.of("SPY"), buffer);
        return buffer;
    }

    private static List<Candle> candles(ViewportBuffer buffer) {
        return NaiveViewport.candles(ALL, buffer.candles());
    }

    @Test
    void shouldTakeOneSymbolOfManyPartsInItsNewestRevision() {
        Candle corrected = candle("SPY", TWO_MINUTES, T0, 1000);
        store.writePart(TWO_MINUTES, DAY, corrected);
        spy.set(0, corrected);
        assertThat(candles(ask(DamagePolicy.FAIL))).isEqualTo(spy);
    }

    @Test
    void shouldLeaveOutRowsThatCannotBeOfTheDay() {
        store.writePart(TWO_MINUTES, DAY, candle("SPY", TWO_MINUTES, T0 - 5 * 86_400_000_000L, 1000));
        assertThat(candles(ask(DamagePolicy.FAIL))).isEqualTo(spy);
    }

    @Test
    void shouldFindAnyFlippedBitInOneOfManyParts() throws IOException {
        Path part = parts.get(7);
        byte[] whole = Files.readAllBytes(part);
        for (int at = 0; at < whole.length; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(part, damaged);
            assertThatThrownBy(() -> ask(DamagePolicy.FAIL))
                    .as("bit %d of byte %d", at % 8, at)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(part.getFileName().toString());
        }
        ViewportBuffer leftOut = ask(DamagePolicy.LEAVE_OUT);
        spy.remove(7);
        assertThat(candles(leftOut)).isEqualTo(spy);
        assertThat(leftOut.leftOut()).containsExactly(part);
    }
}
