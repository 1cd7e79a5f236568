package dev.dayfile.model;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A part that was published, and what its footer says of its rows.
 *
 * @param path where it stands
 * @param timeframe of its rows; {@code null} for a part of object events
 * @param day the trading day of its rows
 * @param rows how many rows it has
 * @param firstSeq least sequence of its rows
 * @param lastSeq greatest sequence of its rows
 * @param minTsMicros least ts
 * @param maxTsMicros greatest ts
 * @param bytes its size
 */
public record PartPublished(
        Path path,
        Timeframe timeframe,
        LocalDate day,
        int rows,
        long firstSeq,
        long lastSeq,
        long minTsMicros,
        long maxTsMicros,
        long bytes) {}
