package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.Gap;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The latest candle of every symbol: how much of a store is read for it, and what is said of what was not read. */
class LatestTest {
    private static final Timeframe TF = StoreFixture.TWO_MINUTES;
    private static final LocalDate FIRST = LocalDate.of(2025, 10, 6);
    private static final int DAYS = 5;
    private static final int SYMBOLS = 10;
    private static final int ROWS = 1000;

    @TempDir
    Path root;

    private final AtomicLong bytesRead = new AtomicLong();
    private StoreFixture store;
    private long totalBytes;

    /** Five dayfiles of ten symbols; one symbol is on the second day only. */
    @BeforeEach
    void writeDays() throws IOException {
        store = new StoreFixture(root, MarketClock.NEW_YORK);
        long seq = 1;
        Random prices = new Random(42);
        for (int day = 0; day < DAYS; day++) {
            List<Candle> candles = new ArrayList<>();
            long open = store.clock.startMicros(FIRST.plusDays(day)) + 34_200_000_000L;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                for (int i = 0; i < ROWS; i++) {
                    double price = prices.nextDouble(); // so that nothing of them can be compressed
                    candles.add(new Candle(
                            "S" + symbol,
                            TF,
                            open + i * 1_000_000L,
                            price,
                            1,
                            0,
                            1 - price,
                            prices.nextDouble(),
                            seq++));
                }
            }
            if (day == 1) {
                candles.add(StoreFixture.candle("GONE", TF, open, seq++));
            }
            store.writeDayfile(TF, FIRST.plusDays(day), candles, List.of());
            totalBytes += Files.size(store.layout.dayfile(TF, FIRST.plusDays(day)));
        }
    }

    private EngineViewports viewports(DamagePolicy policy) {
        Disk disk = counting();
        return new EngineViewports(
                disk, store.layout, store.clock, new CandleFiles(disk), new LiveCandles(), policy, 1 << 24);
    }

    /** The machine's disk, with a count of the bytes read. */
    private Disk counting() {
        return new ForwardingDisk(Disk.LOCAL) {
            @Override
            public ReadableFile openRead(Path file) throws IOException {
                return new Readable(super.openRead(file)) {
                    @Override
                    public void readFully(long position, ByteBuffer target) throws IOException {
                        bytesRead.addAndGet(target.remaining());
                        super.readFully(position, target);
                    }
                };
            }
        };
    }

    @Test
    void shouldReadOnlySymbolsOfDaysThatHaveNoNewOne() {
        EngineOverview overview = viewports(DamagePolicy.FAIL).overview();
        List<Candle> latest = overview.latest(TF, Long.MIN_VALUE);
        assertThat(latest).hasSize(SYMBOLS + 1);
        assertThat(latest.get(0).symbol()).isEqualTo("GONE");
        assertThat(latest.get(0).tsMicros())
                .isBetween(store.clock.startMicros(FIRST.plusDays(1)), store.clock.endMicros(FIRST.plusDays(1)));
        assertThat(latest.subList(1, latest.size()))
                .allMatch(candle -> candle.tsMicros() >= store.clock.startMicros(FIRST.plusDays(DAYS - 1)));
        long first = bytesRead.get();
        assertThat(first)
                .as("of %d bytes, with the ends of all files", totalBytes)
                .isLessThan(totalBytes);
        assertThat(overview.latest(TF, Long.MIN_VALUE)).isEqualTo(latest);
        assertThat(bytesRead.get()).as("later calls read nothing").isEqualTo(first);
    }

    @Test
    void shouldNotLookAtDaysBeforeTheBound() {
        EngineOverview overview = viewports(DamagePolicy.FAIL).overview();
        long since = store.clock.startMicros(FIRST.plusDays(DAYS - 1));
        assertThat(overview.latest(TF, since)).hasSize(SYMBOLS).noneMatch(candle -> candle.symbol()
                .equals("GONE"));
        assertThat(bytesRead.get()).isLessThan(3 * totalBytes / 2 / DAYS);
        assertThat(overview.latest(TF, Long.MIN_VALUE)).hasSize(SYMBOLS + 1);
    }

    @Test
    void shouldNameTheDamagedFilesThatItLeavesOut() throws IOException {
        Path damaged = store.layout.dayfile(TF, FIRST.plusDays(1));
        byte[] bytes = Files.readAllBytes(damaged);
        for (int i = 4; i < bytes.length / 2; i++) {
            bytes[i] ^= 1;
        }
        Files.write(damaged, bytes);
        EngineViewports viewports = viewports(DamagePolicy.LEAVE_OUT);
        for (int look = 0; look < 2; look++) { // the second one from memory
            assertThat(viewports.overview().latest(TF, Long.MIN_VALUE)).hasSize(SYMBOLS);
            assertThat(viewports.leftOut()).containsExactly(damaged);
            assertThat(viewports.overview().bounds(TF, null)).isPresent();
            assertThat(viewports.leftOut()).as("it lies between the bounds").isEmpty();
            List<Gap> gaps = new ArrayList<>();
            viewports
                    .overview()
                    .gaps(
                            null,
                            TF,
                            FIRST,
                            FIRST.plusDays(4),
                            Calendars.of(TradingHours.US_EQUITIES, store.clock),
                            Long.MAX_VALUE,
                            session -> gaps.addAll(session.gaps()));
            assertThat(gaps).anyMatch(gap -> gap.day().equals(FIRST.plusDays(1)));
            assertThat(viewports.leftOut()).containsExactly(damaged);
        }
        assertThatThrownBy(() -> viewports(DamagePolicy.FAIL).overview().latest(TF, Long.MIN_VALUE))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(damaged.toString());
    }
}
