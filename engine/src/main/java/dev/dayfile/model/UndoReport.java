package dev.dayfile.model;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What undoing a compaction did.
 *
 * @param timeframe the timeframe; {@code null} for a day of the timeline of chart objects
 * @param day the trading day
 * @param parts how many retired parts came back
 * @param dayfile where the dayfile was set aside
 */
public record UndoReport(Timeframe timeframe, LocalDate day, int parts, Path dayfile) {}
