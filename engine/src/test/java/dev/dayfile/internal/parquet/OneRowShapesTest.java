package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OneRowShapesTest {
    private static final Timeframe TF = Timeframe.parse("1m");
    private static final int MOST_IN_ALL = 512;

    private final PartWriter writer = new PartWriter("00000000000000aa");

    OneRowShapesTest() {
        CandleColumns row = new CandleColumns(1);
        row.add(SymbolKey.of("SPY"), 1_761_139_800_000_000L, 1, 2, 1, 2, 100, 1);
        writer.encode(TF, row);
    }

    private OneRowShape shape(int bytes) {
        int[] places = new int[CandleSchema.COLUMNS];
        return new OneRowShape(TF, new byte[bytes], writer.footer(), places, places, places, places);
    }

    /** Of nine checksums nine may be the one that is a byte shorter, and 36 pairs two: all of one size. */
    @Test
    void shouldKnowEveryShapeThatADayHasOfOneSize() {
        OneRowShapes shapes = new OneRowShapes();
        Set<OneRowShape> added = new HashSet<>();
        for (int i = 0; i < 9 + 36; i++) {
            OneRowShape shape = shape(1_504 - (i < 9 ? 1 : 2));
            added.add(shape);
            shapes.add(shape);
        }
        assertThat(shapes.ofSize(1_503)).hasSize(9);
        assertThat(shapes.ofSize(1_502)).hasSize(36);
        Set<OneRowShape> known = new HashSet<>(Set.of(shapes.ofSize(1_503)));
        known.addAll(Set.of(shapes.ofSize(1_502)));
        assertThat(known).isEqualTo(added);
    }

    @Test
    void shouldForgetRatherThanGrowWithoutBound() {
        OneRowShapes shapes = new OneRowShapes();
        Random random = new Random(20_251_022);
        for (int i = 0; i < 10_000; i++) {
            OneRowShape shape = shape(1_400 + random.nextInt(random.nextInt(3) == 0 ? 3 : 300));
            shapes.add(shape);
            assertThat(shapes.ofSize(shape.bytes())).contains(shape);
            int all = 0;
            for (int size = 1_400; size < 1_432; size++) { // every place
                all += shapes.ofSize(size).length;
            }
            assertThat(all).isLessThanOrEqualTo(MOST_IN_ALL);
        }
    }
}
