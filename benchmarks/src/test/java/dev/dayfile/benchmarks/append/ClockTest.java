package dev.dayfile.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockTest {
    private static final long SEED = 20251022;

    /** A reading takes two steps or more, so that no two of them are one step apart. */
    @ParameterizedTest
    @ValueSource(doubles = {4, 10, 10.0154, 40, 100})
    void shouldTellTheStepOfAClockThatIsReadSlowerThanItCounts(double step) {
        assertThat(Clock.stepOf(differences(step, 2 * step)))
                .as("seed %d", SEED)
                .isEqualTo(Math.round(step));
    }

    @Test
    void shouldTellThatAClockCountsEveryNanosecond() {
        assertThat(Clock.stepOf(differences(1, 18))).as("seed %d", SEED).isEqualTo(1);
    }

    @Test
    void shouldFindTheStepOfThisClock() {
        assertThat(Clock.STEP_NANOS).isBetween(1L, 100L);
    }

    private static long[] differences(double step, double leastNanos) {
        Random random = new Random(SEED);
        long[] differences = new long[1_000];
        for (int i = 0; i < differences.length; i++) {
            double before = 1e6 + random.nextDouble() * 1e6;
            differences[i] = read(before + leastNanos + random.nextDouble() * 150, step) - read(before, step);
        }
        return differences;
    }

    private static long read(double nanos, double step) {
        return (long) ((long) (nanos / step) * step);
    }
}
