package dev.dayfile.model;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Retired parts of a day that are older than they are to be kept.
 *
 * @param timeframe the timeframe; {@code null} for a day of the timeline of chart objects
 * @param day the trading day
 * @param path the retired folder, or a dayfile that was set aside when its compaction was undone
 * @param files how many files it is
 * @param bytes their size
 * @param keptBecause why it stays all the same; {@code null} when it may go
 * @param deleted whether it is gone
 */
public record ExpiredParts(
        Timeframe timeframe, LocalDate day, Path path, int files, long bytes, String keptBecause, boolean deleted) {}
