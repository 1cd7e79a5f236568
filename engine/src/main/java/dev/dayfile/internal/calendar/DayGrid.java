package dev.dayfile.internal.calendar;

/**
 * The numbers of one day's candles of one timeframe. A candle has a number when it opens on the session's grid: at the
 * opening bell or whole candles after it, and before the closing bell.
 */
public final class DayGrid {
    /** What {@link #indexOf} says of a candle without a number. */
    public static final long NO_INDEX = Long.MIN_VALUE;

    /** Numbers nothing: for timeframes that do not ask for numbers, and days without a session. */
    public static final DayGrid NONE = new DayGrid(0, 0, 1, 0);

    private final long openMicros;
    private final long closeMicros;
    private final long stepMicros;
    private final long first;

    DayGrid(long openMicros, long closeMicros, long stepMicros, long first) {
        this.openMicros = openMicros;
        this.closeMicros = closeMicros;
        this.stepMicros = stepMicros;
        this.first = first;
    }

    /** The number of the candle that opens at a time, or {@link #NO_INDEX}. */
    public long indexOf(long tsMicros) {
        if (tsMicros < openMicros || tsMicros >= closeMicros) {
            return NO_INDEX;
        }
        long sinceOpen = tsMicros - openMicros;
        return sinceOpen % stepMicros == 0 ? first + sinceOpen / stepMicros : NO_INDEX;
    }
}
