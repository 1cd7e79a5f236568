package dev.dayfile.cli.chart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** Something that is drawn on a pane, and nothing of it beyond the pane's edges. */
final class Drawing extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;

    private final transient Hand hand;

    Drawing(Hand hand) {
        this.hand = hand;
    }

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
        hand.draw(graphics, new Frame(area, plot, domain, range));
        graphics.setClip(clip);
    }

    /** What draws. */
    @FunctionalInterface
    interface Hand {
        void draw(Graphics2D graphics, Frame frame);
    }
}
