package dev.dayfile.benchmarks.append;

/**
 * How much of the same work is done.
 *
 * @param gateMillis a contender shows at least {@link #MIN_GATE_ROWS} rows, and more while this time lasts
 * @param warmUpMillis flat out, before anything is measured
 * @param caseMillis how long arrivals come at each rate, and how long the closed loop runs
 * @param lowRateMillis how long they come at the lowest rate, which has few rows
 * @param pauseMillis before each thing that is measured, so that compiler, collector and disk come to rest
 * @param loneCandles candles that come alone, for the time to visible
 * @param endToEndRows rows from the first append to the last one's durability
 * @param compactedRows rows of each day that is compacted beside the appender
 */
public record AppendSettings(
        int gateMillis,
        int warmUpMillis,
        int caseMillis,
        int lowRateMillis,
        int pauseMillis,
        int loneCandles,
        int endToEndRows,
        int compactedRows) {
    static final int MIN_GATE_ROWS = 20;
    static final int MAX_GATE_ROWS = 20_000;

    /** For the figures that are published. */
    public static final AppendSettings FULL = new AppendSettings(500, 2_000, 1_500, 3_000, 200, 40, 4_000_000, 400_000);

    /** For CI. */
    public static final AppendSettings QUICK = new AppendSettings(100, 300, 300, 1_000, 100, 10, 1_000_000, 100_000);

    /** For the test that everything runs: no figure of it means anything. */
    public static final AppendSettings TINY = new AppendSettings(10, 4, 10, 10, 1, 2, 20_000, 2_000);

    /** Constants by name, since a child JVM is told by its arguments. */
    enum Size {
        FULL(AppendSettings.FULL),
        QUICK(AppendSettings.QUICK),
        TINY(AppendSettings.TINY);

        final AppendSettings settings;

        Size(AppendSettings settings) {
            this.settings = settings;
        }
    }
}
