package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Ownership;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;

/**
 * A writer's look at whether the store is still its engine's: each second, and before each change of the ring's header.
 * When it is not, what was drained is in parts all the same, but the note in the ring is the other engine's from then on.
 */
final class OwnerLook {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NanoClock clock;
    private volatile Ownership ownership = Ownership.UNWATCHED;
    private volatile Consumer<Refusal> onLoss = why -> {};

    // The writer's own.
    private long lookedNanos;
    private boolean lost;

    OwnerLook(NanoClock clock) {
        this.clock = clock;
        lookedNanos = clock.nanoTime();
    }

    /** @param toldOfLoss told once, by the writer */
    void watch(Ownership watched, Consumer<Refusal> toldOfLoss) {
        onLoss = toldOfLoss;
        ownership = watched;
    }

    /** Looks if a second has passed since the last look. For the writer. */
    void lookIfDue(long nowNanos) {
        if (nowNanos - lookedNanos >= INTERVAL_NANOS) {
            isOurs();
        }
    }

    /** Looks at once. For the writer. */
    boolean isOurs() {
        lookedNanos = clock.nanoTime();
        boolean ours = ownership.stillOurs();
        if (!ours && !lost) {
            lost = true;
            onLoss.accept(Refusal.storeTaken(ownership));
        }
        return ours;
    }

    /** Looks at once, for any thread, and tells nobody. */
    boolean isStillOurs() {
        return ownership.stillOurs();
    }
}
