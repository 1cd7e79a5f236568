package dev.dayfile.cli;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/**
 * An axis that counts candles and is labelled with their times: the date where a day starts, and within a day the
 * finest of a few round spans whose labels do not touch.
 */
final class MarketTimeAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final int MINUTES_A_DAY = 1440;
    private static final int[] ROUND_MINUTES = {5, 10, 15, 30, 60, 120, 240, MINUTES_A_DAY};
    private static final double LABEL_PIXELS = 64;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private final transient CandleSeries candles;
    private final ZoneId zone;

    MarketTimeAxis(CandleSeries candles, ZoneId zone) {
        super("market time, " + zone.getId().replace('_', ' '));
        this.candles = candles;
        this.zone = zone;
        setAutoRange(false);
        setRange(new Range(-1, Math.max(1, candles.size())));
        Color text = new Color(0x33, 0x3b, 0x47);
        setLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        setLabelPaint(text);
        setTickLabelPaint(text);
        setAxisLineVisible(false);
        setTickMarksVisible(false);
    }

    /** Where an instant stands on the axis; before and after the candles it stands at the first and behind the last. */
    static double position(CandleSeries candles, long micros) {
        int size = candles.size();
        if (size == 0 || micros <= candles.tsMicros(0)) {
            return 0;
        }
        if (micros > candles.tsMicros(size - 1)) {
            return size;
        }
        int before = 0;
        int after = size - 1;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (candles.tsMicros(middle) < micros) {
                before = middle;
            } else {
                after = middle;
            }
        }
        long distance = candles.tsMicros(after) - candles.tsMicros(before);
        return before + (double) (micros - candles.tsMicros(before)) / distance;
    }

    @Override
    public List<Tick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        List<Tick> ticks = new ArrayList<>();
        double pixelsACandle = area.getWidth() / (candles.size() + 1);
        int roundMinutes = roundMinutes(pixelsACandle);
        boolean severalDays = candles.size() > 0 && !dayOf(0).equals(dayOf(candles.size() - 1));
        LocalDate day = null;
        double lastPixel = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candles.size(); i++) {
            ZonedDateTime time = IsoTime.toInstant(candles.tsMicros(i)).atZone(zone);
            boolean newDay = !time.toLocalDate().equals(day);
            boolean round =
                    roundMinutes < MINUTES_A_DAY && (time.getHour() * 60 + time.getMinute()) % roundMinutes == 0;
            day = time.toLocalDate();
            double pixel = i * pixelsACandle;
            if ((newDay || round) && pixel - lastPixel >= LABEL_PIXELS) {
                TextAnchor anchor = pixel < LABEL_PIXELS / 2 ? TextAnchor.TOP_LEFT : TextAnchor.TOP_CENTER;
                boolean withDay = newDay && severalDays;
                ticks.add(new NumberTick(i, label(time, withDay, roundMinutes), anchor, anchor, 0));
                lastPixel = withDay ? pixel + LABEL_PIXELS / 2 : pixel; // a label with the date is longer
            }
        }
        return ticks;
    }

    private LocalDate dayOf(int candle) {
        return IsoTime.toInstant(candles.tsMicros(candle)).atZone(zone).toLocalDate();
    }

    private static String label(ZonedDateTime time, boolean withDay, int roundMinutes) {
        if (roundMinutes >= MINUTES_A_DAY) {
            return DAY.format(time);
        }
        return withDay ? DAY.format(time) + ' ' + TIME.format(time) : TIME.format(time);
    }

    /** The finest round span whose labels do not touch, judged by the usual distance of candles. */
    private int roundMinutes(double pixelsACandle) {
        if (candles.size() < 2) {
            return MINUTES_A_DAY;
        }
        long[] distances = new long[candles.size() - 1];
        for (int i = 1; i < candles.size(); i++) {
            distances[i - 1] = candles.tsMicros(i) - candles.tsMicros(i - 1);
        }
        Arrays.sort(distances);
        double minutesACandle = distances[distances.length / 2] / 60e6;
        for (int minutes : ROUND_MINUTES) {
            if (minutes / minutesACandle * pixelsACandle >= LABEL_PIXELS) {
                return minutes;
            }
        }
        return MINUTES_A_DAY;
    }
}
