package dev.dayfile.internal.viewport;

import static dev.dayfile.internal.viewport.StoreFixture.TWO_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files by sequence: every row once, and never more of them in memory than a caller takes. */
class CandleLogTest {
    private static final LocalDate DAY = LocalDate.parse("2025-10-22");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final int SYMBOLS = 200;
    private static final int ROWS = 200_000;
    private static final int MOST = 10_000;

    @TempDir
    Path root;

    /** The rows of a market's day lie by symbol, so each symbol has early sequences and late ones. */
    @Test
    void shouldTakeALargeDayfileByPieces() {
        StoreFixture store = new StoreFixture(root, MarketClock.NEW_YORK);
        List<Candle> day = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            day.add(StoreFixture.candle("S" + i % SYMBOLS, TWO_MINUTES, OPEN + i / SYMBOLS, i + 1));
        }
        store.writeDayfile(TWO_MINUTES, DAY, day, List.of());
        store.writePart(TWO_MINUTES, DAY, StoreFixture.candle("S0", TWO_MINUTES, OPEN - 1, ROWS + 1));
        CandleLog log = new CandleLog(Disk.LOCAL, store.layout, store.clock, store.candleFiles);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        log.read(0, ROWS, null, null, MOST);
        long before = threads.getCurrentThreadAllocatedBytes();
        log.read(0, ROWS, null, null, MOST);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for %d rows of %d", MOST, ROWS)
                .isLessThan(75L * ROWS); // 50 on Java 17 and 25; 135 where all rows become candles

        long at = 0;
        while (at < ROWS + 1) {
            CandleLog.Chunk chunk = log.read(at, ROWS + 1, null, null, MOST);
            assertThat(chunk.candles()).hasSize((int) Math.min(MOST, ROWS + 1 - at));
            for (Candle candle : chunk.candles()) {
                assertThat(candle.seq()).isEqualTo(++at);
            }
            assertThat(chunk.toSeq()).isEqualTo(at);
        }
        assertThat(log.read(ROWS / 2, ROWS, null, null, ROWS).candles()).hasSize(ROWS / 2);
    }
}
