package dev.dayfile.model;

import java.time.LocalDate;
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
}
