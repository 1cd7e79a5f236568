package dev.dayfile.cli.serve;

import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What stands behind the question mark of an address: each name known and at most once, so that no typo goes unnoticed. */
final class Parameters {
    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads a query as it stands in the address.
     *
     * @param query {@code null} for none
     * @param known the names that may stand there
     * @throws IllegalArgumentException naming the parameter
     */
    Parameters(String query, Set<String> known) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String pair : query.split("&")) {
            int at = pair.indexOf('=');
            String name = decoded(at < 0 ? pair : pair.substring(0, at));
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no such parameter; there are "
                        + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))) + " [parameter=" + name
                        + "]");
            }
            if (values.put(name, at < 0 ? "" : decoded(pair.substring(at + 1))) != null) {
                throw new IllegalArgumentException("a parameter is given once [parameter=" + name + "]");
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The value, or {@code null} where there is none. */
    String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new IllegalArgumentException("this parameter is needed [parameter=" + name + "]");
        }
        return value;
    }

    Timeframe timeframe() {
        return Timeframe.parse(required("timeframe"));
    }

    /** The timeframes whose objects are asked for; those of {@code own} where nothing else is said. */
    Timeframe[] objectTimeframes(Timeframe own) {
        String value = text("object_timeframes");
        if (value == null) {
            return new Timeframe[] {own};
        }
        List<Timeframe> timeframes = new ArrayList<>();
        for (String each : value.split(",")) {
            timeframes.add(Timeframe.parse(each));
        }
        return timeframes.toArray(Timeframe[]::new);
    }

    int count(String name, int otherwise, int most) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        int count;
        try {
            count = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            count = 0;
        }
        if (count < 1 || count > most) {
            throw new IllegalArgumentException(
                    name + " is a number from 1 to " + most + " [" + name + "=" + value + "]");
        }
        return count;
    }

    /** A price, or {@code otherwise} where there is none. */
    double price(String name, double otherwise) {
        String value = text(name);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a price [" + name + "=" + value + "]", e);
        }
    }

    /** A position as the server gives it out: the sequence of a candle, a dash, the sequence of an event. */
    static StorePosition position(String text) {
        if (text == null || text.equals(UNKNOWN)) {
            return StorePosition.UNKNOWN;
        }
        if (!text.matches("\\d{1,18}-\\d{1,18}")) {
            throw new IllegalArgumentException("a position is written like 1024-7 [position=" + text + "]");
        }
        int dash = text.indexOf('-');
        return new StorePosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    static final String UNKNOWN = "unknown";

    static String text(StorePosition position) {
        return position.isKnown() ? position.candleSeq() + "-" + position.eventSeq() : UNKNOWN;
    }
}
