package dev.dayfile.internal.ingest;

import dev.dayfile.internal.layout.PartName;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A part that has just been published, and what its footer says.
 *
 * @param path where it stands
 * @param timeframe of its rows; {@code null} for a part of object events
 * @param day the trading day of its rows
 * @param name its name
 * @param bytes its size
 * @param rows how many rows it has
 * @param firstSeq least sequence of its rows
 * @param lastSeq greatest sequence of its rows
 * @param minTsMicros least ts
 * @param maxTsMicros greatest ts
 */
public record PublishedPart(
        Path path,
        Timeframe timeframe,
        LocalDate day,
        PartName name,
        long bytes,
        int rows,
        long firstSeq,
        long lastSeq,
        long minTsMicros,
        long maxTsMicros) {}
