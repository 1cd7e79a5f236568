package dev.dayfile.cli;

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
import java.util.List;
import java.util.Locale;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * Chart objects on an axis that counts candles. Shapes go below the candles and labels above them, each label where it
 * hides no other and as few candles as can be; one that finds no room is left out.
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
    private static final double MARKER_PIXELS = 11;
    private static final double POLE_PIXELS = 22;
    private static final double PENNANT_PIXELS = 12;

    private final CandleSeries candles;
    private final List<ChartObject> objects;

    ObjectLayer(CandleSeries candles, List<ChartObject> objects) {
        this.candles = candles;
        this.objects = List.copyOf(objects);
    }

    AbstractXYAnnotation shapes() {
        return new Drawing() {
            private static final long serialVersionUID = 1L;

            @Override
            void draw(Graphics2D graphics, Frame frame) {
                objects.forEach(object -> drawShape(graphics, frame, object));
            }
        };
    }

    AbstractXYAnnotation labels() {
        return new Drawing() {
            private static final long serialVersionUID = 1L;

            @Override
            void draw(Graphics2D graphics, Frame frame) {
                drawLabels(graphics, frame);
            }
        };
    }

    private void drawShape(Graphics2D graphics, Frame frame, ChartObject object) {
        ObjectKind kind = ObjectKind.of(object);
        Rectangle2D box = frame.box(object);
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
        } else if (kind == ObjectKind.ZONE) {
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

    private void drawLabels(Graphics2D graphics, Frame frame) {
        graphics.setFont(LABEL_FONT);
        FontMetrics font = graphics.getFontMetrics();
        List<Rectangle2D> inSight = frame.candleBoxes();
        objects.forEach(object -> inSight.addAll(frame.edges(object)));
        LabelPlaces places = new LabelPlaces(frame.area(), inSight);
        for (ChartObject object : objects) {
            Rectangle2D box = frame.box(object);
            if (box == null) {
                continue;
            }
            String text = text(object);
            double width = font.stringWidth(text) + 2.0 * LABEL_PADDING;
            double height = font.getAscent() + font.getDescent() + 2.0;
            Rectangle2D place = places.take(around(box, ObjectKind.of(object), width, height), width, height);
            if (place != null) {
                graphics.setPaint(LABEL_GROUND);
                graphics.fill(place);
                graphics.setPaint(ObjectKind.of(object).line());
                graphics.drawString(
                        text, (float) place.getX() + LABEL_PADDING, (float) place.getY() + 1 + font.getAscent());
            }
        }
    }

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
            text.append(' ').append(price(object.y()));
        } else if (object.top() != null && object.bottom() != null) {
            text.append(' ').append(price(Math.min(object.top(), object.bottom())));
            text.append(" – ").append(price(Math.max(object.top(), object.bottom())));
        }
        return text.append(" (").append(object.status()).append(')').toString();
    }

    private static String price(double price) {
        return String.format(Locale.ROOT, "%.2f", price);
    }

    /** Where the picture has room for prices and candles. */
    private record Frame(Rectangle2D area, XYPlot plot, ValueAxis domain, ValueAxis range, CandleSeries candles) {
        /** What an object covers, without a height for a price and without a width for an instant; {@code null}: nothing. */
        Rectangle2D box(ChartObject object) {
            Double one = object.y() != null ? object.y() : object.top() != null ? object.top() : object.bottom();
            Double other = object.y() != null ? object.y() : object.bottom() != null ? object.bottom() : object.top();
            if (one == null) {
                return null;
            }
            boolean instant =
                    object.tStartMicros() != null && object.tStartMicros().equals(object.tEndMicros());
            double left = object.tStartMicros() == null ? area.getMinX() : x(object.tStartMicros(), instant);
            double right = object.tEndMicros() == null ? area.getMaxX() : x(object.tEndMicros(), instant);
            double high = y(Math.max(one, other));
            double low = y(Math.min(one, other));
            return new Rectangle2D.Double(left, high, Math.max(0, right - left), Math.max(0, low - high));
        }

        /** @param middle of the candle, or else its left edge */
        private double x(long micros, boolean middle) {
            double at = MarketTimeAxis.position(candles, micros) - (middle ? 0 : 0.5);
            double x = domain.valueToJava2D(at, area, plot.getDomainAxisEdge());
            return Math.max(area.getMinX(), Math.min(area.getMaxX(), x));
        }

        private double y(double price) {
            return range.valueToJava2D(price, area, plot.getRangeAxisEdge());
        }

        /** The lines above and below an object, as wide as they are drawn. */
        List<Rectangle2D> edges(ChartObject object) {
            Rectangle2D box = box(object);
            return box == null
                    ? List.of()
                    : List.of(
                            new Rectangle2D.Double(box.getMinX(), box.getMinY() - 1, box.getWidth() + 1, 2),
                            new Rectangle2D.Double(box.getMinX(), box.getMaxY() - 1, box.getWidth() + 1, 2));
        }

        List<Rectangle2D> candleBoxes() {
            List<Rectangle2D> boxes = new ArrayList<>(candles.size());
            for (int i = 0; i < candles.size(); i++) {
                double left = domain.valueToJava2D(i - 0.5, area, plot.getDomainAxisEdge());
                double right = domain.valueToJava2D(i + 0.5, area, plot.getDomainAxisEdge());
                double high = y(candles.high(i));
                boxes.add(new Rectangle2D.Double(left, high, right - left, Math.max(1, y(candles.low(i)) - high)));
            }
            return boxes;
        }
    }

    /** Draws nothing beyond the plot's edges. */
    private abstract class Drawing extends AbstractXYAnnotation {
        private static final long serialVersionUID = 1L;

        abstract void draw(Graphics2D graphics, Frame frame);

        @Override
        public void draw(
                Graphics2D graphics,
                XYPlot plot,
                Rectangle2D area,
                ValueAxis domain,
                ValueAxis range,
                int rendererIndex,
                PlotRenderingInfo info) {
            Shape clip = graphics.getClip();
            graphics.clip(area);
            draw(graphics, new Frame(area, plot, domain, range, candles));
            graphics.setClip(clip);
        }
    }
}
