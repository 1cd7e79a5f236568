package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.Quarantine;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * Turns the parts of days into dayfiles and, later, retires the parts. Everything that replaces a dayfile or moves a
 * day's files goes through one instance and its lock, because two merges into one day would each undo the other; an
 * append never waits for it. Parts may be published all the while.
 *
 * <p>A failure leaves the parts as they were: the next run starts anew.
 */
public final class Compactor {
    private final Toolbox tools;
    private final WorkFiles work;
    private final FileChecks candles;
    private final FileChecks events;
    private final Quarantine quarantine;
    private final Retirement retirement;
    private final KeptDays kept;
    private final StandingDays standing;
    private final Retiring retiring;
    private final Undo undo;
    private final Retention retention;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * @param writerId goes into the footers of dayfiles
     * @param market says which trading day a row belongs to
     * @param numbers of candles, for {@code bar_index}
     * @param clock tells the age of a dayfile when parts are to be retired
     */
    public Compactor(
            Disk disk,
            StoreLayout layout,
            CandleFiles files,
            Publisher publisher,
            FolderGate gate,
            String writerId,
            MarketClock market,
            BarNumbers numbers,
            CompactionSettings settings,
            Clock clock) {
        this(
                new Toolbox(
                        disk,
                        layout,
                        files,
                        publisher,
                        writerId,
                        market,
                        numbers,
                        settings,
                        (out, timeframe, writer, grid) ->
                                DayfileSink.dayfile(out, timeframe, writer, grid, settings.threads())),
                gate,
                clock);
    }

    /** With tools of a test's choice. */
    Compactor(Toolbox tools, FolderGate gate, Clock clock) {
        this.tools = tools;
        work = new WorkFiles(tools.disk(), tools.layout());
        candles = new CandleChecks(tools.files(), tools.market());
        events = new EventChecks(new ObjectFiles(tools.disk()), tools.market());
        quarantine = new Quarantine(tools.disk(), tools.layout(), tools.publisher());
        retirement = new Retirement(tools, gate, clock);
        kept = new KeptDays(tools);
        standing = new StandingDays(tools, retirement, this::family);
        retiring = new Retiring(lock, retirement, kept, standing, this::family);
        undo = new Undo(tools, retirement, kept);
        retention = new Retention(tools, this::family, clock);
    }

    private Family family(DayFamily days) {
        return days.ofObjects()
                ? new Family(days, events, day -> new EventMerge(tools, work, days, day))
                : new Family(days, candles, day -> candleMerge(days.timeframe(), day));
    }

    private DayMerge candleMerge(Timeframe timeframe, LocalDate day) {
        return new DayMerge(tools, work, timeframe, day);
    }

    private DayFamily candles(Timeframe timeframe) {
        return tools.layout().candles(timeframe);
    }

    /** What stands in the store. */
    public StandingDays days() {
        return standing;
    }

    /**
     * What {@link #compact} would read, by the footers alone: touches nothing and writes nothing. Doubles are not
     * known before the rows are read, so {@code rowsOut} is the most that there can be.
     *
     * @throws CorruptFileException when the standing dayfile is damaged
     */
    public CompactionReport plan(DayFamily days, LocalDate day) {
        return new DayReport(family(days), day).plan(tools);
    }

    /** As {@link #compact(DayFamily, LocalDate)}, of candles. */
    public CompactionReport compact(Timeframe timeframe, LocalDate day) {
        return compact(candles(timeframe), day);
    }

    /**
     * Merges the parts that wait, and the dayfile that may stand, into a new dayfile. The parts stay where they are; a
     * part that is damaged is quarantined and reported.
     *
     * @throws CorruptFileException when the standing dayfile is damaged or the new one does not hold what was merged;
     *     nothing is changed then
     * @throws StorageException when the machine fails, or when a part of our own holds a row of another day; the parts
     *     are as they were
     */
    public CompactionReport compact(DayFamily days, LocalDate day) {
        lock.lock();
        try {
            Family family = family(days);
            DayReport report = new DayReport(family, day);
            work.deleteUnwanted();
            retirement.finish(family, day);
            DayState state = DayState.of(tools, family, day);
            return state.waiting().isEmpty() ? report.unchanged(state, List.of()) : compact(family, day, state, report);
        } finally {
            lock.unlock();
        }
    }

    private CompactionReport compact(Family family, LocalDate day, DayState state, DayReport report) {
        Merge.Result result = null;
        PartLoader loader;
        try (Merge merge = family.merge(day)) {
            addForeignDayfile(merge, state);
            loader = new PartLoader(tools, family, merge);
            loader.load(state.waiting());
            if (!loader.merged().isEmpty() && (merge.rowsRead() > 0 || state.hasDayfile())) {
                result = merge.publish(state.hasOwnDayfile(), DayState.names(state.absorbed(), loader.merged()));
            }
        }
        if (result != null) {
            retirement.published(family.days().dayfile(day));
        }
        List<Path> quarantined = new ArrayList<>();
        for (Path part : loader.damaged()) {
            quarantined.add(quarantine.take(part));
        }
        return result == null
                ? report.unchanged(state, quarantined)
                : report.published(loader.merged().size(), result, quarantined);
    }

    /** A dayfile of another program is neither sorted nor without doubles for certain, so it goes in as a part does. */
    static void addForeignDayfile(Merge merge, DayState state) {
        if (state.hasDayfile() && !state.hasOwnDayfile()) {
            merge.addFile(state.dayfile().path());
        }
    }

    /**
     * Merges rows that come from elsewhere into the dayfiles of their days, each day once. The parts in the days' folders
     * stay parts.
     */
    DaysMerge.Outcome mergeHistory(List<DayRows> days) {
        lock.lock();
        try {
            work.deleteUnwanted();
            DaysMerge.Outcome outcome =
                    new DaysMerge(tools, day -> candleMerge(day.timeframe(), day.day()), this::standing).merge(days);
            outcome.placed().forEach(retirement::published);
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private DaysMerge.Standing standing(DayRows rows) {
        Family family = family(candles(rows.timeframe()));
        DayReport report = new DayReport(family, rows.day());
        DayState state = DayState.of(tools, family, rows.day());
        return new DaysMerge.Standing(state, report, family.days().dayfile(rows.day()));
    }

    /**
     * Begins an import of history.
     *
     * @param nextSeq gives each row its sequence, greater than any before
     * @param listener is told how many days are written, and of each dayfile as it is published
     */
    public HistoryImport importHistory(LongSupplier nextSeq, ImportListener listener) {
        return new HistoryImport(this, tools.market(), tools.settings().rowsInMemory(), nextSeq, listener);
    }

    /**
     * Marks a day: its parts stay when {@link #retireDue} is called, also by a later process, until {@link #retire} or
     * a {@link #retireAll(Duration, BiPredicate)} that takes this day moves them.
     */
    public void keepParts(DayFamily days, LocalDate day) {
        lock.lock();
        try {
            kept.mark(days, day);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #retire(DayFamily, LocalDate, Duration)}, of candles. */
    public boolean retire(Timeframe timeframe, LocalDate day, Duration grace) {
        return retire(candles(timeframe), day, grace);
    }

    /**
     * Moves the parts of a day away if its dayfile has absorbed them all and was published at least {@code grace} ago,
     * so that no reader that listed the folder before still needs them. The dayfile is read to its end first: from
     * then on it is the only copy that readers find.
     *
     * @return whether the folder left its place
     * @throws CorruptFileException when the dayfile is damaged; the parts stay
     */
    public boolean retire(DayFamily days, LocalDate day, Duration grace) {
        return retiring.retire(days, day, grace);
    }

    /**
     * Retires every day that is due, as {@link #retire} does. A day whose dayfile is damaged does not keep the others
     * waiting: the first such failure is thrown when all are done.
     *
     * @return how many folders left their places
     */
    public int retireAll(Duration grace) {
        return retireAll(grace, (days, day) -> true);
    }

    /**
     * As {@link #retireAll(Duration)}, but of the days of {@link #keepParts} only some.
     *
     * @param keptToo which ones
     */
    public int retireAll(Duration grace, BiPredicate<DayFamily, LocalDate> keptToo) {
        return retiring.retireAll(grace, keptToo);
    }

    /** The same without the days of {@link #keepParts}: for what happens without being asked for. */
    public int retireDue(Duration grace) {
        return retireAll(grace, (days, day) -> false);
    }

    /** As {@link #restoreRetired(DayFamily, LocalDate)}, of candles. */
    public int restoreRetired(Timeframe timeframe, LocalDate day) {
        return restoreRetired(candles(timeframe), day);
    }

    /**
     * Moves every retired part of a day that is still kept back into the day's folder.
     *
     * @return how many parts came back
     */
    public int restoreRetired(DayFamily days, LocalDate day) {
        lock.lock();
        try {
            return retirement.restore(family(days), day);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #beginUndo(DayFamily, LocalDate)}, of candles. */
    public UndoBegun beginUndo(Timeframe timeframe, LocalDate day) {
        return beginUndo(candles(timeframe), day);
    }

    /**
     * The first half of undoing a compaction: brings back every part of the day. From now on readers find all rows in
     * the parts, and in the dayfile too.
     *
     * @return the dayfile, for {@link #finishUndo}, and how many parts came back
     * @throws IllegalStateException when no dayfile of our own stands, or the parts do not give every row that the day
     *     shows now; nothing is changed then
     * @throws CorruptFileException when the dayfile or one of the parts is damaged; nothing is changed then
     */
    public UndoBegun beginUndo(DayFamily days, LocalDate day) {
        lock.lock();
        try {
            Undo.Restored restored = undo.restore(family(days), day);
            return new UndoBegun(days, day, restored.dayfile(), restored.parts());
        } finally {
            lock.unlock();
        }
    }

    /** An undo whose grace is running. */
    public record UndoBegun(DayFamily days, LocalDate day, Disk.Entry dayfile, int parts) {}

    /**
     * The second half, to be called after a grace longer than any reader's query: sets the dayfile aside.
     *
     * @return where the dayfile is
     * @throws IllegalStateException when the day was compacted anew in between
     */
    public Path finishUndo(UndoBegun begun) {
        lock.lock();
        try {
            return undo.setAside(family(begun.days()), begun.day(), begun.dayfile());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks for retired parts that are older than they are to be kept.
     *
     * @param keep how long
     * @param delete whether they are deleted, or only told of
     */
    public List<ExpiredParts> retain(Duration keep, boolean delete) {
        lock.lock();
        try {
            return retention.retain(keep, delete);
        } finally {
            lock.unlock();
        }
    }

    /** Moves a damaged file out of the readers' way and returns where it is. */
    Path quarantine(Path file) {
        lock.lock();
        try {
            return quarantine.take(file);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a rebuilding did.
     *
     * @param quarantined where the damaged dayfile is, or {@code null} when there was none
     * @param restored how many retired parts came back
     * @param report the compaction, or {@code null} when it failed
     * @param failure why it failed, or {@code null}
     */
    record Rebuilt(Path quarantined, int restored, CompactionReport report, StorageException failure) {}

    /**
     * Makes a day's dayfile anew from every part that is still kept. The parts come back before the dayfile goes, so
     * that a repair that dies between leaves a day that the next one, or the next compaction, completes.
     */
    Rebuilt rebuild(DayFamily days, LocalDate day) {
        return compactRetired(days, day, true);
    }

    /** Brings every part back that is still kept and merges those into the standing dayfile that it does not name. */
    Rebuilt mergeRetired(DayFamily days, LocalDate day) {
        return compactRetired(days, day, false);
    }

    private Rebuilt compactRetired(DayFamily days, LocalDate day, boolean anew) {
        lock.lock();
        try {
            int restored = retirement.restore(family(days), day);
            Path dayfile = days.dayfile(day);
            boolean goes = anew && DayState.statOrNull(tools.disk(), dayfile) != null;
            Path quarantined = goes ? quarantine.take(dayfile) : null;
            try {
                return new Rebuilt(quarantined, restored, compact(days, day), null);
            } catch (CorruptFileException | MisfiledRowException e) {
                return new Rebuilt(quarantined, restored, null, e);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is under way, and runs something before anything else begins. */
    public void whileIdle(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
