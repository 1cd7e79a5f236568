package dev.dayfile.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dayfile.benchmarks.harness.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
    private static final int STEP_NANOS = 10;

    /** Whatever the true time is, and wherever between two steps the call begins. */
    @ParameterizedTest
    @ValueSource(ints = {23, 40, 44, 45, 46, 47, 50, 128, 1_317})
    void shouldTellAMedianFinerThanTheStepsOfTheClock(int trueNanos) {
        long seed = 20251022 + trueNanos;
        Random random = new Random(seed);
        Distribution distribution = new Distribution(STEP_NANOS);
        for (int i = 0; i < 20_000; i++) {
            double start = 1e6 + random.nextDouble() * 1e6;
            distribution.add(read(start + trueNanos) - read(start));
        }
        assertThat(distribution.medianNanos()).as("seed %d", seed).isCloseTo(trueNanos, within(1.0));
    }

    private static long read(double nanos) {
        return (long) (nanos / STEP_NANOS) * STEP_NANOS;
    }

    @Test
    void shouldTellTheMedianOfAClockThatCountsEveryNanosecond() {
        Distribution distribution = new Distribution(1);
        for (int nanos : new int[] {7, 90, 11, 13, 12}) {
            distribution.add(nanos);
        }
        assertThat(distribution.medianNanos()).isCloseTo(12, within(0.5));
    }

    @Test
    void shouldReportNoTimeWhereThereIsNone() {
        List<Measurement> out = new ArrayList<>();
        new Distribution(STEP_NANOS).report(out, "case", "contender", "");
        assertThat(out).allSatisfy(m -> assertThat(m.value()).isZero());
    }
}
