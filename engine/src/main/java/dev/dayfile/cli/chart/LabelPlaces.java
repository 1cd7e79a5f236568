package dev.dayfile.cli.chart;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Room for labels: none hides another, and each hides as few of the things below as its choice of places allows. */
final class LabelPlaces {
    private final Rectangle2D area;
    private final List<Rectangle2D> below;
    private final List<Rectangle2D> taken = new ArrayList<>();

    /**
     * @param area labels stay within it
     * @param below what had better stay in sight
     */
    LabelPlaces(Rectangle2D area, List<Rectangle2D> below) {
        this.area = area;
        this.below = below;
    }

    /**
     * Takes the corner with the least below it, of equals the first.
     *
     * @param corners upper left ones
     * @return {@code null} when there is room at none of them
     */
    Rectangle2D take(List<Point2D> corners, double width, double height) {
        Rectangle2D best = null;
        long fewest = Long.MAX_VALUE;
        for (Point2D corner : corners) {
            Rectangle2D place = new Rectangle2D.Double(corner.getX(), corner.getY(), width, height);
            if (!area.contains(place) || taken.stream().anyMatch(place::intersects)) {
                continue;
            }
            long hidden = below.stream().filter(place::intersects).count();
            if (hidden < fewest) {
                fewest = hidden;
                best = place;
            }
        }
        if (best != null) {
            taken.add(best);
        }
        return best;
    }
}
