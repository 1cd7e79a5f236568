package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Candles and their volumes on an axis that counts candles, in whole pixels so that their edges are sharp. Candles that
 * share a column of pixels are drawn as one: from the lowest low to the highest high, in the colour of the way from the
 * first open to the last close, and with the greatest of their volumes. Drawn one over the other they would smear, and
 * the last would hide the others' colour.
 */
final class CandleLayer {
    static final Color UP = new Color(0x1f, 0x8a, 0x70);
    static final Color DOWN = new Color(0xc8, 0x4b, 0x4b);
    private static final double BODY = 0.7;
    private static final int WIDEST_BODY = 41;

    private final CandleSeries candles;

    CandleLayer(CandleSeries candles) {
        this.candles = candles;
    }

    void drawCandles(Graphics2D graphics, Frame frame) {
        int half = halfBody(frame);
        for (Column column : columns(frame)) {
            graphics.setPaint(column.rises() ? UP : DOWN);
            graphics.fill(column.wick(frame));
            graphics.fill(rectangle(
                    column.x() - half, column.x() + half, frame.row(column.open()), frame.row(column.close())));
        }
    }

    void drawVolumes(Graphics2D graphics, Frame frame) {
        int half = halfBody(frame);
        int floor = (int) Math.ceil(frame.area().getMaxY()) - 1;
        for (Column column : columns(frame)) {
            if (column.volume() > 0) {
                graphics.setPaint(column.rises() ? UP : DOWN);
                graphics.fill(rectangle(
                        column.x() - half, column.x() + half, Math.min(floor, frame.row(column.volume())), floor));
            }
        }
    }

    /** What the candles cover, from low to high and as wide as their bodies. */
    List<Rectangle2D> boxes(Frame frame) {
        int half = halfBody(frame);
        List<Rectangle2D> boxes = new ArrayList<>();
        for (Column column : columns(frame)) {
            boxes.add(
                    rectangle(column.x() - half, column.x() + half, frame.row(column.high()), frame.row(column.low())));
        }
        return boxes;
    }

    /** A body has its wick in the middle, and a pixel between itself and the next where there is one to spare. */
    private static int halfBody(Frame frame) {
        double pixels = frame.pixelsACandle();
        double body = Math.min(Math.floor(pixels) - 1, Math.rint(BODY * pixels));
        return (int) (Math.max(1, Math.min(WIDEST_BODY, body)) - 1) / 2;
    }

    /** Pixels from and to, both included, whichever comes first. */
    private static Rectangle rectangle(int left, int right, int oneRow, int otherRow) {
        int top = Math.min(oneRow, otherRow);
        return new Rectangle(left, top, right - left + 1, Math.abs(oneRow - otherRow) + 1);
    }

    private List<Column> columns(Frame frame) {
        List<Column> columns = new ArrayList<>();
        for (int from = 0, to; from < candles.size(); from = to) {
            int x = frame.column(from);
            to = from + 1;
            while (to < candles.size() && frame.column(to) == x) {
                to++;
            }
            columns.add(column(x, from, to));
        }
        return columns;
    }

    private Column column(int x, int from, int to) {
        double high = candles.high(from);
        double low = candles.low(from);
        double volume = Double.NaN;
        for (int i = from; i < to; i++) {
            high = Math.max(high, candles.high(i));
            low = Math.min(low, candles.low(i));
            volume = Double.isNaN(volume) || candles.volume(i) > volume ? candles.volume(i) : volume;
        }
        return new Column(x, candles.open(from), high, low, candles.close(to - 1), volume);
    }

    /** The candles of one column of pixels. */
    private record Column(int x, double open, double high, double low, double close, double volume) {
        boolean rises() {
            return close >= open;
        }

        Rectangle wick(Frame frame) {
            return rectangle(x, x, frame.row(high), frame.row(low));
        }
    }
}
