package dev.dayfile;

import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compacts the days that are over: at open those that were missed, then each when its time has come. It asks for the
 * time again and again instead of sleeping until then, since a machine may be suspended or its clock be set.
 *
 * <p>Runs on the housekeeper's thread, day by day, and stops when the engine closes, within a day too.
 */
final class AutoCompaction {
    private final CandleDays candles;
    private final ObjectEvents objects;
    private final StoreLayout layout;
    private final CompactionSchedule schedule;
    private final Consumer<Consumer<StorageListener>> teller;
    private final Clock clock;
    private final BooleanSupplier closed;
    private Instant next = Instant.MIN;

    /** The first of the look that is under way. */
    private StorageException failure;

    /**
     * @param teller takes calls of the listener
     * @param closed whether the engine is being closed
     */
    AutoCompaction(
            CandleDays candles,
            ObjectEvents objects,
            StoreLayout layout,
            CompactionSchedule schedule,
            Consumer<Consumer<StorageListener>> teller,
            Clock clock,
            BooleanSupplier closed) {
        this.candles = candles;
        this.objects = objects;
        this.layout = layout;
        this.schedule = schedule;
        this.teller = teller;
        this.clock = clock;
        this.closed = closed;
    }

    /** @param timeframe {@code null} for the timeline of chart objects */
    private record WaitingDay(Timeframe timeframe, LocalDate day) {}

    /**
     * Compacts what is due, if the time for it has come. Whatever fails, be it a listing, a day or the memory, is told and
     * ends nothing but itself; it is tried again before the next day is due.
     *
     * @throws StorageException the first failure, when all days have been tried
     */
    void tick() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        failure = null;
        next = now.plus(Compactions.RETRY); // unless all goes well; what ends this look early must not end the next one
        List<WaitingDay> waiting = waiting(now);
        if (!waiting.isEmpty()) {
            teller.accept(listener -> listener.compactionBegun(waiting.size()));
            waiting.forEach(this::compact);
        }
        next = schedule.nextAfter(now);
        if (failure != null) {
            Instant retry = clock.instant().plus(Compactions.RETRY);
            next = next.isBefore(retry) ? next : retry;
            throw failure;
        }
    }

    private List<WaitingDay> waiting(Instant now) {
        List<WaitingDay> waiting = new ArrayList<>();
        List<Timeframe> timeframes = new ArrayList<>();
        look(layout.data(), () -> timeframes.addAll(candles.timeframes()));
        for (Timeframe timeframe : timeframes) {
            look(layout.timeframeFolder(timeframe), () -> addDue(timeframe, candles.waiting(timeframe), now, waiting));
        }
        look(layout.objectTimeline(), () -> addDue(null, objects.daysWaiting(), now, waiting));
        return waiting;
    }

    private void look(Path folder, Runnable look) {
        attempt(folder, look, (listener, e) -> listener.compactionLookFailed(e));
    }

    private void addDue(Timeframe timeframe, Iterable<LocalDate> days, Instant now, List<WaitingDay> into) {
        for (LocalDate day : days) {
            if (schedule.isDue(day, now)) {
                into.add(new WaitingDay(timeframe, day));
            }
        }
    }

    private void compact(WaitingDay each) {
        if (each.timeframe == null) {
            attempt(
                    layout.timelineFolder(each.day),
                    () -> objects.compact(each.day),
                    (listener, e) -> listener.objectCompactionFailed(each.day, e));
        } else {
            attempt(
                    layout.dayFolder(each.timeframe, each.day),
                    () -> candles.compact(each.timeframe, each.day),
                    (listener, e) -> listener.compactionFailed(each.timeframe, each.day, e));
        }
    }

    /** Does a part of the work, unless the engine closes, which may be why it fails: it then waits for the next opening. */
    private void attempt(Path path, Runnable work, BiConsumer<StorageListener, StorageException> told) {
        if (closed.getAsBoolean()) {
            return;
        }
        try {
            work.run();
        } catch (Throwable t) {
            if (closed.getAsBoolean()) {
                return;
            }
            StorageException e = t instanceof StorageException known
                    ? known
                    : new StorageException(StorageException.Code.IO, path, "could not compact: " + t, t);
            failure = failure == null ? e : failure;
            teller.accept(listener -> told.accept(listener, e));
        }
    }
}
