package dev.dayfile.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.jfree.chart.ChartRenderingInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CandleChartTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int UP = 0xff1f8a70;
    private static final int DOWN = 0xffc84b4b;
    private static final int WHITE = 0xffffffff;
    private static final int GRID = 0xffe4e7ec;
    private static final long OPEN = 1_760_967_000_000_000L;
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final ViewportQuery ALL = ViewportQuery.of("SPY", TF).build();

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    /** A picture, and where its panes are. */
    private record Drawn(BufferedImage image, List<Rectangle2D> panes, double low, double high, int size) {
        int x(double candle) {
            Rectangle2D pane = panes.get(0);
            return (int) Math.floor(pane.getMinX() + (candle + 1) / (size + 1) * pane.getWidth());
        }

        /** By the prices at the pane's edges. */
        int y(double price) {
            Rectangle2D pane = panes.get(0);
            return (int) Math.floor(pane.getMaxY() - (price - low) / (high - low) * pane.getHeight());
        }

        int colour(int x, int y) {
            return image.getRGB(x, y);
        }

        /** The colours within a pane, without the line around it. */
        Set<Integer> colours(int pane) {
            Set<Integer> colours = new HashSet<>();
            Rectangle2D area = panes.get(pane);
            for (int y = (int) area.getMinY() + 2; y < area.getMaxY() - 2; y++) {
                for (int x = (int) area.getMinX() + 2; x < area.getMaxX() - 2; x++) {
                    colours.add(image.getRGB(x, y));
                }
            }
            return colours;
        }

        /** Leftmost and rightmost column with a run of a colour: shapes have lines, texts have none so long. */
        int[] linesOf(String type) {
            int left = Integer.MAX_VALUE;
            int right = Integer.MIN_VALUE;
            Rectangle2D area = panes.get(0);
            for (int y = (int) area.getMinY(); y < area.getMaxY(); y++) {
                for (int x = 0, run = 0; x < image.getWidth(); x++) {
                    run = image.getRGB(x, y) == Pixels.lineOf(type) ? run + 1 : 0;
                    if (run >= 12) {
                        left = Math.min(left, x - run + 1);
                        right = Math.max(right, x);
                    }
                }
            }
            return new int[] {left, right};
        }
    }

    private static CandleChart chart(ViewportQuery query, CandleBuffer candles, ChartObject... objects) {
        Viewport viewport = new Viewport(candles, List.of(objects), List.of(), StorePosition.UNKNOWN, false);
        return new CandleChart(query, viewport, MarketClock.NEW_YORK.zone(), "");
    }

    private static Drawn draw(ViewportQuery query, CandleBuffer candles, ChartObject... objects) {
        ChartRenderingInfo info = new ChartRenderingInfo();
        BufferedImage image = chart(query, candles, objects).draw(WIDTH, HEIGHT, info);
        List<Rectangle2D> panes = new ArrayList<>();
        for (int i = 0; i < info.getPlotInfo().getSubplotCount(); i++) {
            panes.add(info.getPlotInfo().getSubplotInfo(i).getDataArea());
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candles.size(); i++) {
            low = Math.min(low, candles.low(i));
            high = Math.max(high, candles.high(i));
        }
        double margin = (high - low) / 20;
        return new Drawn(
                image,
                panes,
                Double.isInfinite(query.low()) ? low - margin : query.low(),
                Double.isInfinite(query.high()) ? high + margin : query.high(),
                candles.size());
    }

    /** Falling from 30, each candle up or down by turns. */
    private static CandleBuffer stairs(int n) {
        CandleBuffer candles = new CandleBuffer();
        for (int i = 0; i < n; i++) {
            double base = 30 - i;
            boolean rises = i % 2 == 0;
            candles.add(
                    OPEN + i * TF.micros(),
                    rises ? base - 2 : base + 2,
                    base + 4,
                    base - 4,
                    rises ? base + 2 : base - 2,
                    100.0 * (i + 1),
                    i);
        }
        return candles;
    }

    @Test
    void shouldDrawEachCandleInItsPlace() {
        CandleBuffer candles = stairs(20);
        Drawn drawn = draw(ALL, candles);
        for (int i = 0; i < candles.size(); i++) {
            int x = drawn.x(i);
            int colour = i % 2 == 0 ? UP : DOWN;
            assertThat(drawn.colour(x, drawn.y(candles.high(i)) + 1))
                    .as("high of %d", i)
                    .isEqualTo(colour);
            assertThat(drawn.colour(x, drawn.y(candles.high(i)) - 2))
                    .as("above %d", i)
                    .isNotEqualTo(colour);
            assertThat(drawn.colour(x, drawn.y(candles.low(i)) - 1))
                    .as("low of %d", i)
                    .isEqualTo(colour);
            assertThat(drawn.colour(x, drawn.y(candles.low(i)) + 2))
                    .as("below %d", i)
                    .isNotEqualTo(colour);
            double top = Math.max(candles.open(i), candles.close(i));
            double bottom = Math.min(candles.open(i), candles.close(i));
            for (int side : new int[] {-15, 15}) {
                assertThat(drawn.colour(x + side, drawn.y(top) + 2)).isEqualTo(colour);
                assertThat(drawn.colour(x + side, drawn.y(top) - 3)).isNotEqualTo(colour);
                assertThat(drawn.colour(x + side, drawn.y(bottom) - 2)).isEqualTo(colour);
                assertThat(drawn.colour(x + side, drawn.y(bottom) + 3)).isNotEqualTo(colour);
            }
            int floor = (int) Math.floor(drawn.panes().get(1).getMaxY());
            double tall = drawn.panes().get(1).getHeight() * candles.volume(i) / (1.05 * 2000);
            assertThat(drawn.colour(x, (int) (floor - tall + 3)))
                    .as("volume of %d", i)
                    .isEqualTo(colour);
            assertThat(drawn.colour(x, (int) (floor - tall - 4))).isNotEqualTo(colour);
        }
    }

    @Test
    void shouldDrawManyCandlesWithoutSmearAndLoseNoExtreme() {
        CandleBuffer candles = new CandleBuffer();
        int spike = 12_345;
        for (int i = 0; i < 20_000; i++) {
            double price = 100 + 10 * Math.sin(i / 500.0);
            boolean rises = i / 100 % 2 == 0;
            candles.add(
                    OPEN + i * TF.micros(),
                    rises ? price - 1 : price + 1,
                    i == spike ? 130 : price + 1,
                    price - 1,
                    rises ? price + 1 : price - 1,
                    i == spike ? 500 : 100,
                    i);
        }
        Drawn drawn = draw(ALL, candles);
        assertThat(drawn.colours(0)).as("no mixed colours").containsExactlyInAnyOrder(WHITE, GRID, UP, DOWN);
        assertThat(drawn.colours(1)).containsExactlyInAnyOrder(WHITE, GRID, UP, DOWN);
        assertThat(drawn.colour(drawn.x(spike), drawn.y(130) + 1)).isIn(UP, DOWN);
        assertThat(drawn.colour(drawn.x(spike) - 3, drawn.y(130) + 1)).isIn(WHITE, GRID);
        int high = (int)
                (drawn.panes().get(1).getMinY() + 0.2 * drawn.panes().get(1).getHeight());
        assertThat(drawn.colour(drawn.x(spike), high)).as("the greatest volume").isIn(UP, DOWN);
        assertThat(drawn.colour(drawn.x(spike) - 3, high)).isIn(WHITE, GRID);
    }

    @Test
    void shouldColourCandlesThatShareAColumnByTheWayOfAllOfThem() {
        CandleBuffer candles = new CandleBuffer();
        for (int i = 0; i < 20_000; i++) {
            double way = i % 2 == 0 ? 0.001 : -0.001; // every other candle falls, in a market that rises
            double price = 100 + i * 0.01;
            candles.add(OPEN + i * TF.micros(), price - way, price + 1, price - 1, price + way, 10, i);
        }
        assertThat(draw(ALL, candles).colours(0)).contains(UP).doesNotContain(DOWN);
    }

    @Test
    void shouldHaveAPaneOfVolumesOnlyWhereThereAreAny() {
        CandleBuffer quiet = new CandleBuffer();
        for (int i = 0; i < 10; i++) {
            quiet.add(OPEN + i * TF.micros(), 10, 11, 9, 10.5, i % 2 == 0 ? Double.NaN : 0, i);
        }
        assertThat(draw(ALL, quiet).panes()).hasSize(1);
        quiet.add(OPEN + 10 * TF.micros(), 10, 11, 9, 10.5, 0.001, 11);
        assertThat(draw(ALL, quiet).panes()).hasSize(2);
    }

    @Test
    void shouldEndTheAxisAtThePriceBand() {
        CandleBuffer candles = stairs(20);
        Drawn drawn = draw(ViewportQuery.of("SPY", TF).priceBand(20, 25).build(), candles);
        assertThat(drawn.colour(drawn.x(7), drawn.y(24.5))).as("around 23").isEqualTo(DOWN);
        assertThat(drawn.colour(drawn.x(7), drawn.y(20.5))).isEqualTo(DOWN);
        int column = drawn.x(0); // from 26 up
        for (int y = drawn.y(25); y <= drawn.y(20); y++) {
            assertThat(drawn.colour(column, y)).as("y=%d", y).isNotEqualTo(UP);
        }
        Drawn above = draw(
                ViewportQuery.of("SPY", TF)
                        .priceBand(20, Double.POSITIVE_INFINITY)
                        .build(),
                candles);
        assertThat(above.colour(above.x(0), above.y(34) + 1))
                .as("the other end is where the candles end")
                .isEqualTo(UP);
    }

    @Test
    void shouldSaySoWhereThereAreNoCandles() {
        Drawn empty = draw(
                ALL,
                new CandleBuffer(),
                object(ObjectEvent.create("e", "level", "SPY", TF).level(1)));
        assertThat(empty.colours(0)).doesNotContain(UP, DOWN, Pixels.lineOf("level"));
        assertThat(empty.colours(0)).as("a text").hasSizeGreaterThan(2);
    }

    @Test
    void shouldDrawWhateverPricesThereAre() {
        for (double[] prices : new double[][] {
            {100, 100},
            {0, 0},
            {-38, -37},
            {1e-4, 1.1e-4},
            {1e-12, 2e-12},
            {1e6, 1.1e6},
            {-1.7e308, 1.7e308},
            {100, 100 + 1e-12}
        }) {
            CandleBuffer candles = new CandleBuffer();
            for (int i = 0; i < 5; i++) {
                candles.add(OPEN + i * TF.micros(), prices[0], prices[1], prices[0], prices[1], 1e300, i);
            }
            for (ViewportQuery query : List.of(
                    ALL,
                    ViewportQuery.of("SPY", TF).priceBand(7, 7).build(),
                    ViewportQuery.of("SPY", TF)
                            .priceBand(5e8, Double.POSITIVE_INFINITY)
                            .build(),
                    ViewportQuery.of("SPY", TF)
                            .priceBand(-5e8, Double.NEGATIVE_INFINITY)
                            .build())) {
                assertThat(draw(query, candles).image().getWidth()).isEqualTo(WIDTH);
            }
            assertThat(draw(ALL, candles).colours(0)).contains(UP);
        }
    }

    @Test
    void shouldDrawObjectsWhereTheyAreInTimeAndPrice() {
        CandleBuffer candles = new CandleBuffer();
        for (int i = 0; i < 100; i++) {
            candles.add(OPEN + i * TF.micros(), 9.5, i == 0 ? 11 : 9.6, 9, 9.5, 1, i); // below the zone
        }
        ChartObject zone = object(ObjectEvent.create("z", "zone", "SPY", TF)
                .band(10.9, 10.7)
                .from(OPEN + 50 * TF.micros())
                .until(OPEN + 75 * TF.micros()));
        Drawn drawn = draw(ALL, candles, zone);
        int[] lines = drawn.linesOf("zone");
        assertThat(lines[0]).as("left edge").isCloseTo(drawn.x(49.5), within(3));
        assertThat(lines[1]).as("right edge").isCloseTo(drawn.x(74.5), within(3));
        assertThat(draw(ALL, candles, zone, zone.after(touched())).linesOf("zone"))
                .as("a label that hides another is left out or moved, the shapes stand one above the other")
                .containsExactly(lines);
    }

    @Test
    void shouldCutOffWhatOfAnObjectIsBeyondTheWindowAndLeaveOutWhatIsWhollyBeyond() {
        CandleBuffer candles = stairs(20);
        long end = OPEN + 20 * TF.micros();
        Drawn across = draw(
                ALL,
                candles,
                object(ObjectEvent.create("a", "zone", "SPY", TF)
                        .band(13, 12)
                        .from(OPEN - 1_000_000_000L)
                        .until(OPEN + 10 * TF.micros())));
        int[] lines = across.linesOf("zone");
        assertThat(lines[0]).isCloseTo((int) across.panes().get(0).getMinX(), within(2));
        assertThat(lines[1]).isCloseTo(across.x(9.5), within(3));
        ChartObject before = object(ObjectEvent.create("b", "marker", "SPY", TF)
                .level(29)
                .from(OPEN - 5)
                .until(OPEN - 5));
        ChartObject after =
                object(ObjectEvent.create("c", "flag", "SPY", TF).level(29).from(end));
        ChartObject higher = object(ObjectEvent.create("d", "zone", "SPY", TF).band(1000, 900));
        ChartObject nowhere = object(ObjectEvent.create("n", "mine", "SPY", TF));
        Drawn without = draw(ALL, candles, before, after, higher, nowhere);
        assertThat(without.colours(0)).containsExactlyInAnyOrder(WHITE, GRID, UP, DOWN);
        assertThat(Pixels.colours(without.image(), 0, HEIGHT))
                .as("nor are they in the legend")
                .doesNotContainKeys(Pixels.lineOf("marker"), Pixels.lineOf("flag"), Pixels.lineOf("zone"));
        ChartObject larger = object(
                ObjectEvent.create("e", "zone", "SPY", TF).band(1e300, -1e300).from(OPEN + 5 * TF.micros()));
        assertThat(draw(ALL, candles, larger).colours(0)).contains(Pixels.lineOf("zone"));
    }

    @Test
    void shouldShortenLongLabelsAndLeaveOutThoseThatFindNoRoom() {
        CandleBuffer candles = stairs(20);
        ChartObject[] many = new ChartObject[3000];
        for (int i = 0; i < many.length; i++) {
            many[i] = object(ObjectEvent.create("m" + i, "W".repeat(32), "SPY", TF)
                    .status("V".repeat(32))
                    .level(10 + i / 150.0)
                    .from(OPEN));
        }
        Drawn drawn = draw(ALL, candles, many);
        assertThat(drawn.colours(0)).as("candles still show").contains(UP, DOWN, Pixels.lineOf("other"));
    }

    @Test
    void shouldDrawTheSameBytesWhateverTheLocaleAndZoneOfTheMachine() throws IOException {
        CandleBuffer candles = new CandleBuffer();
        SessionGenerator.builder()
                .timeframes("15m")
                .days(3)
                .build()
                .forEach(c -> candles.add(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume(), 1));
        ChartObject level = object(ObjectEvent.create("l", "level", "SPY", TF).level(candles.close(5)));
        byte[] first = chart(ALL, candles, level).png(400, 300);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(first));
        assertThat(read.getWidth()).isEqualTo(400);
        assertThat(read.getHeight()).isEqualTo(300);
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(chart(ALL, candles, level).png(400, 300)).isEqualTo(first);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    private static ObjectEvent touched() {
        return ObjectEvent.update("z").status("tested").at(OPEN + 1).build();
    }

    private static ChartObject object(ObjectEvent.Builder event) {
        return ChartObject.created(event.at(OPEN).build());
    }
}
