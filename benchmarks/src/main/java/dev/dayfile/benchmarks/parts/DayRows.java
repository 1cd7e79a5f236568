package dev.dayfile.benchmarks.parts;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.time.Instant;
import java.util.Random;

/** The rows that every contender is given: random walks of many symbols on one trading day, the same for the same numbers. */
final class DayRows {
    static final Timeframe TIMEFRAME = Timeframe.parse("1m");
    static final String DAY = "2025-10-22";

    /** 09:30 in New York. */
    static final long OPEN_MICROS = Instant.parse("2025-10-22T13:30:00Z").getEpochSecond() * 1_000_000;

    private static final long MINUTE = 60_000_000L;

    private final SymbolKey[] symbols;
    private final double[] prices;
    private final Random random = new Random(42);
    private long next;

    DayRows(int count) {
        symbols = new SymbolKey[count];
        prices = new double[count];
        for (int s = 0; s < count; s++) {
            symbols[s] = SymbolKey.of(count == 1 ? "SPY" : String.format("S%04d", s));
            prices[s] = 20 + s % 480;
        }
    }

    /** The next rows, as the feed gives them: minute by minute, symbol by symbol. Sorted as a part is. */
    CandleColumns next(int rows) {
        CandleColumns columns = new CandleColumns(rows);
        for (int i = 0; i < rows; i++, next++) {
            int s = (int) (next % symbols.length);
            double open = prices[s];
            double close = round(open + random.nextGaussian() * 0.1);
            prices[s] = close;
            columns.add(
                    symbols[s],
                    OPEN_MICROS + next / symbols.length * MINUTE,
                    open,
                    round(Math.max(open, close) + random.nextDouble() * 0.1),
                    round(Math.min(open, close) - random.nextDouble() * 0.1),
                    close,
                    random.nextInt(1_000_000),
                    next + 1);
        }
        columns.sort();
        return columns;
    }

    private static double round(double price) {
        return Math.round(price * 100) / 100.0;
    }
}
