package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Candle;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The days of a timeframe at one moment, immutable: those that have files and those that this process has appended to.
 */
final class DayTable {
    final List<Path> folders;
    final CachedDay[] days;

    /** {@code LiveCandles.dayChanges} when the table was made; under another number it lacks a day. */
    final long liveDayChanges;

    /** The latest candle of every symbol as the files have it, once somebody has asked; never changed afterwards. */
    volatile Latest latestOfFiles;

    /** The latest candles, and the damaged files that may have had later ones. */
    record Latest(TreeMap<SymbolKey, Candle> candles, Set<Path> leftOut) {}

    private final long[] toMicros;

    /** @param days ascending */
    DayTable(List<Path> folders, CachedDay[] days, long liveDayChanges) {
        this.folders = folders;
        this.days = days;
        this.liveDayChanges = liveDayChanges;
        toMicros = new long[days.length];
        for (int i = 0; i < days.length; i++) {
            toMicros[i] = days[i].span.toMicros();
        }
    }

    /** The first day that can hold an instant not before {@code micros}. */
    int firstDay(long micros) {
        int low = 0;
        int high = days.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (toMicros[middle] < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One behind the last day that can hold an instant not after {@code micros}. */
    int endDay(long micros) {
        int low = 0;
        int high = days.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (days[middle].span.fromMicros() <= micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether an instant of day {@code i} may lie before one of the day before it; see {@link DaySpan}. */
    boolean overlapsDayBefore(int i) {
        return i > 0 && i < days.length && toMicros[i - 1] >= days[i].span.fromMicros();
    }
}
