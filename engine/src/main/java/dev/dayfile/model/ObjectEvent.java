package dev.dayfile.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * One entry in the life of a chart object: it is created, updated, closed. An update changes the fields that it names;
 * those that are {@code null} stay as they are unless they stand in {@code cleared}.
 *
 * <pre>{@code
 * ObjectEvent.create("z1", "zone", "SPY", tf).band(top, bottom).span(tStart, null).at(tsMicros).build();
 * ObjectEvent.update("z1").status("tested").clear(Field.T_END).at(tsMicros).build();
 * ObjectEvent.close("z1").reason("broken").at(tsMicros).build();
 * }</pre>
 *
 * @param seq the order of events; given by the store, 0 before
 * @param step the writer's own counter, or {@code null}
 * @param tsMicros when it happened, in microseconds since 1970 UTC
 * @param action what happens to the object
 * @param reason free text, or {@code null}
 * @param objectId which object
 * @param type {@code zone}, {@code level}, {@code marker}, {@code flag}, or the user's own; never changes
 * @param symbol where it is drawn, see {@link Symbols}; never changes
 * @param timeframe where it is drawn; never changes
 * @param status {@code active} or the user's own
 * @param left number of the candle at its left edge
 * @param tStartMicros start of its time span
 * @param tEndMicros end of its time span
 * @param y the price of a level or marker
 * @param top one edge of its price band
 * @param bottom the other edge of its price band
 * @param payload JSON, kept and returned byte for byte
 * @param cleared fields that an update sets to null
 */
public record ObjectEvent(
        long seq,
        Long step,
        long tsMicros,
        Action action,
        String reason,
        String objectId,
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
        Set<Field> cleared) {
    /** The greatest length of an object's id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 64;

    /** The greatest length of a type or a status, in bytes of UTF-8. */
    public static final int MAX_WORD_BYTES = 32;

    /** The greatest length of a reason, in bytes of UTF-8. */
    public static final int MAX_REASON_BYTES = 256;

    /** The status that a close sets, and nothing else may. */
    public static final String REMOVED = "removed";

    /** The status of a new object that names none. */
    public static final String ACTIVE = "active";

    /** What an event does. */
    public enum Action {
        CREATE,
        UPDATE,
        CLOSE;

        /** As files have it: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException when it is none
         */
        public static Action parse(String text) {
            for (Action action : values()) {
                if (action.toString().equals(text)) {
                    return action;
                }
            }
            throw new IllegalArgumentException("an action is create, update or close [action="
                    + (text == null ? null : Symbols.printable(text)) + "]");
        }
    }

    /** The fields that an update can clear. */
    public enum Field {
        LEFT,
        T_START,
        T_END,
        Y,
        TOP,
        BOTTOM,
        PAYLOAD;

        /** As columns are named: lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks everything that can be said of an event by itself; what it means for its object only the store knows.
     *
     * @throws IllegalArgumentException naming the field and its value
     */
    public ObjectEvent {
        Arguments.require(action, "action");
        EventFields.requireText("object_id", objectId, MAX_ID_BYTES, false);
        if (tsMicros < IsoTime.MIN_MICROS || tsMicros >= IsoTime.MAX_MICROS) {
            throw new IllegalArgumentException("ts lies between the years 1900 and 2199 [ts=" + tsMicros + "]");
        }
        EventFields.requireTime("t_start", tStartMicros);
        EventFields.requireTime("t_end", tEndMicros);
        if (tStartMicros != null && tEndMicros != null && tStartMicros > tEndMicros) {
            throw new IllegalArgumentException("the span ends before it starts [t_start=" + IsoTime.format(tStartMicros)
                    + ", t_end=" + IsoTime.format(tEndMicros) + "]");
        }
        EventFields.requireFinite("y", y);
        EventFields.requireFinite("top", top);
        EventFields.requireFinite("bottom", bottom);
        if (reason != null) {
            EventFields.requireText("reason", reason, MAX_REASON_BYTES, true);
        }
        if (type != null) {
            EventFields.requireText("type", type, MAX_WORD_BYTES, false);
        }
        if (symbol != null) {
            Symbols.requireValid(symbol);
        }
        if (status != null) {
            EventFields.requireText("status", status, MAX_WORD_BYTES, false);
            if (status.equals(REMOVED) && action != Action.CLOSE) {
                throw new IllegalArgumentException("only a close removes an object [status=" + status + "]");
            }
        }
        if (payload != null) {
            JsonText.requireJson("payload", payload);
        }
        cleared = cleared.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(cleared));
        switch (action) {
            case CREATE -> {
                EventFields.requireGiven("type", type);
                EventFields.requireGiven("symbol", symbol);
                EventFields.requireGiven("timeframe", timeframe);
                if (!cleared.isEmpty()) {
                    throw new IllegalArgumentException("a create has nothing to clear [cleared=" + cleared + "]");
                }
                status = status == null ? ACTIVE : status;
            }
            case UPDATE -> {
                for (Field field : cleared) {
                    if (value(field, left, tStartMicros, tEndMicros, y, top, bottom, payload) != null) {
                        throw new IllegalArgumentException("an update sets a field or clears it [field=" + field + "]");
                    }
                }
            }
            case CLOSE -> {
                boolean changes = left != null
                        || tStartMicros != null
                        || tEndMicros != null
                        || y != null
                        || top != null
                        || bottom != null
                        || payload != null
                        || !cleared.isEmpty();
                if (changes) {
                    throw new IllegalArgumentException(
                            "a close changes no field but the status [object_id=" + objectId + "]");
                }
                if (status != null && !status.equals(REMOVED)) {
                    throw new IllegalArgumentException("a close sets the status removed [status=" + status + "]");
                }
                status = REMOVED;
            }
        }
    }

    private static Object value(
            Field field, Long left, Long tStart, Long tEnd, Double y, Double top, Double bottom, String payload) {
        return switch (field) {
            case LEFT -> left;
            case T_START -> tStart;
            case T_END -> tEnd;
            case Y -> y;
            case TOP -> top;
            case BOTTOM -> bottom;
            case PAYLOAD -> payload;
        };
    }

    /** The same event with the place in the order that the store gave it. */
    public ObjectEvent withSeq(long seq) {
        return with(seq, type, symbol, timeframe);
    }

    /** The same event with what its object says of type, symbol and timeframe. */
    public ObjectEvent drawnAs(String type, String symbol, Timeframe timeframe) {
        return with(seq, type, symbol, timeframe);
    }

    private ObjectEvent with(long seq, String type, String symbol, Timeframe timeframe) {
        return new ObjectEvent(
                seq,
                step,
                tsMicros,
                action,
                reason,
                objectId,
                type,
                symbol,
                timeframe,
                status,
                left,
                tStartMicros,
                tEndMicros,
                y,
                top,
                bottom,
                payload,
                cleared);
    }

    /** Begins the event that draws an object. */
    public static Builder create(String objectId, String type, String symbol, Timeframe timeframe) {
        return of(Action.CREATE, objectId).type(type).symbol(symbol).timeframe(timeframe);
    }

    /** Begins an event that changes some fields of an object. */
    public static Builder update(String objectId) {
        return of(Action.UPDATE, objectId);
    }

    /** Begins the event that removes an object. */
    public static Builder close(String objectId) {
        return of(Action.CLOSE, objectId);
    }

    /** Begins an event whose action is known only when the program runs, such as one read from a line of text. */
    public static Builder of(Action action, String objectId) {
        return new Builder(action, objectId);
    }

    /** Collects an event; {@link #build} makes every check. */
    public static final class Builder {
        private final Action action;
        private final String objectId;
        private final EnumSet<Field> cleared = EnumSet.noneOf(Field.class);
        private Long step;
        private Long tsMicros;
        private String reason;
        private String type;
        private String symbol;
        private Timeframe timeframe;
        private String status;
        private Long left;
        private Long tStartMicros;
        private Long tEndMicros;
        private Double y;
        private Double top;
        private Double bottom;
        private String payload;

        private Builder(Action action, String objectId) {
            this.action = action;
            this.objectId = objectId;
        }

        /** When it happened, in microseconds since 1970 UTC; every event says so. */
        public Builder at(long tsMicros) {
            this.tsMicros = tsMicros;
            return this;
        }

        /** The object's type; where an update or a close names it, it must be the object's. */
        public Builder type(String type) {
            this.type = type;
            return this;
        }

        /** The object's symbol; where an update or a close names it, it must be the object's. */
        public Builder symbol(String symbol) {
            this.symbol = symbol;
            return this;
        }

        /** The object's timeframe; where an update or a close names it, it must be the object's. */
        public Builder timeframe(Timeframe timeframe) {
            this.timeframe = timeframe;
            return this;
        }

        /** A band of prices; either edge may come first. */
        public Builder band(double top, double bottom) {
            return top(top).bottom(bottom);
        }

        /** One edge of the band. */
        public Builder top(double top) {
            this.top = top;
            return this;
        }

        /** The other edge of the band. */
        public Builder bottom(double bottom) {
            this.bottom = bottom;
            return this;
        }

        /** One price, as levels and markers have it. */
        public Builder level(double y) {
            this.y = y;
            return this;
        }

        /** The number of the candle at the left edge. */
        public Builder left(long left) {
            this.left = left;
            return this;
        }

        /** The time span; {@code null} leaves a side unnamed, which for a new object means open. */
        public Builder span(Long tStartMicros, Long tEndMicros) {
            this.tStartMicros = tStartMicros;
            this.tEndMicros = tEndMicros;
            return this;
        }

        /** Start of the time span. */
        public Builder from(long tStartMicros) {
            this.tStartMicros = tStartMicros;
            return this;
        }

        /** End of the time span. */
        public Builder until(long tEndMicros) {
            this.tEndMicros = tEndMicros;
            return this;
        }

        /** {@code active} unless a create says otherwise. */
        public Builder status(String status) {
            this.status = status;
            return this;
        }

        /** Why, in words. */
        public Builder reason(String reason) {
            this.reason = reason;
            return this;
        }

        /** The writer's own counter. */
        public Builder step(long step) {
            this.step = step;
            return this;
        }

        /** JSON of the user's own. */
        public Builder payload(String json) {
            this.payload = json;
            return this;
        }

        /** Sets a field to null; only an update can. */
        public Builder clear(Field... fields) {
            Collections.addAll(cleared, Arguments.requireAll(fields, "fields"));
            return this;
        }

        /**
         * The event.
         *
         * @throws IllegalArgumentException naming the field that breaks a rule
         */
        public ObjectEvent build() {
            if (tsMicros == null) {
                throw new IllegalArgumentException("an event says when it happened [field=ts]");
            }
            return new ObjectEvent(
                    0,
                    step,
                    tsMicros,
                    action,
                    reason,
                    objectId,
                    type,
                    symbol,
                    timeframe,
                    status,
                    left,
                    tStartMicros,
                    tEndMicros,
                    y,
                    top,
                    bottom,
                    payload,
                    cleared);
        }
    }
}
