package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.Quarantine;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Quarantine quarantine;
    private final Retirement retirement;
    private final KeptDays kept;
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
                new Toolbox(disk, layout, files, publisher, writerId, market, numbers, settings, DayfileSink::dayfile),
                gate,
                clock);
    }

    /** With tools of a test's choice. */
    Compactor(Toolbox tools, FolderGate gate, Clock clock) {
        this.tools = tools;
        work = new WorkFiles(tools.disk(), tools.layout());
        quarantine = new Quarantine(tools.disk(), tools.layout(), tools.publisher());
        retirement = new Retirement(tools, gate, clock);
        kept = new KeptDays(tools);
        undo = new Undo(tools, work, retirement, kept);
        retention = new Retention(tools, clock);
    }

    /** The timeframes that have a folder, from fine to coarse. */
    public List<Timeframe> timeframes() {
        List<Timeframe> timeframes = new ArrayList<>();
        for (Disk.Entry entry : DayState.list(tools.disk(), tools.layout().data())) {
            StoreLayout.parseTimeframe(entry.name())
                    .filter(timeframe -> entry.folder() && timeframe.toString().equals(entry.name()))
                    .ifPresent(timeframes::add);
        }
        timeframes.sort(null);
        return timeframes;
    }

    /** Whether a dayfile stands, whole or not. */
    public boolean hasDayfile(Timeframe timeframe, LocalDate day) {
        return DayState.statOrNull(tools.disk(), tools.layout().dayfile(timeframe, day)) != null;
    }

    /** The days whose folder holds a part that no dayfile has absorbed; a day whose dayfile is damaged among them. */
    public SortedSet<LocalDate> daysWaiting(Timeframe timeframe) {
        SortedSet<LocalDate> days = new TreeSet<>();
        for (LocalDate day : retirement.dayFolders(timeframe)) {
            try {
                if (!DayState.of(tools, timeframe, day).waiting().isEmpty()) {
                    days.add(day);
                }
            } catch (CorruptFileException e) {
                days.add(day); // compacting it will say what is wrong
            }
        }
        return days;
    }

    /**
     * What {@link #compact} would read, by the footers alone: touches nothing and writes nothing. Doubles are not
     * known before the rows are read, so {@code rowsOut} is the most that there can be.
     *
     * @throws CorruptFileException when the standing dayfile is damaged
     */
    public CompactionReport plan(Timeframe timeframe, LocalDate day) {
        long startNanos = System.nanoTime();
        DayState state = DayState.of(tools, timeframe, day);
        if (state.waiting().isEmpty()) {
            return unchanged(timeframe, day, state, startNanos, List.of());
        }
        List<Path> damaged = new ArrayList<>();
        long rows = state.hasDayfile() ? state.footer().rows() : 0;
        for (Disk.Entry part : state.waiting()) {
            try (CandleFileReader reader = tools.files().open(part.path())) {
                rows += reader.footer().rows();
            } catch (CorruptFileException e) {
                damaged.add(part.path());
            }
        }
        return new CompactionReport(
                timeframe,
                day,
                Outcome.PLANNED,
                tools.layout().dayfile(timeframe, day),
                state.waiting().size() - damaged.size(),
                rows,
                rows,
                0,
                state.hasDayfile() ? state.dayfile().sizeBytes() : 0,
                ContentDigest.toHex(state.hasDayfile() ? state.footer().digest() : 0),
                elapsed(startNanos),
                damaged);
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
    public CompactionReport compact(Timeframe timeframe, LocalDate day) {
        lock.lock();
        try {
            long startNanos = System.nanoTime();
            work.deleteUnwanted();
            retirement.finish(timeframe, day);
            DayState state = DayState.of(tools, timeframe, day);
            if (state.waiting().isEmpty()) {
                return unchanged(timeframe, day, state, startNanos, List.of());
            }
            return compact(timeframe, day, state, startNanos);
        } finally {
            lock.unlock();
        }
    }

    private CompactionReport compact(Timeframe timeframe, LocalDate day, DayState state, long startNanos) {
        List<Disk.Entry> merged = new ArrayList<>();
        List<Path> damaged = new ArrayList<>();
        DayMerge.Result result = null;
        try (DayMerge merge = new DayMerge(tools, work, timeframe, day)) {
            addForeignDayfile(merge, state);
            for (Disk.Entry part : state.waiting()) {
                if (addPart(merge, part.path())) {
                    merged.add(part);
                } else {
                    damaged.add(part.path());
                }
            }
            if (!merged.isEmpty() && (merge.rowsRead() > 0 || state.hasDayfile())) {
                result = merge.publish(state.hasOwnDayfile(), DayState.names(state.absorbed(), merged));
            }
        }
        if (result != null) {
            retirement.published(tools.layout().dayfile(timeframe, day));
        }
        List<Path> quarantined = new ArrayList<>();
        for (Path part : damaged) {
            quarantined.add(quarantine.take(part));
        }
        return result == null
                ? unchanged(timeframe, day, state, startNanos, quarantined)
                : published(timeframe, day, merged.size(), result, startNanos, quarantined);
    }

    /** A dayfile of another program is neither sorted nor without doubles for certain, so it goes in as a part does. */
    private void addForeignDayfile(DayMerge merge, DayState state) {
        if (state.hasDayfile() && !state.hasOwnDayfile()) {
            merge.addFile(state.dayfile().path());
        }
    }

    /** Returns whether the part could be read. */
    private boolean addPart(DayMerge merge, Path part) {
        if (part.getFileName().toString().indexOf('\n') >= 0) {
            return false; // the footer's list of absorbed parts has one name a line
        }
        try {
            merge.addFile(part);
            return true;
        } catch (CorruptFileException e) {
            return false;
        } catch (MisfiledRowException e) {
            if (isOwn(part)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isOwn(Path part) {
        try (CandleFileReader reader = tools.files().open(part)) {
            return reader.footer().version() != null;
        }
    }

    private CompactionReport unchanged(
            Timeframe timeframe, LocalDate day, DayState state, long startNanos, List<Path> quarantined) {
        FileFooter footer = state.footer();
        long rows = footer == null ? 0 : footer.rows();
        return new CompactionReport(
                timeframe,
                day,
                Outcome.UNCHANGED,
                tools.layout().dayfile(timeframe, day),
                0,
                rows,
                rows,
                0,
                footer == null ? 0 : state.dayfile().sizeBytes(),
                ContentDigest.toHex(footer == null ? 0 : footer.digest()),
                elapsed(startNanos),
                quarantined);
    }

    private CompactionReport published(
            Timeframe timeframe,
            LocalDate day,
            int parts,
            DayMerge.Result result,
            long startNanos,
            List<Path> quarantined) {
        return new CompactionReport(
                timeframe,
                day,
                Outcome.PUBLISHED,
                tools.layout().dayfile(timeframe, day),
                parts,
                result.read().rows,
                result.written().rows,
                result.read().rows - result.written().rows,
                result.bytes(),
                ContentDigest.toHex(result.written().digest),
                elapsed(startNanos),
                quarantined);
    }

    private static Duration elapsed(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /**
     * Merges rows that come from elsewhere into a day's dayfile. The parts in the day's folder stay parts.
     *
     * @param rows of this day; their sequences decide against what stands
     */
    CompactionReport mergeHistory(Timeframe timeframe, LocalDate day, CandleColumns rows) {
        lock.lock();
        try {
            long startNanos = System.nanoTime();
            work.deleteUnwanted();
            DayState state = DayState.of(tools, timeframe, day);
            try (DayMerge merge = new DayMerge(tools, work, timeframe, day)) {
                addForeignDayfile(merge, state);
                merge.addRows(rows);
                DayMerge.Result result =
                        merge.publish(state.hasOwnDayfile(), DayState.names(state.absorbed(), List.of()));
                retirement.published(tools.layout().dayfile(timeframe, day));
                return published(timeframe, day, 0, result, startNanos, List.of());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins an import of history.
     *
     * @param nextSeq gives each row its sequence, greater than any before
     */
    public HistoryImport importHistory(LongSupplier nextSeq) {
        return new HistoryImport(this, tools.market(), tools.settings().rowsInMemory(), nextSeq);
    }

    /**
     * Marks a day: its parts stay when {@link #retireDue} is called, also by a later process, until {@link #retire} or
     * {@link #retireAll} moves them.
     */
    public void keepParts(Timeframe timeframe, LocalDate day) {
        lock.lock();
        try {
            kept.mark(timeframe, day);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the parts of a day away if its dayfile has absorbed them all and was published at least {@code grace} ago,
     * so that no reader that listed the folder before still needs them. The dayfile is read to its end first: from
     * then on it is the only copy in {@code data/}.
     *
     * @return whether the folder left {@code data/}
     * @throws CorruptFileException when the dayfile is damaged; the parts stay
     */
    public boolean retire(Timeframe timeframe, LocalDate day, Duration grace) {
        lock.lock();
        try {
            boolean retired = retirement.retire(timeframe, day, grace);
            if (retired) {
                kept.unmark(timeframe, day);
            }
            return retired;
        } finally {
            lock.unlock();
        }
    }

    private boolean retireUnlessKept(Timeframe timeframe, LocalDate day, Duration grace) {
        lock.lock();
        try {
            return kept.marked(timeframe, day)
                    ? retirement.finish(timeframe, day)
                    : retirement.retire(timeframe, day, grace);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Retires every day that is due, as {@link #retire} does. A day whose dayfile is damaged does not keep the others
     * waiting: the first such failure is thrown when all are done.
     *
     * @return how many folders left {@code data/}
     */
    public int retireAll(Duration grace) {
        return retireEach(grace, this::retire);
    }

    /** As {@link #retireAll}, but without the days of {@link #keepParts}: for what happens without being asked for. */
    public int retireDue(Duration grace) {
        return retireEach(grace, this::retireUnlessKept);
    }

    private interface RetireDay {
        boolean retire(Timeframe timeframe, LocalDate day, Duration grace);
    }

    private int retireEach(Duration grace, RetireDay each) {
        int retired = 0;
        CorruptFileException damage = null;
        for (Timeframe timeframe : timeframes()) {
            for (LocalDate day : retirement.daysToRetire(timeframe)) {
                try {
                    retired += each.retire(timeframe, day, grace) ? 1 : 0;
                } catch (CorruptFileException e) {
                    damage = damage == null ? e : damage;
                }
            }
        }
        if (damage != null) {
            throw damage;
        }
        return retired;
    }

    /**
     * Moves every retired part of a day that is still kept back into the day's folder.
     *
     * @return how many parts came back
     */
    public int restoreRetired(Timeframe timeframe, LocalDate day) {
        lock.lock();
        try {
            return retirement.restore(timeframe, day);
        } finally {
            lock.unlock();
        }
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
    public UndoBegun beginUndo(Timeframe timeframe, LocalDate day) {
        lock.lock();
        try {
            Undo.Restored restored = undo.restore(timeframe, day);
            return new UndoBegun(timeframe, day, restored.dayfile(), restored.parts());
        } finally {
            lock.unlock();
        }
    }

    /** An undo whose grace is running. */
    public record UndoBegun(Timeframe timeframe, LocalDate day, Disk.Entry dayfile, int parts) {}

    /**
     * The second half, to be called after a grace longer than any reader's query: sets the dayfile aside.
     *
     * @return where the dayfile is
     * @throws IllegalStateException when the day was compacted anew in between
     */
    public Path finishUndo(UndoBegun begun) {
        lock.lock();
        try {
            return undo.setAside(begun.timeframe(), begun.day(), begun.dayfile());
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
     * @param quarantined where the damaged dayfile is, or {@code null} when none stood
     * @param restored how many retired parts came back
     * @param report the compaction, or {@code null} when it failed
     * @param failure why it failed, or {@code null}
     */
    record Rebuilt(Path quarantined, int restored, CompactionReport report, StorageException failure) {}

    /**
     * Makes a day's dayfile anew from every part that is still kept. The parts come back before the dayfile goes, so
     * that a repair that dies between leaves a day that the next one, or the next compaction, completes.
     */
    Rebuilt rebuild(Timeframe timeframe, LocalDate day) {
        lock.lock();
        try {
            int restored = retirement.restore(timeframe, day);
            Path dayfile = tools.layout().dayfile(timeframe, day);
            boolean stands = DayState.statOrNull(tools.disk(), dayfile) != null;
            Path quarantined = stands ? quarantine.take(dayfile) : null;
            try {
                return new Rebuilt(quarantined, restored, compact(timeframe, day), null);
            } catch (CorruptFileException | MisfiledRowException e) {
                return new Rebuilt(quarantined, restored, null, e);
            }
        } finally {
            lock.unlock();
        }
    }
}
