package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.MarketClock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandleChartTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int UP = 0xff1f8a70;
    private static final int DOWN = 0xffc84b4b;

    @TempDir
    private Path folder;

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void shouldDrawCandlesAndVolumeInBothColours() throws IOException {
        Path file = folder.resolve("chart.png");
        new CandleChart("SPY 15m", candles("15m", 3), MarketClock.NEW_YORK.zone()).write(file, WIDTH, HEIGHT);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(WIDTH);
        assertThat(image.getHeight()).isEqualTo(HEIGHT);
        assertThat(colours(image, 0, HEIGHT * 3 / 4)).as("price pane").containsKeys(UP, DOWN);
        assertThat(colours(image, HEIGHT * 3 / 4, HEIGHT)).as("volume pane").containsKeys(UP, DOWN);
    }

    @Test
    void shouldDrawCandlesWithoutVolumeAndNoCandlesAtAll() {
        CandleBuffer quiet = new CandleBuffer();
        for (int i = 0; i < 10; i++) {
            quiet.add(1_760_967_000_000_000L + i * 120_000_000L, 10, 11, 9, 10.5, Double.NaN, i);
        }
        BufferedImage image = new CandleChart("no volume", quiet, MarketClock.NEW_YORK.zone()).draw(WIDTH, HEIGHT);
        assertThat(colours(image, 0, HEIGHT)).containsKey(UP);
        BufferedImage empty =
                new CandleChart("empty", new CandleBuffer(), MarketClock.NEW_YORK.zone()).draw(WIDTH, HEIGHT);
        assertThat(colours(empty, 0, HEIGHT)).doesNotContainKeys(UP, DOWN);
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

    private static Map<Integer, Integer> colours(BufferedImage image, int fromY, int toY) {
        Map<Integer, Integer> colours = new HashMap<>();
        for (int y = fromY; y < toY; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        return colours;
    }
}
