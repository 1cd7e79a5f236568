package dev.dayfile.cli.chart;

import dev.dayfile.model.ChartObject;
import java.awt.Color;
import java.util.Locale;

/** How objects of a type look on a chart; types of the user's own share one look. */
enum ObjectKind {
    ZONE(new Color(0x2f, 0x6d, 0xb5)),
    LEVEL(new Color(0x7b, 0x4b, 0xb3)),
    MARKER(new Color(0xc7, 0x6a, 0x12)),
    FLAG(new Color(0xb0, 0x30, 0x7a)),
    OTHER(new Color(0x5c, 0x66, 0x73));

    private static final int TRANSLUCENT = 36;

    private final Color line;

    ObjectKind(Color line) {
        this.line = line;
    }

    static ObjectKind of(ChartObject object) {
        for (ObjectKind kind : values()) {
            if (kind.name().equalsIgnoreCase(object.type())) {
                return kind;
            }
        }
        return OTHER;
    }

    Color line() {
        return line;
    }

    /** Lets grid and candles shine through. */
    Color fill() {
        return new Color(line.getRed(), line.getGreen(), line.getBlue(), TRANSLUCENT);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
