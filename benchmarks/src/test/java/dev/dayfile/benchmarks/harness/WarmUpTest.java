package dev.dayfile.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Duration LEAST = Duration.ofNanos(4_000);
    private static final int BLOCK = 1_000;

    @Test
    void shouldLastTheSetTimeWhenNothingIsCompiled() {
        WarmUp warmUp = WarmUp.untilAtRest(LEAST, 1);
        assertThat(warmUp.blockNanos()).isEqualTo(BLOCK);
        // The first block is a gain over none at all, so that four without one are five.
        assertThat(blocksUntilEnough(warmUp, 10, BLOCK, Integer.MAX_VALUE)).isEqualTo(5);
    }

    @Test
    void shouldLastUntilTheCompilerIsAtRest() {
        assertThat(blocksUntilEnough(WarmUp.untilAtRest(LEAST, 1), 10, BLOCK, 12))
                .isEqualTo(12 + 4);
    }

    @Test
    void shouldLastWhileBlocksGetATenthFaster() {
        WarmUp warmUp = WarmUp.untilAtRest(LEAST, 1);
        for (int calls = 10, block = 0; block < 20; block++, calls += calls / 5) {
            assertThat(warmUp.wantsMoreAfter(calls, BLOCK, BLOCK, true)).isTrue();
        }
    }

    @Test
    void shouldEndWhenTheCompilerNeverRests() {
        assertThat(blocksUntilEnough(WarmUp.untilAtRest(LEAST, 1), 10, BLOCK, Integer.MIN_VALUE))
                .isEqualTo(80);
    }

    @Test
    void shouldHaveTheLeastNumberOfCallsHoweverSlow() {
        assertThat(blocksUntilEnough(WarmUp.untilAtRest(LEAST, 100), 1, 10 * BLOCK, Integer.MAX_VALUE))
                .isEqualTo(100);
    }

    @Test
    void shouldWaitForShortCallsAlone() {
        Duration slow = Duration.ofNanos(500);
        assertThat(blocksUntilEnough(WarmUp.ofShortCalls(LEAST, 1, 1, slow), BLOCK / 250, BLOCK, Integer.MIN_VALUE))
                .isEqualTo(80);
        assertThat(blocksUntilEnough(WarmUp.ofShortCalls(LEAST, 1, 1, slow), 1, BLOCK, Integer.MIN_VALUE))
                .isEqualTo(4);
        // Too few calls for the compiler to have begun: three times the time.
        assertThat(blocksUntilEnough(WarmUp.ofShortCalls(LEAST, 1, 10_000, slow), 10, BLOCK, Integer.MAX_VALUE))
                .isEqualTo(12);
    }

    /** Even blocks; the compiler is at work before the given one, at {@link Integer#MAX_VALUE} never, at the least one always. */
    private static int blocksUntilEnough(WarmUp warmUp, int calls, int nanos, int atWorkBefore) {
        for (int block = 0; block < 1_000; block++) {
            boolean atRest =
                    atWorkBefore == Integer.MAX_VALUE || atWorkBefore != Integer.MIN_VALUE && block >= atWorkBefore;
            if (!warmUp.wantsMoreAfter(calls, nanos, nanos, atRest)) {
                return block + 1;
            }
        }
        return 1_000;
    }
}
