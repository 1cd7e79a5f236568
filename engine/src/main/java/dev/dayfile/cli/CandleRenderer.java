package dev.dayfile.cli;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.Range;
import org.jfree.data.general.DatasetUtils;
import org.jfree.data.xy.OHLCDataset;
import org.jfree.data.xy.XYDataset;

/**
 * Draws a candle over its index. The library's own renderer takes the axis for milliseconds when it works out how wide a
 * candle is, and draws wicks in another colour than bodies.
 */
final class CandleRenderer extends AbstractXYItemRenderer {
    private static final long serialVersionUID = 1L;
    private static final double BODY = 0.7;
    private static final double LEAST_BODY_PIXELS = 1;

    private final Color up;
    private final Color down;

    CandleRenderer(Color up, Color down) {
        this.up = up;
        this.down = down;
    }

    @Override
    public Range findRangeBounds(XYDataset dataset) {
        return findRangeBounds(dataset, true);
    }

    @Override
    public void drawItem(
            Graphics2D graphics,
            XYItemRendererState state,
            Rectangle2D area,
            PlotRenderingInfo info,
            XYPlot plot,
            ValueAxis domain,
            ValueAxis range,
            XYDataset dataset,
            int series,
            int item,
            CrosshairState crosshair,
            int pass) {
        OHLCDataset candles = (OHLCDataset) dataset;
        RectangleEdge domainEdge = plot.getDomainAxisEdge();
        RectangleEdge rangeEdge = plot.getRangeAxisEdge();
        double middle = domain.valueToJava2D(item, area, domainEdge);
        double width = BODY * (domain.valueToJava2D(item + 1.0, area, domainEdge) - middle);
        double open = range.valueToJava2D(candles.getOpenValue(series, item), area, rangeEdge);
        double close = range.valueToJava2D(candles.getCloseValue(series, item), area, rangeEdge);
        double high = range.valueToJava2D(candles.getHighValue(series, item), area, rangeEdge);
        double low = range.valueToJava2D(candles.getLowValue(series, item), area, rangeEdge);
        boolean rises = candles.getCloseValue(series, item) >= candles.getOpenValue(series, item);
        graphics.setPaint(rises ? up : down);
        graphics.setStroke(new BasicStroke(1f));
        graphics.draw(new Line2D.Double(middle, high, middle, low));
        double top = Math.min(open, close);
        double height = Math.max(LEAST_BODY_PIXELS, Math.abs(open - close));
        graphics.fill(new Rectangle2D.Double(middle - width / 2, top, Math.max(1, width), height));
    }

    /** From the lowest low to the highest high. */
    @Override
    protected Range findRangeBounds(XYDataset dataset, boolean includeInterval) {
        return DatasetUtils.findRangeBounds(dataset, true);
    }
}
