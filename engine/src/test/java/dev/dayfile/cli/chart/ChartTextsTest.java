package dev.dayfile.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.text.FieldPosition;
import java.time.ZoneId;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands at the axes and over the picture. */
class ChartTextsTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long MINUTE = 60_000_000L;
    private static final long DAY = 1440 * MINUTE;
    private static final ZoneId ZONE = MarketClock.NEW_YORK.zone();

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    private static CandleBuffer candles(long from, long distance, int n) {
        CandleBuffer candles = new CandleBuffer();
        for (int i = 0; i < n; i++) {
            candles.add(from + i * distance, 1, 1, 1, 1, 1, i);
        }
        return candles;
    }

    private static List<String> labels(CandleBuffer candles, int width) {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        List<Tick> ticks = new MarketTimeAxis(candles, ZONE)
                .refreshTicks(
                        graphics, new AxisState(), new Rectangle2D.Double(0, 0, width, 400), RectangleEdge.BOTTOM);
        return ticks.stream().map(Tick::getText).toList();
    }

    @Test
    void shouldLabelRoundTimesOfADay() {
        assertThat(labels(candles(OPEN, 2 * MINUTE, 195), 1200)).contains("10:00", "10:30", "15:30");
        assertThat(labels(candles(OPEN, 2 * MINUTE, 60), 1200))
                .as("five minutes are no whole number of candles")
                .contains("09:40", "09:50")
                .doesNotContain("09:36", "09:46");
        assertThat(labels(candles(OPEN, 1_000_000, 25), 1200)).contains("09:30:05", "09:30:10");
        assertThat(labels(candles(OPEN, 2 * MINUTE, 1), 1200)).containsExactly("09:30");
        assertThat(labels(candles(OPEN, 2 * MINUTE, 0), 1200)).isEmpty();
    }

    @Test
    void shouldLabelDatesBeforeTimesAndLongSpansByMonthsAndYears() {
        CandleBuffer sessions = new CandleBuffer();
        for (int day = 0; day < 3; day++) {
            for (int i = 0; i < 78; i++) {
                sessions.add(OPEN + day * DAY + i * 5 * MINUTE, 1, 1, 1, 1, 1, i);
            }
        }
        assertThat(labels(sessions, 1200)).contains("22 Oct 09:30", "23 Oct 09:30", "24 Oct 09:30", "14:00");
        assertThat(labels(sessions, 300)).containsExactlyInAnyOrder("22 Oct", "23 Oct", "24 Oct");
        assertThat(labels(candles(OPEN, DAY, 120), 1200)).contains("5 Jan 2026", "3 Nov", "10 Nov");
        assertThat(labels(candles(OPEN, DAY, 400), 1200)).contains("Jan 2026", "Nov", "Dec");
        assertThat(labels(candles(OPEN, DAY, 4000), 600)).contains("2026", "2030");
    }

    @Test
    void shouldNeverLabelOnePlaceTwice() {
        for (int n = 1; n < 3000; n = n * 3 / 2 + 1) {
            for (long distance : new long[] {MINUTE, 7 * MINUTE, 390 * MINUTE, DAY, 7 * DAY}) {
                List<String> labels = labels(candles(OPEN, distance, n), 320);
                assertThat(labels)
                        .as("%d candles of %d", n, distance)
                        .isNotEmpty()
                        .hasSizeLessThan(14);
            }
        }
    }

    @Test
    void shouldWriteNumbersAsShortAsTheyCanBe() {
        assertThat(at(AxisNumbers.pricesBy(0.5), 670.5)).isEqualTo("670.50");
        assertThat(at(AxisNumbers.pricesBy(2e-6), 0.000112)).isEqualTo("0.000112");
        assertThat(at(AxisNumbers.pricesBy(1e4), 1_100_000)).isEqualTo("1,100,000");
        assertThat(at(AxisNumbers.pricesBy(1e289), 2e289)).isEqualTo("2.00e+289");
        assertThat(at(AxisNumbers.volumes(), 0)).isEqualTo("0");
        assertThat(at(AxisNumbers.volumes(), 0.002)).isEqualTo("0.002");
        assertThat(at(AxisNumbers.volumes(), 250_000)).isEqualTo("250k");
        assertThat(at(AxisNumbers.volumes(), 1_500_000)).isEqualTo("1.5M");
        assertThat(AxisNumbers.price(670.1)).isEqualTo("670.10");
        assertThat(AxisNumbers.price(1.08345)).isEqualTo("1.08345");
        assertThat(AxisNumbers.price(0.000115123)).isEqualTo("0.000115123");
        assertThat(AxisNumbers.price(67_123.456789)).isEqualTo("67123.46");
        assertThat(AxisNumbers.price(0)).isEqualTo("0.00");
        assertThat(AxisNumbers.price(-37.63)).isEqualTo("-37.63");
        assertThat(AxisNumbers.price(-1e300)).isEqualTo("-1.00e+300");
    }

    private static String at(AxisNumbers axis, double number) {
        return axis.format(number, new StringBuffer(), new FieldPosition(0)).toString();
    }

    @Test
    void shouldSayWhatThePictureShows() {
        assertThat(heading(ViewportQuery.of("SPY", TF), candles(OPEN, 2 * MINUTE, 195), false))
                .containsExactly("SPY 2m", "22 Oct 2025 09:30 to 15:58  ·  America/New York");
        assertThat(heading(
                        ViewportQuery.of("SPY", Timeframe.parse("1h"))
                                .resampledFrom(TF)
                                .asOf(OPEN + DAY),
                        candles(OPEN, DAY, 2),
                        true))
                .containsExactly(
                        "SPY 1h",
                        "22 Oct 2025 09:30 to 23 Oct 2025 09:30  ·  America/New York  ·  as of 23 Oct 2025 09:30"
                                + "  ·  made of 2m candles  ·  the last candle may still change");
        assertThat(heading(
                        ViewportQuery.of("SPY", TF)
                                .between(OPEN, OPEN + 1_500_000)
                                .source(ViewportQuery.Source.DAYFILES),
                        candles(OPEN, DAY, 0),
                        false))
                .containsExactly(
                        "SPY 2m",
                        "from 22 Oct 2025 09:30 to 22 Oct 2025 09:30:01.500000  ·  America/New York  ·  dayfiles only");
    }

    @Test
    void shouldSayWhatIsMissing() {
        Viewport viewport = new Viewport(
                candles(OPEN, DAY, 1), List.of(), List.of(Path.of("bad.parquet")), StorePosition.UNKNOWN, false);
        assertThat(new Heading(ViewportQuery.of("SPY", TF).build(), viewport, ZONE).details("simulated"))
                .isEqualTo("22 Oct 2025 09:30  ·  America/New York  ·  without damaged files  ·  simulated");
    }

    private static List<String> heading(ViewportQuery.Builder query, CandleBuffer candles, boolean partial) {
        Viewport viewport = new Viewport(candles, List.of(), List.of(), StorePosition.UNKNOWN, partial);
        Heading heading = new Heading(query.build(), viewport, ZONE);
        return List.of(heading.title(), heading.details(""));
    }
}
