package dev.dayfile.model;

/**
 * The last-known state of a chart object: a zone, level, marker or flag. Absent numbers are {@code null}.
 *
 * @param id the object's identity
 * @param type {@code zone}, {@code level}, {@code marker}, {@code flag}, or the user's own
 * @param symbol see {@link Symbols}
 * @param timeframe the timeframe it was drawn on
 * @param status {@code active} or the user's own; {@code removed} objects are in no viewport
 * @param left the bar index of its left edge
 * @param tStartMicros start of its time span in microseconds since 1970 UTC; {@code null}: open to the left
 * @param tEndMicros end of its time span in microseconds since 1970 UTC; {@code null}: open to the right
 * @param y the price of a level or marker
 * @param top one edge of its price band
 * @param bottom the other edge of its price band
 * @param payload JSON as it was given
 * @param seq the sequence of the event that left it in this state
 */
public record ChartObject(
        String id,
        String type,
        String symbol,
        Timeframe timeframe,
        String status,
        Long left,
        Long tStartMicros,
        Long tEndMicros,
        Double y,
        Double top,
        Double bottom,
        String payload,
        long seq) {}
