package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.parquet.DayfileWriter;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.model.CompactionReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Merges rows into several days, some of them at the same time. It stands apart from the merge of a day because of what
 * days share: a small day waits for the disk ten times as long as it computes, and a file system forces the files of
 * several threads in hardly more time than one. So while one day computes, others wait for their files to be forced, and
 * the folder that receives the names is forced once, when all are placed. Only then is any of them reported.
 *
 * <p>No more threads compute at a time than a merge may use, and what a day holds beside its rows it gives back before it
 * waits for the disk.
 *
 * @param merges begins the merge of a day
 * @param states looks at what stands of a day
 */
record DaysMerge(Toolbox tools, Function<DayRows, DayMerge> merges, Function<DayRows, Standing> states) {
    /**
     * Days under way, most of them waiting for the disk. Measured on ext4: with 4 that are being forced a file takes a
     * quarter of the time that it takes alone, and with 32 no less; the others are those whose turn to compute comes.
     */
    private static final int AT_ONCE = 8;

    /** What stands of a day, and the report on it, whose time is running. */
    record Standing(DayState state, DayReport report, Path dayfile) {}

    /**
     * What became of some days.
     *
     * @param stored the days whose dayfiles are published and, where the store forces, survive a power failure
     * @param placed every dayfile that readers see, also one that may not survive
     * @param failure why not all are stored; {@code null} when they are
     */
    record Outcome(List<Stored> stored, List<Path> placed, Throwable failure) {}

    /** A day that is stored. */
    record Stored(DayRows day, CompactionReport report) {}

    /** What became of one day; neither when it was not begun. */
    private record Placed(Stored stored, Path dayfile, Throwable failure) {
        static final Placed NOT_BEGUN = new Placed(null, null, null);
    }

    /** Merges days, each once. A day that fails keeps later ones from being begun; every day is as it was, or whole. */
    Outcome merge(List<DayRows> days) {
        Batch batch = new Batch();
        Set<Path> folders = new LinkedHashSet<>();
        try {
            for (DayRows day : days) {
                Path folder = tools.layout().dayfile(day.timeframe(), day.day()).getParent();
                if (folders.add(folder)) {
                    createFolder(folder);
                }
            }
            placeAll(days, batch);
        } catch (IOException | RuntimeException | Error e) { // what was placed is to be forced and told all the same
            batch.failed(e);
        }
        folders.forEach(batch::force);
        return new Outcome(
                batch.stored, batch.placed.stream().map(Placed::dayfile).toList(), batch.failure);
    }

    /** Before any thread needs it: another's failure to force its name would not be known to those who find it there. */
    private void createFolder(Path folder) {
        try {
            tools.publisher().createFolders(folder);
        } catch (IOException e) {
            throw Failures.storage("create the folder", folder, e);
        }
    }

    private void placeAll(List<DayRows> days, Batch batch) throws IOException {
        try (Workers workers = new Workers(Math.min(AT_ONCE, days.size()));
                Workers.Line<Placed> line = workers.line()) {
            for (int i = 0; i < days.size() && batch.goesOn(i); i++) {
                if (line.isFull()) {
                    batch.add(line.next());
                }
                int number = i;
                line.add(() -> batch.goesOn(number) ? place(days.get(number), number, batch) : Placed.NOT_BEGUN);
            }
            while (!line.isEmpty()) {
                batch.add(line.next());
            }
        }
    }

    private Placed place(DayRows day, int number, Batch batch) {
        try {
            Standing standing = states.apply(day);
            int share = batch.share(day.rows().size, standing.state());
            batch.processors.acquireUninterruptibly(share);
            try (DayMerge merge = merges.apply(day)) {
                DayState state = standing.state();
                Compactor.addForeignDayfile(merge, state);
                merge.addRows(day.rows());
                Merge.Result result = merge.place(
                        state.hasOwnDayfile(),
                        DayState.names(state.absorbed(), List.of()),
                        pending -> batch.seal(pending, share));
                CompactionReport report = standing.report().published(0, result, List.of());
                return new Placed(new Stored(day, report), standing.dayfile(), null);
            } finally {
                batch.processors.release(share);
            }
        } catch (RuntimeException | Error e) {
            batch.failedAt(number);
            return new Placed(null, null, e);
        }
    }

    /** What the threads of one call have in common. */
    private final class Batch {
        private final int threads = tools.settings().threads();

        /** Of whom there are as many as threads may compute; fair, or a large day would never get them all. */
        final Semaphore processors = new Semaphore(threads, true);

        private final AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
        final List<Placed> placed = new ArrayList<>();
        final List<Stored> stored = new ArrayList<>();
        Throwable failure;

        /** Earlier days than the one that failed go on, so that what is stored does not depend on who was faster. */
        boolean goesOn(int number) {
            return number < firstFailed.get();
        }

        void failedAt(int number) {
            firstFailed.accumulateAndGet(number, Math::min);
        }

        /** A day of several row groups is merged by several threads, so it takes the place of several. */
        int share(int rows, DayState state) {
            long all = rows + (state.hasDayfile() ? state.footer().rows() : 0);
            return all > DayfileWriter.ROW_GROUP_ROWS ? threads : 1;
        }

        /** Others compute while the disk works. */
        void seal(Publisher.Pending pending, int share) throws IOException {
            processors.release(share);
            try {
                pending.seal();
            } finally {
                processors.acquireUninterruptibly(share);
            }
        }

        void add(Placed day) {
            if (day.failure != null) {
                failed(day.failure);
            } else if (day != Placed.NOT_BEGUN) {
                placed.add(day);
            }
        }

        void failed(Throwable e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }

        /** Makes the names of the days placed in a folder survive a power failure; those are stored then. */
        void force(Path folder) {
            List<Placed> here = placed.stream()
                    .filter(day -> day.dayfile.getParent().equals(folder))
                    .toList();
            if (here.isEmpty()) {
                return;
            }
            try {
                tools.publisher().forceFolder(folder);
                here.forEach(day -> stored.add(day.stored));
            } catch (IOException e) {
                failed(Failures.storage("publish the dayfiles", folder, e));
            }
        }
    }
}
