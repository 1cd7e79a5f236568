package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes an event of a line of JSON. A field that is absent is unchanged, one that is null is cleared; a payload is taken
 * as it stands in the line, character by character.
 */
final class EventLines {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final TimeText times;

    /** @param clock says what a time without an offset means */
    EventLines(MarketClock clock) {
        times = new TimeText(clock);
    }

    /**
     * The event of a line.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    ObjectEvent event(String line) {
        Map<String, String> values = fields(line);
        Action action = Action.parse(values.get("action"));
        ObjectEvent.Builder event = ObjectEvent.of(action, values.get("object_id"));
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String name = entry.getKey();
            if (entry.getValue() != null) {
                set(event, name, entry.getValue());
            } else if (action == Action.UPDATE) {
                clear(event, name);
            }
        }
        return event.build();
    }

    private void set(ObjectEvent.Builder event, String name, String value) {
        switch (name) {
            case "ts" -> event.at(times.micros(value));
            case "type" -> event.type(value);
            case "symbol" -> event.symbol(value);
            case "timeframe" -> event.timeframe(Timeframe.parse(value));
            case "status" -> event.status(value);
            case "reason" -> event.reason(value);
            case "payload" -> event.payload(value);
            case "step" -> event.step(whole(name, value));
            case "left" -> event.left(whole(name, value));
            case "y" -> event.level(number(name, value));
            case "top" -> event.top(number(name, value));
            case "bottom" -> event.bottom(number(name, value));
            case "t_start" -> event.from(times.micros(value));
            case "t_end" -> event.until(times.micros(value));
            default -> {
                // a field of the user's own, as in rows of candles
            }
        }
    }

    private static void clear(ObjectEvent.Builder event, String name) {
        for (Field field : Field.values()) {
            if (field.toString().equals(name)) {
                event.clear(field);
                return;
            }
        }
        if (name.equals("status")) {
            throw new IllegalArgumentException("a status cannot be cleared [field=" + name + "]");
        }
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number [" + name + "=" + value + "]", e);
        }
    }

    private static long whole(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a whole number [" + name + "=" + value + "]", e);
        }
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the line is no JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName().toLowerCase(Locale.ROOT);
                JsonToken token = parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                if (name.equals("payload")) {
                    parser.skipChildren();
                    parser.finishToken();
                    int to = (int) parser.currentLocation().getCharOffset();
                    values.put(name, token == JsonToken.VALUE_NULL ? null : line.substring(from, to));
                } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                    parser.skipChildren(); // a field of the user's own
                } else {
                    values.put(name, token == JsonToken.VALUE_NULL ? null : parser.getText());
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return values;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the line is no JSON object: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
