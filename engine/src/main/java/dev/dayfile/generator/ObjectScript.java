package dev.dayfile.generator;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.util.ArrayList;
import java.util.List;

/**
 * What a strategy would draw while it watches candles go by: zones, levels, markers and flags at the prices that were
 * traded, looked at again later, and some of them removed. The same candles give the same events.
 */
public final class ObjectScript {
    private static final int TESTED_AFTER = 4;
    private static final int CLOSED_AFTER = 9;
    private static final List<String> TYPES = List.of("zone", "level", "marker", "flag");

    private final String symbol;
    private final Timeframe timeframe;
    private final int objects;
    private final long candles;
    private long seen;
    private int created;
    private long lastMicros = Long.MIN_VALUE;
    private final List<Drawn> drawn = new ArrayList<>();

    private record Drawn(String id, int number, long atCandle) {}

    /**
     * @param objects how many objects are drawn in all
     * @param candles how many candles are expected, over which they are spread
     */
    public ObjectScript(String symbol, Timeframe timeframe, int objects, long candles) {
        this.symbol = symbol;
        this.timeframe = timeframe;
        this.objects = objects;
        this.candles = Math.max(1, candles);
    }

    /** The events that follow from the next candle, when it is final; none for another symbol or timeframe. */
    public List<ObjectEvent> after(Candle candle) {
        List<ObjectEvent> events = new ArrayList<>();
        if (!candle.symbol().equals(symbol) || !candle.timeframe().equals(timeframe)) {
            return events;
        }
        seen++;
        // A late candle tells of the past, but what is drawn because of it is drawn now.
        lastMicros = Math.max(lastMicros, candle.tsMicros() + timeframe.micros());
        long at = lastMicros;
        for (Drawn object : List.copyOf(drawn)) {
            long age = seen - object.atCandle;
            if (age == TESTED_AFTER) {
                events.add(ObjectEvent.update(object.id)
                        .status("tested")
                        .payload("{\"touches\": 1}")
                        .step(seen)
                        .at(at)
                        .build());
            } else if (age == CLOSED_AFTER) {
                drawn.remove(object);
                events.add(object.number % 3 == 0 ? close(object, at) : extend(object, at));
            }
        }
        while (created < objects && (created * candles / objects < seen)) {
            events.add(create(candle, at));
        }
        return events;
    }

    private ObjectEvent close(Drawn object, long at) {
        return ObjectEvent.close(object.id).reason("broken").step(seen).at(at).build();
    }

    private ObjectEvent extend(Drawn object, long at) {
        return ObjectEvent.update(object.id)
                .clear(Field.PAYLOAD)
                .until(at)
                .step(seen)
                .at(at)
                .build();
    }

    private ObjectEvent create(Candle candle, long at) {
        int number = ++created;
        String type = TYPES.get((number - 1) % TYPES.size());
        String id = symbol + "-" + timeframe + "-" + type + "-" + candle.tsMicros() / 1_000_000 + "-" + number;
        drawn.add(new Drawn(id, number, seen));
        ObjectEvent.Builder event = ObjectEvent.create(id, type, symbol, timeframe)
                .from(candle.tsMicros())
                .left(seen - 1)
                .step(seen)
                .at(at);
        switch (type) {
            case "zone" -> event.band(candle.high(), candle.low());
            case "level" -> event.level(candle.close());
            case "marker" -> event.level(candle.high()).until(candle.tsMicros());
            default -> event.band(candle.close(), candle.open()).payload("{\"pole\": " + number + "}");
        }
        return event.build();
    }
}
