package dev.dayfile.benchmarks.append;

/**
 * What a contender holds, for the gate.
 *
 * @param micros sum of the times since the start of the day
 * @param prices sum of the four prices
 */
public record Stored(long rows, long micros, double prices, double volumes) {
    static final Stored NOTHING = new Stored(0, 0, 0, 0);

    /** SQL for the same, over a table or a function that yields one; its ts column holds microseconds. */
    static String sql(String from, String tsMicros) {
        return "select count(*), sum(" + tsMicros + " - " + Rows.DAY_START_MICROS
                + "), sum(open + high + low + close), sum(volume) from " + from;
    }

    Stored plus(long tsMicros, double open, double high, double low, double close, double volume) {
        return new Stored(
                rows + 1,
                micros + tsMicros - Rows.DAY_START_MICROS,
                prices + open + high + low + close,
                volumes + volume);
    }
}
