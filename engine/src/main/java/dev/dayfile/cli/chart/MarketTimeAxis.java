package dev.dayfile.cli.chart;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/**
 * An axis that counts candles, so that nights, weekends and holidays take no room, and that is labelled with their
 * times: at the first candle of each of the finest of some round spans whose labels find room.
 */
final class MarketTimeAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final int LEAST_GAP_PIXELS = 14;
    private static final int FEW_LABELS = 5;
    private static final double UNEVEN = 0.25;
    private static final double MOST = 0.7;

    private final transient LocalDateTime[] times;

    MarketTimeAxis(CandleSeries candles, ZoneId zone) {
        setAutoRange(false);
        setRange(new Range(-1, Math.max(1, candles.size())));
        times = new LocalDateTime[candles.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = LocalDateTime.ofInstant(IsoTime.toInstant(candles.tsMicros(i)), zone);
        }
    }

    @Override
    public List<Tick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        FontMetrics font = graphics.getFontMetrics(getTickLabelFont());
        List<Label> labels = times.length == 1 ? labels(TimeSpan.MINUTE) : List.of();
        for (TimeSpan span : TimeSpan.COARSE_TO_FINE) {
            List<Label> finer = labels(span);
            double pixels =
                    finer.stream().mapToDouble(label -> label.pixels(font)).sum();
            if (!labels.isEmpty() && pixels > area.getWidth()) {
                break;
            }
            boolean saysMore = finer.size() > labels.size(); // and not only the same with more digits
            if (saysMore && isEven(finer)) {
                labels = finer;
            }
        }
        return ticks(labels, font, area, edge);
    }

    /** Whether most labels are about as far apart: those of five minutes over candles of two are not. */
    private static boolean isEven(List<Label> labels) {
        if (labels.size() < FEW_LABELS) {
            return true;
        }
        int[] distances = new int[labels.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = labels.get(i + 1).candle - labels.get(i).candle;
        }
        Arrays.sort(distances);
        int median = distances[distances.length / 2];
        long even = Arrays.stream(distances)
                .filter(distance -> Math.abs(distance - median) <= median * UNEVEN)
                .count();
        return even >= MOST * distances.length;
    }

    private List<Label> labels(TimeSpan span) {
        List<Label> labels = new ArrayList<>();
        boolean wide = times.length > 0 && span.group(times[0]) != span.group(times[times.length - 1]);
        int before = -1;
        for (int i = 0; i < times.length; i++) {
            if (i == 0 || span.number(times[i]) != span.number(times[i - 1])) {
                boolean leads = wide && (i == 0 || span.group(times[i]) != span.group(times[before]));
                labels.add(new Label(i, span.text(times[i], leads), leads));
                before = i;
            }
        }
        return labels;
    }

    /**
     * Those that lead find room before the others: a date is worth more than the time before it. The first candle is
     * last of its kind, since it rarely begins a span and stands anywhere before the next.
     */
    private List<Tick> ticks(List<Label> labels, FontMetrics font, Rectangle2D area, RectangleEdge edge) {
        List<Label> inOrder = new ArrayList<>(labels);
        inOrder.sort(Comparator.comparing((Label label) -> !label.leads).thenComparing(label -> label.candle == 0));
        List<Tick> ticks = new ArrayList<>();
        List<Range> taken = new ArrayList<>();
        for (Label label : inOrder) {
            double middle = valueToJava2D(label.candle, area, edge);
            double pixels = label.pixels(font);
            boolean atTheEdge = middle - pixels / 2 < area.getMinX();
            double left = atTheEdge ? middle : middle - pixels / 2;
            Range place = new Range(left, left + pixels);
            if (taken.stream().noneMatch(place::intersects)) {
                taken.add(place);
                TextAnchor anchor = atTheEdge ? TextAnchor.TOP_LEFT : TextAnchor.TOP_CENTER;
                ticks.add(new NumberTick(label.candle, label.text, anchor, anchor, 0));
            }
        }
        return ticks;
    }

    /** What may be written below a candle. */
    private record Label(int candle, String text, boolean leads) {
        double pixels(FontMetrics font) {
            return font.stringWidth(text) + LEAST_GAP_PIXELS;
        }
    }
}
