package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * A viewport as a picture: candles and chart objects, over volume if there is any. The horizontal axis counts candles, so
 * nights, weekends and holidays take no room, and is labelled in market time. The same viewport gives the same bytes on
 * the same machine.
 */
public final class CandleChart {
    private static final Color GRID = new Color(0xe4, 0xe7, 0xec);
    private static final Color TEXT = new Color(0x33, 0x3b, 0x47);
    private static final Color FAINT_TEXT = new Color(0x5c, 0x66, 0x73);
    private static final int PRICE_WEIGHT = 4;
    private static final double MOST_VOLUME = 1e290;
    private static final double VOLUME_MARGIN = 1.05;

    private final JFreeChart chart;

    /**
     * Draws nothing yet.
     *
     * @param query what was asked for, resolved; where it has a price band, the axis of prices ends there
     * @param viewport its answer; of its objects, what lies beyond the candles' times and prices is cut off
     * @param zone of the labels: the market's
     * @param note what is to be said beside the times, or an empty text
     */
    public CandleChart(ViewportQuery query, Viewport viewport, ZoneId zone, String note) {
        CandleSeries candles = viewport.candles();
        CandleLayer layer = new CandleLayer(candles);
        ObjectLayer objects = new ObjectLayer(candles, query.timeframe().micros(), viewport.objects());
        CombinedDomainXYPlot panes = new CombinedDomainXYPlot(styled(new MarketTimeAxis(candles, zone)));
        panes.setGap(8);
        XYPlot prices = pane(new PriceAxis(candles, query));
        prices.addAnnotation(new Drawing(objects::drawShapes));
        prices.addAnnotation(new Drawing(layer::drawCandles));
        prices.addAnnotation(new Drawing(objects::drawLabels));
        panes.add(prices, PRICE_WEIGHT);
        double mostVolume = mostVolume(candles);
        if (mostVolume > 0) {
            XYPlot volumes = pane(volumeAxis(mostVolume));
            volumes.addAnnotation(new Drawing(layer::drawVolumes));
            panes.add(volumes, 1);
        }
        if (candles.size() == 0) {
            prices.getRangeAxis().setVisible(false);
            prices.setRangeGridlinesVisible(false);
            prices.setNoDataMessage("no candles in this window");
            prices.setNoDataMessageFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
            prices.setNoDataMessagePaint(FAINT_TEXT);
        }
        panes.setOutlineVisible(false);
        chart = new JFreeChart(null, null, panes, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(12, 14, 10, 10));
        Heading heading = new Heading(query, viewport, zone);
        chart.setTitle(title(heading.title(), new Font(Font.SANS_SERIF, Font.BOLD, 16), TEXT));
        chart.addSubtitle(title(heading.details(note), new Font(Font.SANS_SERIF, Font.PLAIN, 12), FAINT_TEXT));
        if (candles.size() > 0) {
            chart.addSubtitle(legend(objects.kindsWithin(prices.getRangeAxis().getRange())));
        }
        chart.setRenderingHints(new RenderingHints(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON));
        chart.setTextAntiAlias(true);
    }

    private static TextTitle title(String text, Font font, Color colour) {
        TextTitle title = new TextTitle(text, font);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setTextAlignment(HorizontalAlignment.LEFT);
        title.setPaint(colour);
        title.setPadding(0, 4, 4, 0);
        return title;
    }

    /** What the colours mean. */
    private static LegendTitle legend(Set<ObjectKind> kinds) {
        LegendItemCollection items = new LegendItemCollection();
        items.add(legendItem("candle that rises", CandleLayer.UP));
        items.add(legendItem("candle that falls", CandleLayer.DOWN));
        kinds.forEach(kind -> items.add(legendItem(kind.toString(), kind.line())));
        LegendTitle legend = new LegendTitle(() -> items);
        legend.setPosition(RectangleEdge.TOP);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setItemFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        legend.setItemPaint(TEXT);
        legend.setPadding(0, 0, 6, 0);
        return legend;
    }

    private static LegendItem legendItem(String label, Color color) {
        return new LegendItem(label, null, null, null, new Rectangle2D.Double(-4, -4, 8, 8), color);
    }

    private static double mostVolume(CandleSeries candles) {
        double most = 0;
        for (int i = 0; i < candles.size(); i++) {
            most = candles.volume(i) > most ? candles.volume(i) : most; // no volume is NaN
        }
        return Math.min(MOST_VOLUME, most);
    }

    private static NumberAxis volumeAxis(double most) {
        NumberAxis axis = new NumberAxis("volume");
        axis.setAutoRange(false);
        axis.setRange(0, VOLUME_MARGIN * most);
        axis.setNumberFormatOverride(AxisNumbers.volumes());
        return axis;
    }

    private static XYPlot pane(NumberAxis axis) {
        XYPlot plot =
                new XYPlot(null, null, styled(axis), new XYLineAndShapeRenderer()); // without one it draws no grid
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        plot.setDomainGridlineStroke(new BasicStroke(1f));
        plot.setOutlinePaint(GRID);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        return plot;
    }

    private static NumberAxis styled(NumberAxis axis) {
        axis.setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        axis.setLabelPaint(TEXT);
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    /** @param info takes down where everything is */
    BufferedImage draw(int width, int height, ChartRenderingInfo info) {
        return chart.createBufferedImage(width, height, BufferedImage.TYPE_INT_RGB, info);
    }

    /**
     * The picture as a file of PNG.
     *
     * @param width in pixels
     * @param height in pixels
     */
    public byte[] png(int width, int height) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) { // others use a file beside
            ImageIO.write(draw(width, height, null), "png", out);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * What this machine lacks to draw: Java without its desktop part, or a system without fonts.
     *
     * @return {@code null} when it lacks nothing
     */
    public static Throwable cannotDraw() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getStringBounds("1", new FontRenderContext(null, true, false));
            return null;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return e;
        }
    }
}
