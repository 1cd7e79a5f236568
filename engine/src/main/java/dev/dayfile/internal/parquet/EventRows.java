package dev.dayfile.internal.parquet;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An event as a row of {@link ObjectSchema#TIMELINE}, and back. */
final class EventRows {
    private EventRows() {}

    static Object[] row(ObjectEvent e) {
        String cleared = e.cleared().isEmpty()
                ? null
                : e.cleared().stream().map(Field::toString).collect(Collectors.joining(","));
        return new Object[] {
            e.seq(),
            e.step(),
            IsoTime.format(e.tsMicros()),
            e.tsMicros(),
            e.action().toString(),
            e.reason(),
            e.objectId(),
            e.type(),
            e.symbol(),
            e.timeframe().toString(),
            e.status(),
            e.left(),
            e.tStartMicros(),
            e.tEndMicros(),
            e.y(),
            e.top(),
            e.bottom(),
            e.payload(),
            cleared
        };
    }

    /** @throws IllegalArgumentException when the row breaks a rule of events */
    static ObjectEvent event(Object[] row) {
        long tsMicros = (Long) row[3];
        if (!IsoTime.format(tsMicros).equals(row[2])) {
            throw new IllegalArgumentException("ts and ts_utc differ [ts=" + row[2] + ", ts_utc=" + tsMicros + "]");
        }
        Set<Field> cleared = EnumSet.noneOf(Field.class);
        if (row[18] != null) {
            for (String name : ((String) row[18]).split(",")) {
                cleared.add(Field.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        return new ObjectEvent(
                (Long) row[0],
                (Long) row[1],
                tsMicros,
                Action.parse((String) row[4]),
                (String) row[5],
                (String) row[6],
                (String) row[7],
                (String) row[8],
                Timeframe.parse((String) row[9]),
                (String) row[10],
                (Long) row[11],
                (Long) row[12],
                (Long) row[13],
                (Double) row[14],
                (Double) row[15],
                (Double) row[16],
                (String) row[17],
                cleared);
    }
}
