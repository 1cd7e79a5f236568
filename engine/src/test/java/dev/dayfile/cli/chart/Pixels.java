package dev.dayfile.cli.chart;

import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What tests want to know of a picture. */
public final class Pixels {
    private Pixels() {}

    /** How often each colour is in some rows. */
    public static Map<Integer, Integer> colours(BufferedImage image, int fromY, int toY) {
        Map<Integer, Integer> colours = new HashMap<>();
        for (int y = fromY; y < toY; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        return colours;
    }

    /** The colour of candles that rise. */
    public static int up() {
        return CandleLayer.UP.getRGB();
    }

    /** The colour of candles that fall. */
    public static int down() {
        return CandleLayer.DOWN.getRGB();
    }

    /** The colour of an object's lines by its type. */
    public static int lineOf(String type) {
        return ObjectKind.valueOf(type.toUpperCase(Locale.ROOT)).line().getRGB();
    }
}
