package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ViewportQuery;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnit;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.Range;

/** The axis of prices: where the query has a band it ends there, and elsewhere at what the candles reach. */
final class PriceAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double LEAST_PIXELS = 26;
    private static final double MARGIN = 0.05;

    /** Of a market that stands still: so much of its price shows above and below. */
    private static final double FLAT_MARGIN = 1e-3;

    /** Closer prices are hardly numbers any more. */
    private static final double CLOSEST = 1e-9;

    /** The library cannot count in larger numbers. */
    private static final double LARGEST = 1e290;

    PriceAxis(CandleSeries candles, ViewportQuery query) {
        super("price");
        setAutoRange(false);
        setRange(range(candles, query.low(), query.high()));
    }

    private static Range range(CandleSeries candles, double bandLow, double bandHigh) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candles.size(); i++) {
            low = Math.min(low, candles.low(i));
            high = Math.max(high, candles.high(i));
        }
        if (candles.size() == 0) {
            low = 0;
            high = 1;
        }
        double margin = Math.max(MARGIN * (high / 2 - low / 2) * 2, CLOSEST * Math.abs(high));
        if (low == high) {
            margin = low == 0 ? 1 : FLAT_MARGIN * Math.abs(low);
        }
        double bottom = limited(Double.isInfinite(bandLow) ? low - margin : bandLow);
        double top = limited(Double.isInfinite(bandHigh) ? high + margin : bandHigh);
        if (top - bottom > CLOSEST * Math.max(Math.abs(top), Math.abs(bottom))) {
            return new Range(bottom, top);
        }
        // A band that the candles do not reach, open to their side, or one of a single price.
        double room = Math.max(margin, FLAT_MARGIN * Math.abs(Double.isInfinite(bandLow) ? top : bottom));
        return Double.isInfinite(bandLow)
                ? new Range(top - room, top)
                : new Range(bandHigh == bandLow ? bottom - room : bottom, bottom + room);
    }

    private static double limited(double price) {
        return Math.max(-LARGEST, Math.min(LARGEST, price));
    }

    /** Fewer lines than find room are easier on the eye; and only now it is known how many digits they need. */
    @Override
    protected void selectAutoTickUnit(Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
        super.selectAutoTickUnit(graphics, area, edge);
        double pixels = lengthToJava2D(getTickUnit().getSize(), area, edge);
        if (pixels < LEAST_PIXELS) {
            TickUnit larger = getStandardTickUnits().getLargerTickUnit(getTickUnit());
            setTickUnit((NumberTickUnit) larger, false, false);
        }
        setNumberFormatOverride(AxisNumbers.pricesBy(getTickUnit().getSize()));
    }
}
