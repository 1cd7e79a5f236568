package dev.dayfile.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a column or JSON field may be, and by which names feeds call it; the name that stands first is preferred. */
enum Field {
    SYMBOL("symbol", "ticker", "sym", "instrument"),
    TIMEFRAME("timeframe", "tf", "interval", "resolution"),
    TS("ts", "ts_utc", "timestamp", "datetime", "date_time", "timestamp_utc", "unix_timestamp", "epoch", "t"),
    DATE("date", "day"),
    TIME("time"),
    OPEN("open", "o"),
    HIGH("high", "h"),
    LOW("low", "l"),
    CLOSE("close", "c"),
    VOLUME("volume", "vol", "v");

    private static final Map<String, Name> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            for (int rank = 0; rank < field.names.size(); rank++) {
                BY_NAME.put(field.names.get(rank), new Name(field, rank));
            }
        }
    }

    private final List<String> names;

    Field(String... names) {
        this.names = List.of(names);
    }

    /** The name that messages use. */
    String label() {
        return names.get(0);
    }

    /** All names, the preferred one first. */
    List<String> names() {
        return names;
    }

    /** What a column of this name is; {@code null} when it is none of ours. */
    static Name named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace("<", "").replace(">", "");
        return BY_NAME.get(plain.replace(' ', '_').replace('-', '_'));
    }

    /**
     * A name of a field.
     *
     * @param field the field
     * @param rank 0 for the preferred name; when a row has several names of one field, the least rank counts
     */
    record Name(Field field, int rank) {}
}
