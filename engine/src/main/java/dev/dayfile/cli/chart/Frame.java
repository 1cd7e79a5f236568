package dev.dayfile.cli.chart;

import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;

/** One pane of a picture while it is drawn: from candles and prices to pixels. */
record Frame(Rectangle2D area, XYPlot plot, ValueAxis domain, ValueAxis range) {
    /** So far beyond an edge nothing shows, and the library is spared coordinates that it cannot count in. */
    private static final double BEYOND_PIXELS = 200;

    /** Of a place between candles; candle {@code i} is around {@code i}. Never left or right of the pane. */
    double x(double position) {
        double x = domain.valueToJava2D(position, area, plot.getDomainAxisEdge());
        return Math.max(area.getMinX(), Math.min(area.getMaxX(), x));
    }

    double y(double value) {
        double y = range.valueToJava2D(value, area, plot.getRangeAxisEdge());
        return Math.max(area.getMinY() - BEYOND_PIXELS, Math.min(area.getMaxY() + BEYOND_PIXELS, y));
    }

    /** Whether something of a box, which may be a line or a point, is within the pane. */
    boolean shows(Rectangle2D box) {
        return box.getMinX() <= area.getMaxX()
                && box.getMaxX() >= area.getMinX()
                && box.getMinY() <= area.getMaxY()
                && box.getMaxY() >= area.getMinY();
    }

    /** What of a box that shows is within the pane. */
    Rectangle2D within(Rectangle2D box) {
        double left = Math.max(area.getMinX(), box.getMinX());
        double top = Math.max(area.getMinY(), box.getMinY());
        double right = Math.min(area.getMaxX(), box.getMaxX());
        double bottom = Math.min(area.getMaxY(), box.getMaxY());
        return new Rectangle2D.Double(left, top, right - left, bottom - top);
    }

    double pixelsACandle() {
        return area.getWidth() / domain.getRange().getLength();
    }

    /** The column of pixels in which a candle's middle is; candles share one where they are many. */
    int column(int candle) {
        return (int) Math.floor(x(candle));
    }

    int row(double value) {
        return (int) Math.floor(y(value));
    }
}
