package dev.dayfile.benchmarks.append;

import java.time.Instant;

/**
 * The rows that every contender is given: one symbol and timeframe, times ascending by a microsecond within one trading
 * day, prices and volumes small whole numbers, so that their sums are exact in any order of adding.
 */
public final class Rows {
    public static final String SYMBOL = "SPY";
    public static final String TIMEFRAME = "1s";

    /** Midnight of the trading day in New York, 2025-10-22. */
    public static final long DAY_START_MICROS =
            Instant.parse("2025-10-22T04:00:00Z").getEpochSecond() * 1_000_000;

    private Rows() {}

    static long tsMicros(long row) {
        return DAY_START_MICROS + row;
    }

    static double open(long row) {
        return 1000 + (row & 511);
    }

    static double high(double open) {
        return open + 2;
    }

    static double low(double open) {
        return open - 2;
    }

    static double close(double open) {
        return open + 1;
    }

    static double volume(long row) {
        return 1 + (row & 4095);
    }

    static void append(Contender contender, long row) throws Exception {
        double open = open(row);
        contender.append(tsMicros(row), open, high(open), low(open), close(open), volume(row));
    }

    /** What a contender must have stored after the first {@code rows} rows. */
    static Stored upTo(long rows) {
        double prices = 0;
        double volumes = 0;
        for (long row = 0; row < rows; row++) {
            prices += 4 * open(row) + 1;
            volumes += volume(row);
        }
        return new Stored(rows, rows * (rows - 1) / 2, prices, volumes);
    }
}
