package dev.dayfile.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelPlacesTest {
    private static final Rectangle2D AREA = new Rectangle2D.Double(10, 10, 400, 200);

    @Test
    void shouldTakeThePlaceThatHidesLeastAndOfEqualsTheFirst() {
        LabelPlaces places = new LabelPlaces(AREA, List.of(new Rectangle2D.Double(20, 20, 30, 30)));
        List<Point2D> corners = List.of(corner(25, 25), corner(100, 100), corner(200, 100));
        assertThat(places.take(corners, 50, 12)).isEqualTo(new Rectangle2D.Double(100, 100, 50, 12));
        assertThat(places.take(corners, 50, 12)).isEqualTo(new Rectangle2D.Double(200, 100, 50, 12));
        assertThat(places.take(corners, 50, 12)).as("better there than nowhere").isNotNull();
        assertThat(places.take(corners, 50, 12)).as("no room").isNull();
    }

    @Test
    void shouldNeverHideALabelNorLeaveTheArea() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LabelPlaces places = new LabelPlaces(AREA, List.of());
        List<Rectangle2D> taken = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<Point2D> corners = List.of(
                    corner(random.nextInt(450), random.nextInt(250)), corner(random.nextInt(450), random.nextInt(250)));
            Rectangle2D place = places.take(corners, 1 + random.nextInt(80), 1 + random.nextInt(20));
            if (place != null) {
                assertThat(AREA.contains(place)).as("seed " + seed).isTrue();
                assertThat(taken).as("seed " + seed).noneMatch(place::intersects);
                taken.add(place);
            }
        }
        assertThat(taken).isNotEmpty();
    }

    private static Point2D corner(double x, double y) {
        return new Point2D.Double(x, y);
    }
}
