package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RangesTest {
    private static final int MOST = 5 * Stride.ROWS;

    @Property(tries = 300)
    void shouldFindTheLeastAndTheGreatestNumberHoweverManyStridesThereAre(
            @ForAll @IntRange(max = MOST) int from, @ForAll @IntRange(max = MOST) int count, @ForAll long seed) {
        long[] values = new Random(seed).longs(from + count + 1).toArray();
        LongRange range = new LongRange();
        range.include(values, from, from + count);
        long[] meant = Arrays.copyOfRange(values, from, from + count);
        assertThat(range.least).isEqualTo(Arrays.stream(meant).min().orElse(Long.MAX_VALUE));
        assertThat(range.greatest).isEqualTo(Arrays.stream(meant).max().orElse(Long.MIN_VALUE));
    }

    @Property(tries = 300)
    void shouldFindTheLeastAndTheGreatestPriceAndCountTheAbsentOnes(
            @ForAll @IntRange(max = MOST) int from, @ForAll @IntRange(max = MOST) int count, @ForAll long seed) {
        Random random = new Random(seed);
        double[] values = random.doubles(from + count + 1)
                .map(value -> value < 0.3 ? Double.NaN : value - 0.5)
                .toArray();
        PriceRange range = new PriceRange();
        range.look(values, 0, values.length); // is forgotten
        range.look(values, from, from + count);
        double[] there = Arrays.stream(values, from, from + count)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        assertThat(range.any()).isEqualTo(there.length > 0);
        assertThat(range.least).isEqualTo(Arrays.stream(there).min().orElse(Double.POSITIVE_INFINITY));
        assertThat(range.greatest).isEqualTo(Arrays.stream(there).max().orElse(Double.NEGATIVE_INFINITY));
        assertThat(range.absent).isEqualTo(count - there.length);
    }
}
