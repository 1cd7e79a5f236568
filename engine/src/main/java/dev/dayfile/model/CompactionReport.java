package dev.dayfile.model;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/**
 * What one compaction of one day did.
 *
 * @param timeframe the timeframe; {@code null} for a day of the timeline of chart objects
 * @param day the trading day
 * @param outcome whether a dayfile was published
 * @param dayfile where the day's dayfile is or would be
 * @param parts how many parts were read
 * @param rowsIn rows or events read from parts and the standing dayfile
 * @param rowsOut rows of the dayfile after the run
 * @param doublesDropped rows that a greater sequence of the same key replaced, events that stood in several files;
 *     {@code rowsIn - rowsOut}
 * @param bytes size of the dayfile after the run
 * @param digest content digest of the dayfile, 16 hex digits; the proof that what was read is what stands there
 * @param elapsed how long it took, proof included
 * @param quarantined damaged files that were moved out of the day
 */
public record CompactionReport(
        Timeframe timeframe,
        LocalDate day,
        Outcome outcome,
        Path dayfile,
        int parts,
        long rowsIn,
        long rowsOut,
        long doublesDropped,
        long bytes,
        String digest,
        Duration elapsed,
        List<Path> quarantined) {

    /** How a compaction ended; a failure is an exception instead. */
    public enum Outcome {
        /** A new dayfile stands. */
        PUBLISHED,
        /** Nothing waited; nothing was touched. */
        UNCHANGED,
        /** A dry run: nothing was touched. */
        PLANNED
    }

    public CompactionReport {
        quarantined = List.copyOf(quarantined);
    }
}
