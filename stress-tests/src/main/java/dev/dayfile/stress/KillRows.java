package dev.dayfile.stress;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;

/**
 * The rows of a kill test: what producer {@code p} appends as its row {@code i} in a round follows from the three
 * numbers, so that the process that looks for them need not be told. Each round has a day of its own.
 */
final class KillRows {
    static final Timeframe TIMEFRAME = Timeframe.parse("1s");
    static final int ROWS_A_PRODUCER = 20_000;

    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final long STEP_MICROS = 1_000;

    private KillRows() {}

    static LocalDate day(int round) {
        return FIRST_DAY.plusDays(round);
    }

    static String symbol(int producer) {
        return "P" + producer;
    }

    /** Noon UTC of the round's day, which is the same date in New York. */
    static long tsMicros(int round, int row) {
        return IsoTime.parse(day(round) + "T12:00:00Z") + row * STEP_MICROS;
    }

    static double open(int round, int producer, int row) {
        return 100 + producer + round / 8.0 + row / 1024.0;
    }

    static double volume(int row) {
        return row % 5 == 0 ? Double.NaN : row;
    }

    /** Whether candle {@code at} of an answer is this row, in all of its values. */
    static boolean isRow(CandleSeries candles, int at, int round, int producer, int row) {
        double open = open(round, producer, row);
        return candles.tsMicros(at) == tsMicros(round, row)
                && candles.open(at) == open
                && candles.high(at) == open + 1
                && candles.low(at) == open - 1
                && candles.close(at) == open + 0.5
                && Double.compare(candles.volume(at), volume(row)) == 0;
    }
}
