package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ChartObject;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jfree.data.Range;

/**
 * Chart objects on an axis that counts candles. Shapes go below the candles and labels above them, each label where it
 * hides no other and as few candles as can be; one that finds no room is left out, and so are all when many are drawn.
 */
final class ObjectLayer {
    private static final BasicStroke THIN = new BasicStroke(1f);
    private static final BasicStroke THICK = new BasicStroke(1.6f);
    private static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {6f, 4f}, 0f);
    private static final Color LABEL_GROUND = new Color(255, 255, 255, 225);
    private static final Font LABEL_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final int LABEL_PADDING = 3;
    private static final int LABEL_GAP = 3;
    private static final int FARTHEST_LABEL = 4;
    private static final double WIDEST_LABEL = 0.4;

    /** Of the pane: with more labels there is nothing left to look at. */
    private static final double MOST_LABELED = 0.2;

    private static final int MOST_LABELS = 200;
    private static final double MARKER_PIXELS = 11;
    private static final double POLE_PIXELS = 22;
    private static final double PENNANT_PIXELS = 12;

    private final CandleTimes times;
    private final CandleLayer candles;
    private final List<ChartObject> objects;

    /** @param timeframeMicros how long a candle takes */
    ObjectLayer(CandleSeries series, long timeframeMicros, List<ChartObject> objects) {
        this.times = new CandleTimes(series, timeframeMicros);
        this.candles = new CandleLayer(series);
        this.objects = objects.stream().filter(times::covers).toList();
    }

    /** Those of which something shows. */
    Set<ObjectKind> kindsWithin(Range prices) {
        Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
        objects.stream()
                .filter(object -> object.touchesPrice(prices.getLowerBound(), prices.getUpperBound()))
                .forEach(object -> kinds.add(ObjectKind.of(object)));
        return kinds;
    }

    void drawShapes(Graphics2D graphics, Frame frame) {
        objects.forEach(object -> drawShape(graphics, frame, object));
    }

    private void drawShape(Graphics2D graphics, Frame frame, ChartObject object) {
        ObjectKind kind = ObjectKind.of(object);
        Rectangle2D box = box(frame, object);
        if (box == null) {
            return;
        }
        graphics.setPaint(kind.fill());
        graphics.fill(box);
        graphics.setPaint(kind.line());
        graphics.setStroke(object.y() == null ? THIN : DASHED);
        graphics.draw(new Line2D.Double(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMinY()));
        if (box.getHeight() > 0) {
            graphics.draw(new Line2D.Double(box.getMinX(), box.getMaxY(), box.getMaxX(), box.getMaxY()));
        }
        if (kind == ObjectKind.MARKER) {
            graphics.fill(marker(box));
        } else if (kind == ObjectKind.FLAG) {
            graphics.setStroke(THICK);
            graphics.draw(pole(box));
            graphics.fill(pennant(box));
        } else if (kind == ObjectKind.ZONE && times.startWithin(object)) {
            graphics.setStroke(THICK);
            graphics.draw(new Line2D.Double(box.getMinX(), box.getMinY(), box.getMinX(), box.getMaxY()));
        }
    }

    /** Points down at its price. */
    private static Shape marker(Rectangle2D box) {
        double x = box.getMinX();
        double y = box.getMinY() - 2;
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(x, y);
        triangle.lineTo(x - MARKER_PIXELS / 2, y - MARKER_PIXELS);
        triangle.lineTo(x + MARKER_PIXELS / 2, y - MARKER_PIXELS);
        triangle.closePath();
        return triangle;
    }

    private static Line2D pole(Rectangle2D box) {
        return new Line2D.Double(box.getMinX(), box.getMaxY(), box.getMinX(), box.getMinY() - POLE_PIXELS);
    }

    private static Shape pennant(Rectangle2D box) {
        double x = box.getMinX();
        double y = box.getMinY() - POLE_PIXELS;
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(x, y);
        triangle.lineTo(x + PENNANT_PIXELS, y + PENNANT_PIXELS / 2);
        triangle.lineTo(x, y + PENNANT_PIXELS);
        triangle.closePath();
        return triangle;
    }

    void drawLabels(Graphics2D graphics, Frame frame) {
        graphics.setFont(LABEL_FONT);
        FontMetrics font = graphics.getFontMetrics();
        List<Rectangle2D> inSight = candles.boxes(frame);
        objects.forEach(object -> inSight.addAll(edges(frame, object)));
        LabelPlaces places = new LabelPlaces(frame.area(), inSight);
        double height = font.getAscent() + font.getDescent() + 2.0;
        double room = MOST_LABELED * frame.area().getWidth() * frame.area().getHeight();
        int labels = 0;
        for (Placed placed : placed(frame)) {
            if (room <= 0 || labels == MOST_LABELS) {
                break;
            }
            ObjectKind kind = ObjectKind.of(placed.object());
            String text = shortened(
                    text(placed.object()), font, WIDEST_LABEL * frame.area().getWidth());
            double width = font.stringWidth(text) + 2.0 * LABEL_PADDING;
            Rectangle2D place = places.take(around(frame.within(placed.box()), kind, width, height), width, height);
            if (place != null) {
                graphics.setPaint(LABEL_GROUND);
                graphics.fill(place);
                graphics.setPaint(kind.line());
                graphics.drawString(
                        text, (float) place.getX() + LABEL_PADDING, (float) place.getY() + 1 + font.getAscent());
                room -= width * height;
                labels++;
            }
        }
    }

    private List<Placed> placed(Frame frame) {
        List<Placed> placed = new ArrayList<>();
        for (ChartObject object : objects) {
            Rectangle2D box = box(frame, object);
            if (box != null && frame.shows(box)) {
                placed.add(new Placed(object, box));
            }
        }
        return placed;
    }

    /** An object of which something shows, and what it covers. */
    private record Placed(ChartObject object, Rectangle2D box) {}

    /** Upper left corners for a label, the best first: at the shape's edges, from left to right, above and below. */
    private static List<Point2D> around(Rectangle2D box, ObjectKind kind, double width, double height) {
        double head =
                switch (kind) {
                    case MARKER -> MARKER_PIXELS + 2;
                    case FLAG -> POLE_PIXELS;
                    default -> 0;
                };
        double above = box.getMinY() - height - LABEL_GAP;
        double below = box.getMaxY() + LABEL_GAP;
        List<Point2D> corners = new ArrayList<>();
        if (kind == ObjectKind.MARKER) {
            corners.add(new Point2D.Double(box.getMinX() - width / 2, above - head));
        } else if (kind == ObjectKind.FLAG) {
            corners.add(new Point2D.Double(box.getMinX() + PENNANT_PIXELS + LABEL_GAP, box.getMinY() - head - 2));
        }
        double last = Math.max(box.getMinX(), box.getMaxX() - width);
        for (double x = box.getMinX() + LABEL_GAP; x <= last; x += width / 2) {
            corners.add(new Point2D.Double(x, above));
            corners.add(new Point2D.Double(x, below));
            if (box.getHeight() > height + 2 * LABEL_GAP) {
                corners.add(new Point2D.Double(x, box.getMinY() + LABEL_GAP));
                corners.add(new Point2D.Double(x, box.getMaxY() - height - LABEL_GAP));
            }
        }
        corners.add(new Point2D.Double(box.getMinX() - width - LABEL_GAP, above - head));
        corners.add(new Point2D.Double(box.getMinX() - width - LABEL_GAP, below));
        for (int away = 1; away <= FARTHEST_LABEL; away++) {
            corners.add(new Point2D.Double(box.getMinX() + LABEL_GAP, above - head - away * height));
            corners.add(new Point2D.Double(box.getMinX() + LABEL_GAP, below + away * height));
        }
        return corners;
    }

    private static String text(ChartObject object) {
        StringBuilder text = new StringBuilder(object.type());
        if (object.y() != null) {
            text.append(' ').append(AxisNumbers.price(object.y()));
        } else if (object.top() != null && object.bottom() != null) {
            text.append(' ').append(AxisNumbers.price(Math.min(object.top(), object.bottom())));
            text.append(" – ").append(AxisNumbers.price(Math.max(object.top(), object.bottom())));
        }
        return text.append(" (").append(object.status()).append(')').toString();
    }

    private static String shortened(String text, FontMetrics font, double pixels) {
        if (font.stringWidth(text) <= pixels) {
            return text;
        }
        int length = text.length();
        while (length > 1 && font.stringWidth(text.substring(0, length) + "…") > pixels) {
            length = text.offsetByCodePoints(length, -1);
        }
        return text.substring(0, length) + "…";
    }

    /** What an object covers, without a height for a price and without a width for an instant; {@code null}: nothing. */
    private Rectangle2D box(Frame frame, ChartObject object) {
        Double one = object.y() != null ? object.y() : object.top() != null ? object.top() : object.bottom();
        Double other = object.y() != null ? object.y() : object.bottom() != null ? object.bottom() : object.top();
        if (one == null) {
            return null;
        }
        double left = frame.x(times.left(object));
        double right = frame.x(times.right(object));
        double high = frame.y(Math.max(one, other));
        double low = frame.y(Math.min(one, other));
        return new Rectangle2D.Double(left, high, Math.max(0, right - left), Math.max(0, low - high));
    }

    /** The lines above and below an object, as wide as they are drawn. */
    private List<Rectangle2D> edges(Frame frame, ChartObject object) {
        Rectangle2D box = box(frame, object);
        return box == null
                ? List.of()
                : List.of(
                        new Rectangle2D.Double(box.getMinX(), box.getMinY() - 1, box.getWidth() + 1, 2),
                        new Rectangle2D.Double(box.getMinX(), box.getMaxY() - 1, box.getWidth() + 1, 2));
    }
}
