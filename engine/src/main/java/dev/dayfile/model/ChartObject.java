package dev.dayfile.model;

import dev.dayfile.model.ObjectEvent.Field;

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
 * @param createdTsMicros when it was created
 * @param updatedTsMicros when the event happened that left it in this state
 * @param createdStep the writer's counter at its creation, or {@code null}
 * @param updatedStep the writer's counter at that event, or {@code null}
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
        long seq,
        long createdTsMicros,
        long updatedTsMicros,
        Long createdStep,
        Long updatedStep) {

    /** The object as a create leaves it. */
    public static ChartObject created(ObjectEvent e) {
        Arguments.require(e, "event");
        return new ChartObject(
                e.objectId(),
                e.type(),
                e.symbol(),
                e.timeframe(),
                e.status(),
                e.left(),
                e.tStartMicros(),
                e.tEndMicros(),
                e.y(),
                e.top(),
                e.bottom(),
                e.payload(),
                e.seq(),
                e.tsMicros(),
                e.tsMicros(),
                e.step(),
                e.step());
    }

    /** The object as an update or a close leaves it: fields that the event names are its, the others stay. */
    public ChartObject after(ObjectEvent e) {
        Arguments.require(e, "event");
        return new ChartObject(
                id,
                type,
                symbol,
                timeframe,
                e.status() == null ? status : e.status(),
                changed(e, Field.LEFT, e.left(), left),
                changed(e, Field.T_START, e.tStartMicros(), tStartMicros),
                changed(e, Field.T_END, e.tEndMicros(), tEndMicros),
                changed(e, Field.Y, e.y(), y),
                changed(e, Field.TOP, e.top(), top),
                changed(e, Field.BOTTOM, e.bottom(), bottom),
                changed(e, Field.PAYLOAD, e.payload(), payload),
                e.seq(),
                createdTsMicros,
                e.tsMicros(),
                createdStep,
                e.step());
    }

    private static <T> T changed(ObjectEvent event, Field field, T named, T before) {
        return named != null || event.cleared().contains(field) ? named : before;
    }

    /** Whether its time span touches a window, bounds inclusive. */
    public boolean touchesTime(long fromMicros, long toMicros) {
        return (tStartMicros == null || tStartMicros <= toMicros) && (tEndMicros == null || tEndMicros >= fromMicros);
    }

    /**
     * Whether its price touches a band, edges inclusive: its own band, whichever edge is the higher one, or its
     * {@code y}. An object without any price touches only the band without bounds.
     */
    public boolean touchesPrice(double low, double high) {
        if (low == Double.NEGATIVE_INFINITY && high == Double.POSITIVE_INFINITY) {
            return true;
        }
        if (y != null && y >= low && y <= high) {
            return true;
        }
        Double one = top == null ? bottom : top;
        Double other = bottom == null ? top : bottom;
        return one != null && Math.min(one, other) <= high && Math.max(one, other) >= low;
    }
}
