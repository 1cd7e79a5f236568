package dev.dayfile;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.compact.CompactionSettings;
import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.compact.HistoryImport;
import dev.dayfile.internal.io.StoppableDisk;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.UndoReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;

/**
 * What an open engine does with finished days beyond what {@link Compactor} does with files: recording, retiring when
 * the grace is over, the wait of an undo. The same for candles and for the timeline of chart objects; what only one of
 * them needs, its owner adds.
 */
final class Compactions {
    /** What the engine does by itself and fails is tried again after this long. */
    static final Duration RETRY = Duration.ofMinutes(5);

    private final StoppableDisk disk;
    private final Compactor compactor;
    private final Housekeeper housekeeper;
    private final Duration retireGrace;
    private final Consumer<Consumer<StorageListener>> teller;
    private final Runnable requireOpen;
    private final AtomicBoolean retryWaits = new AtomicBoolean();

    /**
     * @param teller takes calls of the listener
     * @param requireOpen throws when the engine is closed
     */
    Compactions(
            LockedStore store,
            StorageConfig config,
            Housekeeper housekeeper,
            Consumer<Consumer<StorageListener>> teller,
            Runnable requireOpen) {
        disk = new StoppableDisk(store.disk(), "the engine is closing");
        compactor = new Compactor(
                disk,
                store.layout(),
                new CandleFiles(disk, store.clock()),
                store.publisher().on(disk),
                store.gate(),
                store.writerId(),
                store.clock(),
                new BarNumbers(store.calendar(), store.properties().barIndexTimeframes()),
                new CompactionSettings(
                        config.compactionRows(), CompactionSettings.DEFAULT_MERGE_WIDTH, config.compactionThreads()),
                Clock.systemUTC());
        this.housekeeper = housekeeper;
        retireGrace = config.retireGrace();
        this.teller = teller;
        this.requireOpen = requireOpen;
    }

    void tell(Consumer<StorageListener> call) {
        teller.accept(call);
    }

    List<Timeframe> timeframes() {
        requireOpen.run();
        return compactor.days().timeframes();
    }

    SortedSet<LocalDate> daysWaiting(DayFamily days) {
        requireOpen.run();
        return compactor.days().waiting(days);
    }

    boolean isCompacted(DayFamily days, LocalDate day) {
        requireOpen.run();
        Arguments.require(day, "day");
        return compactor.days().hasDayfile(days, day);
    }

    void keepParts(DayFamily days, LocalDate day) {
        requireOpen.run();
        Arguments.require(day, "day");
        compactor.keepParts(days, day);
    }

    CompactionReport plan(DayFamily days, LocalDate day) {
        requireOpen.run();
        Arguments.require(day, "day");
        return compactor.plan(days, day);
    }

    CompactionReport compact(DayFamily days, LocalDate day) {
        requireOpen.run();
        Arguments.require(day, "day");
        CompactionEvent event = beginEvent();
        CompactionReport report = compactor.compact(days, day);
        if (event != null) {
            event.commit(days.name(), report);
        }
        if (report.outcome() == Outcome.PUBLISHED) {
            housekeeper.after(retireGrace, this::retireDue);
        }
        return report;
    }

    /** {@code null} in a runtime without the recorder's module, and where no recording was ever begun. */
    private static CompactionEvent beginEvent() {
        try {
            if (!FlightRecorder.isInitialized()) {
                return null;
            }
            CompactionEvent event = new CompactionEvent();
            event.begin();
            return event;
        } catch (LinkageError e) {
            return null;
        }
    }

    /** What the engine retires without being asked; what fails is tried again, also when no day is compacted for long. */
    void retireDue() {
        int retired;
        try {
            retired = compactor.retireDue(retireGrace);
        } catch (Throwable t) {
            if (retryWaits.compareAndSet(false, true)) { // one, however many days ask for it
                housekeeper.after(RETRY, this::retireAgain);
            }
            throw t;
        }
        if (retired > 0) {
            tell(listener -> listener.partsRetired(retired));
        }
    }

    private void retireAgain() {
        retryWaits.set(false);
        retireDue();
    }

    int retire(Duration grace) {
        requireOpen.run();
        return compactor.retireAll(Arguments.require(grace, "grace"));
    }

    int retire(Duration grace, BiPredicate<DayFamily, LocalDate> keptToo) {
        requireOpen.run();
        return compactor.retireAll(Arguments.require(grace, "grace"), keptToo);
    }

    List<ExpiredParts> retain(int partsDays, boolean delete) {
        requireOpen.run();
        if (partsDays < 0) {
            throw new IllegalArgumentException("out of range [partsDays=" + partsDays + "]");
        }
        return compactor.retain(Duration.ofDays(partsDays), delete);
    }

    HistoryImport importHistory(LongSupplier nextSeq, ImportListener listener) {
        requireOpen.run();
        return compactor.importHistory(nextSeq, listener);
    }

    private static long millis(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("out of range [grace=" + grace + "]");
        }
        try {
            return grace.toMillis();
        } catch (ArithmeticException e) { // more than 292 million years
            return Long.MAX_VALUE;
        }
    }

    /** @param changed called whenever readers of this process have to look at the day's files anew */
    UndoReport undo(DayFamily days, LocalDate day, Duration grace, Runnable changed) {
        requireOpen.run();
        Arguments.require(day, "day");
        long graceMillis = millis(Arguments.require(grace, "grace"));
        Compactor.UndoBegun begun = compactor.beginUndo(days, day);
        changed.run();
        try {
            Thread.sleep(graceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Code.TIMEOUT,
                    begun.dayfile().path(),
                    "interrupted in the grace; the parts are back and the dayfile still stands: undo it again");
        }
        requireOpen.run();
        Path aside;
        try {
            aside = compactor.finishUndo(begun);
        } catch (IllegalStateException e) { // compacted anew meanwhile, and nobody retired its parts in the grace
            housekeeper.after(retireGrace, this::retireDue);
            throw e;
        }
        changed.run();
        return new UndoReport(days.timeframe(), day, begun.parts(), aside);
    }

    /** From now on no day's files are changed any more, whatever is under way. */
    void end(String why) {
        disk.close(why);
    }

    /** Has what is under way, in whatever thread, fail soon; {@link #close} waits for it. */
    void stop() {
        disk.stop();
    }

    /** Returns once nothing is under way; from then on nothing is changed any more. */
    void close() {
        compactor.whileIdle(disk::close);
    }
}
