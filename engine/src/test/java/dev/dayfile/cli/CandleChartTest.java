package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandleChartTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int BELOW_LEGEND = 60;
    private static final int UP = 0xff1f8a70;
    private static final int DOWN = 0xffc84b4b;
    private static final long OPEN = 1_760_967_000_000_000L;
    private static final Timeframe TF = Timeframe.parse("2m");

    @TempDir
    private Path folder;

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void shouldDrawCandlesAndVolumeInBothColours() throws IOException {
        Path file = folder.resolve("chart.png");
        new CandleChart("SPY 15m", candles("15m", 3), List.of(), MarketClock.NEW_YORK.zone())
                .write(file, WIDTH, HEIGHT);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(WIDTH);
        assertThat(image.getHeight()).isEqualTo(HEIGHT);
        assertThat(colours(image, BELOW_LEGEND, HEIGHT * 3 / 4))
                .as("price pane")
                .containsKeys(UP, DOWN);
        assertThat(colours(image, HEIGHT * 3 / 4, HEIGHT)).as("volume pane").containsKeys(UP, DOWN);
    }

    @Test
    void shouldDrawCandlesWithoutVolumeAndNoCandlesAtAll() {
        CandleBuffer quiet = new CandleBuffer();
        for (int i = 0; i < 10; i++) {
            quiet.add(OPEN + i * 120_000_000L, 10, 11, 9, 10.5, Double.NaN, i);
        }
        BufferedImage image =
                new CandleChart("no volume", quiet, List.of(), MarketClock.NEW_YORK.zone()).draw(WIDTH, HEIGHT);
        assertThat(colours(image, BELOW_LEGEND, HEIGHT)).containsKey(UP);
        BufferedImage empty = new CandleChart("empty", new CandleBuffer(), List.of(), MarketClock.NEW_YORK.zone())
                .draw(WIDTH, HEIGHT);
        assertThat(colours(empty, BELOW_LEGEND, HEIGHT)).doesNotContainKeys(UP, DOWN);
    }

    @Test
    void shouldDrawObjectsWhereTheyAreInTimeAndPrice() {
        CandleBuffer candles = new CandleBuffer();
        for (int i = 0; i < 100; i++) {
            candles.add(OPEN + i * 120_000_000L, 9.5, i == 0 ? 11 : 9.6, 9, 9.5, 1, i); // below the zone
        }
        ChartObject zone = object(ObjectEvent.create("z", "zone", "SPY", TF)
                .band(10.9, 10.7)
                .from(OPEN + 6_000_000_000L)
                .until(OPEN + 9_000_000_000L));
        BufferedImage image = draw(candles, zone);
        int[] box = boxOf(image, ObjectKind.ZONE.line().getRGB());
        assertThat(box[0]).as("left edge, half of the way").isBetween(WIDTH * 45 / 100, WIDTH * 50 / 100);
        assertThat(box[1]).as("right edge, three quarters").isBetween(WIDTH * 68 / 100, WIDTH * 74 / 100);
        assertThat(boxOf(
                        draw(candles, zone, zone.after(touched())),
                        ObjectKind.ZONE.line().getRGB()))
                .as("a label that hides another is left out or moved, the shapes stand one above the other")
                .startsWith(box[0], box[1]);
    }

    @Test
    void shouldDrawObjectsWithoutEndsAndOfUnknownTypesAndLeaveOutThoseWithoutAPrice() {
        CandleBuffer candles = new CandleBuffer();
        candles.add(OPEN, 10, 11, 9, 10.5, 1, 1);
        ChartObject endless = object(ObjectEvent.create("e", "mine", "SPY", TF).level(10.2));
        ChartObject nowhere = object(ObjectEvent.create("n", "level", "SPY", TF));
        ChartObject beyond = object(ObjectEvent.create("b", "zone", "SPY", TF).band(1000, 900));
        BufferedImage image = draw(candles, endless, nowhere, beyond);
        assertThat(colours(image, BELOW_LEGEND, HEIGHT * 3 / 4))
                .containsKey(ObjectKind.OTHER.line().getRGB())
                .doesNotContainKeys(
                        ObjectKind.LEVEL.line().getRGB(), ObjectKind.ZONE.line().getRGB());
        assertThat(draw(new CandleBuffer(), endless, beyond).getWidth()).isEqualTo(WIDTH);
    }

    private static ObjectEvent touched() {
        return ObjectEvent.update("z").status("tested").at(OPEN + 1).build();
    }

    private static ChartObject object(ObjectEvent.Builder event) {
        return ChartObject.created(event.at(OPEN).build());
    }

    private static BufferedImage draw(CandleBuffer candles, ChartObject... objects) {
        return new CandleChart("objects", candles, List.of(objects), MarketClock.NEW_YORK.zone()).draw(WIDTH, HEIGHT);
    }

    /** Leftmost and rightmost column with a run of a colour: shapes have lines, texts have none so long. */
    private static int[] boxOf(BufferedImage image, int colour) {
        int left = Integer.MAX_VALUE;
        int right = Integer.MIN_VALUE;
        for (int y = BELOW_LEGEND; y < HEIGHT * 3 / 4; y++) {
            for (int x = 0, run = 0; x < image.getWidth(); x++) {
                run = image.getRGB(x, y) == colour ? run + 1 : 0;
                if (run >= 20) {
                    left = Math.min(left, x - run + 1);
                    right = Math.max(right, x);
                }
            }
        }
        return new int[] {left, right};
    }

    private static CandleBuffer candles(String timeframe, int days) {
        CandleBuffer candles = new CandleBuffer();
        SessionGenerator.builder()
                .timeframes(timeframe)
                .days(days)
                .build()
                .forEach(c -> candles.add(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume(), 1));
        return candles;
    }

    static Map<Integer, Integer> colours(BufferedImage image, int fromY, int toY) {
        Map<Integer, Integer> colours = new HashMap<>();
        for (int y = fromY; y < toY; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        return colours;
    }
}
