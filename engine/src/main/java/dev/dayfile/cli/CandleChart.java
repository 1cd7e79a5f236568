package dev.dayfile.cli;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ChartObject;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYDataset;

/**
 * Candles and chart objects over volume as a picture. The horizontal axis counts candles, so nights, weekends and holidays take no room,
 * and is labelled in market time.
 */
final class CandleChart {
    private static final Color UP = new Color(0x1f, 0x8a, 0x70);
    private static final Color DOWN = new Color(0xc8, 0x4b, 0x4b);
    private static final Color GRID = new Color(0xe4, 0xe7, 0xec);
    private static final Color TEXT = new Color(0x33, 0x3b, 0x47);
    private static final int PRICE_WEIGHT = 4;

    private final JFreeChart chart;

    /**
     * Draws nothing yet.
     *
     * @param title stands over the picture
     * @param objects those of the same window; what they have beyond the candles' prices and times is cut off
     * @param zone of the labels: the market's
     */
    CandleChart(String title, CandleSeries candles, List<ChartObject> objects, ZoneId zone) {
        CandleDataset data = new CandleDataset(candles);
        MarketTimeAxis time = new MarketTimeAxis(candles, zone);
        CombinedDomainXYPlot both = new CombinedDomainXYPlot(time);
        both.setGap(8);
        both.add(pricePlot(data, new ObjectLayer(candles, objects)), PRICE_WEIGHT);
        both.add(volumePlot(data), 1);
        both.setOutlineVisible(false);
        chart = new JFreeChart(null, null, both, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(12, 14, 10, 10));
        TextTitle heading = new TextTitle(title, new Font(Font.SANS_SERIF, Font.BOLD, 16));
        heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
        heading.setPaint(TEXT);
        heading.setPadding(0, 4, 4, 0);
        chart.setTitle(heading);
        chart.addSubtitle(legend(objects));
        chart.setRenderingHints(new RenderingHints(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON));
        chart.setTextAntiAlias(true);
    }

    /** What the colours mean. */
    private static LegendTitle legend(List<ChartObject> objects) {
        LegendItemCollection items = new LegendItemCollection();
        items.add(legendItem("candle that rises", UP));
        items.add(legendItem("candle that falls", DOWN));
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        objects.forEach(object -> kinds.add(ObjectKind.of(object)));
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

    private static XYPlot pricePlot(CandleDataset data, ObjectLayer objects) {
        NumberAxis price = axis("price");
        price.setAutoRangeIncludesZero(false);
        CandleRenderer renderer = new CandleRenderer(UP, DOWN);
        renderer.addAnnotation(objects.shapes(), Layer.BACKGROUND);
        renderer.addAnnotation(objects.labels(), Layer.FOREGROUND);
        return plot(data, price, renderer);
    }

    private static XYPlot volumePlot(CandleDataset data) {
        XYBarRenderer renderer = new XYBarRenderer(0.3) {
            private static final long serialVersionUID = 1L;

            @Override
            public Paint getItemPaint(int series, int item) {
                return data.rises(item) ? UP : DOWN;
            }
        };
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        NumberAxis volume = axis("volume");
        volume.setNumberFormatOverride(new ShortNumbers());
        return plot(data.volumes(), volume, renderer);
    }

    private static XYPlot plot(XYDataset data, NumberAxis axis, XYItemRenderer renderer) {
        XYPlot plot = new XYPlot(data, null, axis, renderer);
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

    private static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        axis.setLabelPaint(TEXT);
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    BufferedImage draw(int width, int height) {
        return chart.createBufferedImage(width, height);
    }

    /** Writes the picture; the file is replaced if it stands. */
    void write(Path file, int width, int height) throws IOException {
        BufferedImage image = draw(width, height);
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartUtils.writeBufferedImageAsPNG(out, image);
        }
    }
}
