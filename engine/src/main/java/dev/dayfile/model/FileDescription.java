package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What the footer of one file of candles or of chart objects says. No page is read for it, so a file may be described well and still be damaged;
 * that is for a verification to find.
 *
 * @param path the file
 * @param kind what it is
 * @param bytes its size
 * @param rows how many rows it has; 0 when the footer is damaged
 * @param version the format's version; {@code null} in files of other writers
 * @param writerId which store wrote it; {@code null} in files of other writers
 * @param firstSeq least sequence of its rows
 * @param lastSeq greatest sequence of its rows
 * @param minTsMicros least ts, in microseconds since 1970 UTC
 * @param maxTsMicros greatest ts, in microseconds since 1970 UTC
 * @param digest content digest, 16 hex digits; {@code null} in files of other writers
 * @param absorbed in a dayfile, names of absorbed parts that may still stand in the day's folder
 * @param columns one text a column: name, type and whether it is required
 * @param damage why the footer cannot be trusted; {@code null} when it can
 */
public record FileDescription(
        Path path,
        Kind kind,
        long bytes,
        long rows,
        String version,
        String writerId,
        long firstSeq,
        long lastSeq,
        long minTsMicros,
        long maxTsMicros,
        String digest,
        List<String> absorbed,
        List<String> columns,
        String damage) {

    /** What a file is. */
    public enum Kind {
        PART,
        DAYFILE,
        /** A part of the timeline of chart objects. */
        EVENT_PART,
        /** A dayfile of that timeline. */
        EVENT_DAYFILE,
        /** The latest state of every object; its sequence is that of the last event it knows, and it says no times. */
        SNAPSHOT,
        /** A Parquet file of another writer. */
        FOREIGN
    }

    public FileDescription {
        Arguments.require(path, "path");
        absorbed = List.copyOf(absorbed);
        columns = List.copyOf(columns);
    }

    /** Whether the footer cannot be trusted. */
    public boolean damaged() {
        return damage != null;
    }
}
