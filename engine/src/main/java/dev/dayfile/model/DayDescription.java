package dev.dayfile.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a store for one trading day of one timeframe, or of the timeline of chart objects.
 *
 * @param timeframe the timeframe; {@code null} for the timeline of chart objects
 * @param day the trading day
 * @param dayfile the day's dayfile, or {@code null}
 * @param parts the files in the day's folder, by name
 * @param partsWaiting how many of them no dayfile has absorbed
 * @param retired how many folders of absorbed parts are kept for recovery
 */
public record DayDescription(
        Timeframe timeframe,
        LocalDate day,
        FileDescription dayfile,
        List<FileDescription> parts,
        int partsWaiting,
        int retired) {
    public DayDescription {
        parts = List.copyOf(parts);
    }

    /**
     * The files that hold rows of other trading days, by their footers. Such files are whole, but candles in them that are
     * not of this day are in no viewport: another program counted days otherwise, or the store's clock was changed.
     *
     * @param clock the store's
     * @return dayfile and parts, in this order; damaged files are never among them
     */
    public List<FileDescription> holdingOtherDays(MarketClock clock) {
        Arguments.require(clock, "clock");
        List<FileDescription> files = new ArrayList<>();
        if (dayfile != null) {
            files.add(dayfile);
        }
        files.addAll(parts);
        long start = clock.startMicros(day);
        long end = clock.endMicros(day);
        files.removeIf(file -> file.damaged() || file.minTsMicros() >= start && file.maxTsMicros() < end);
        return files;
    }
}
