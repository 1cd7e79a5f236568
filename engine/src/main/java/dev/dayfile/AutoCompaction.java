package dev.dayfile;

import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compacts the days that are over: at open those that were missed, then each when its time has come. It asks for the
 * time again and again instead of sleeping until then, since a machine may be suspended or its clock be set.
 *
 * <p>Runs on the housekeeper's thread, day by day, and stops when the engine closes, within a day too.
 */
final class AutoCompaction {
    private final StorageEngine engine;
    private final CompactionSchedule schedule;
    private final Consumer<Consumer<StorageListener>> teller;
    private final Clock clock;
    private final BooleanSupplier closed;
    private Instant next = Instant.MIN;

    /** A day that failed is tried again after this long, not only when another day is due. */
    private static final Duration RETRY = Duration.ofMinutes(5);

    /**
     * @param teller takes calls of the listener
     * @param closed whether the engine is being closed
     */
    AutoCompaction(
            StorageEngine engine,
            CompactionSchedule schedule,
            Consumer<Consumer<StorageListener>> teller,
            Clock clock,
            BooleanSupplier closed) {
        this.engine = engine;
        this.schedule = schedule;
        this.teller = teller;
        this.clock = clock;
        this.closed = closed;
    }

    /** @param timeframe {@code null} for the timeline of chart objects */
    private record WaitingDay(Timeframe timeframe, LocalDate day) {}

    /**
     * Compacts what is due, if the time for it has come.
     *
     * @throws StorageException the first failure, when all days have been tried
     */
    void tick() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = schedule.nextAfter(now);
        List<WaitingDay> waiting = new ArrayList<>();
        for (Timeframe timeframe : engine.timeframes()) {
            addDue(timeframe, engine.daysWaiting(timeframe), now, waiting);
        }
        addDue(null, engine.objects().daysWaiting(), now, waiting);
        if (!waiting.isEmpty()) {
            teller.accept(listener -> listener.compactionBegun(waiting.size()));
            compact(waiting);
        }
    }

    private void addDue(Timeframe timeframe, Iterable<LocalDate> days, Instant now, List<WaitingDay> into) {
        for (LocalDate day : days) {
            if (schedule.isDue(day, now)) {
                into.add(new WaitingDay(timeframe, day));
            }
        }
    }

    private void compact(List<WaitingDay> waiting) {
        StorageException failure = null;
        for (WaitingDay each : waiting) {
            if (closed.getAsBoolean()) {
                return;
            }
            try {
                if (each.timeframe == null) {
                    engine.objects().compact(each.day);
                } else {
                    engine.compact(each.timeframe, each.day);
                }
            } catch (StorageException e) {
                if (closed.getAsBoolean()) {
                    return; // that is why: the day waits for the next opening
                }
                failure = failure == null ? e : failure;
                teller.accept(listener -> tellFailed(listener, each, e));
            }
        }
        if (failure != null) {
            Instant retry = clock.instant().plus(RETRY);
            next = next.isBefore(retry) ? next : retry;
            throw failure;
        }
    }

    private static void tellFailed(StorageListener listener, WaitingDay failed, StorageException failure) {
        if (failed.timeframe == null) {
            listener.objectCompactionFailed(failed.day, failure);
        } else {
            listener.compactionFailed(failed.timeframe, failed.day, failure);
        }
    }
}
