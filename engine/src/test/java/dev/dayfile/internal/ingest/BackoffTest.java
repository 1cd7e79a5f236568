package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long NOW = Long.MAX_VALUE - 5; // a clock of nanoseconds may wrap

    private final Backoff backoff = new Backoff();

    @Test
    void shouldWaitTwiceAsLongAfterEachFailureUpToASecond() {
        for (long millis : new long[] {10, 20, 40, 80, 160, 320, 640, 1000, 1000}) {
            backoff.failed(NOW);
            assertThat(backoff.isOn()).isTrue();
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            assertThat(backoff.isOver(NOW + nanos - 1))
                    .as("before %d ms", millis)
                    .isFalse();
            assertThat(backoff.isOver(NOW + nanos)).as("after %d ms", millis).isTrue();
        }
    }

    @Test
    void shouldNotWaitLongerThanItsCallerHas() {
        backoff.failed(NOW);
        backoff.failed(NOW);
        assertThat(backoff.isOver(NOW + 6, 7)).isFalse();
        assertThat(backoff.isOver(NOW + 7, 7)).isTrue();
        assertThat(backoff.isOver(NOW + TimeUnit.MILLISECONDS.toNanos(20), Long.MAX_VALUE))
                .isTrue();
    }

    @Test
    void shouldBeginAnewAfterASuccess() {
        assertThat(backoff.isOver(Long.MIN_VALUE)).as("before any failure").isTrue();
        backoff.failed(NOW);
        backoff.failed(NOW);
        backoff.succeeded();
        assertThat(backoff.isOn()).isFalse();
        assertThat(backoff.isOver(NOW)).isTrue();
        backoff.failed(NOW);
        assertThat(backoff.isOver(NOW + TimeUnit.MILLISECONDS.toNanos(10))).isTrue();
    }
}
