package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.parquet.SortedPart;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A merge of candles: collects rows, spills them as sorted runs when they are too many to hold, merges the runs, and the
 * large parts that are sorted where they stand, with the standing dayfile, proves the result and publishes it. Compaction
 * and import differ only in where the rows come from.
 *
 * <p>Among rows of one key the greatest sequence wins; among equal sequences (rows of other writers have none, so 0)
 * the one added last. The standing dayfile counts as added first, large parts as added last.
 */
final class DayMerge implements Merge {
    /** About what a part has beside its rows, and a row of it; rather too little, so that there is room enough. */
    private static final int LEAST_PART_BYTES = 2_000;

    private static final int LEAST_ROW_BYTES = 104;

    /** Of all parts that are merged from where they stand: fewer in memory cost reads, more live through collections. */
    private static final int MOST_WINDOW_ROWS = 24 << 10;

    /** Of one part: fewer cost a call to the system for hardly a row. */
    private static final int LEAST_WINDOW_ROWS = 64;

    /** Each is an open file. */
    private static final int MOST_SORTED_PARTS = 512;

    private final Toolbox tools;
    private final WorkFiles work;
    private final Timeframe timeframe;
    private final LocalDate day;
    private final Path dayfile;
    private final DayGrid grid;
    private final DaySpan span;
    private final SymbolTable symbols = new SymbolTable();
    private CandleColumns held = new CandleColumns();
    private final List<RunFile> runs = new ArrayList<>();
    private final List<SortedPart> parts = new ArrayList<>();
    private final Tally read = new Tally();
    private final Tally dropped = new Tally();
    private long mostRowsHeld;

    DayMerge(Toolbox tools, WorkFiles work, Timeframe timeframe, LocalDate day) {
        this.tools = tools;
        this.work = work;
        this.timeframe = timeframe;
        this.day = day;
        dayfile = tools.layout().dayfile(timeframe, day);
        grid = tools.numbers().day(timeframe, day);
        span = DaySpan.of(tools.market(), timeframe, day);
    }

    @Override
    public long rowsRead() {
        return read.rows;
    }

    /** The greatest number of rows that were in memory at once. */
    long mostRowsHeld() {
        return mostRowsHeld;
    }

    /** The day that every row must belong to. */
    DaySpan span() {
        return span;
    }

    /** The keys of all symbols of the merge. */
    SymbolTable symbols() {
        return symbols;
    }

    /** Makes room for the rows of some parts, as far as it can be told from the bytes that they have together. */
    void expect(int parts, long bytes) {
        long rows = parts + Math.max(0, bytes - (long) parts * LEAST_PART_BYTES) / LEAST_ROW_BYTES;
        held.ensureCapacity((int) Math.min(rows, tools.settings().rowsInMemory()));
    }

    /** Adds checked rows of a part, from one of as many batches as are under way. */
    void addLoaded(CandleColumns rows, int from, int to, Tally tally) {
        if (held.size > 0 && held.size + to - from > tools.settings().rowsInMemory()) {
            spill();
        }
        held.addRange(rows, from, to);
        read.add(tally);
    }

    /** How many parts can be merged from where they stand, in windows that take half of the memory at most. */
    int mostSortedParts() {
        return Math.min(MOST_SORTED_PARTS, tools.settings().rowsInMemory() / 2 / LEAST_WINDOW_ROWS);
    }

    /**
     * Adds a part that was read and proved and whose rows are in order; they are read again when rows are merged. Every
     * such part counts as added after what is held, and in the order of its adding.
     */
    void addSorted(SortedPart part, Tally tally) {
        parts.add(part);
        read.add(tally);
    }

    /** Takes into account that batches of parts are in memory beside the rows that are held. */
    void noteBatches(int batches, int rowsOfABatch) {
        noteHeld(held.size + (long) batches * rowsOfABatch);
    }

    @Override
    public void addFile(Path file) {
        try (CandleFileReader reader = tools.files().open(file)) {
            long rows = reader.footer().rows();
            if (held.size > 0 && held.size + rows > tools.settings().rowsInMemory()) {
                spill();
            }
            if (rows > tools.settings().rowsInMemory()) {
                // Too large to hold, so a fault at its end would be found when its beginning is already spilled.
                proveWhole(file);
            }
            int runsBefore = runs.size();
            int rowsBefore = held.size;
            try {
                addRowGroups(file, reader);
            } catch (CorruptFileException | MisfiledRowException e) {
                if (runs.size() != runsBefore) {
                    throw new StorageException(
                            StorageException.Code.IO, file, "a file that was whole a moment ago is damaged now", e);
                }
                held.size = rowsBefore;
                throw e;
            }
        }
    }

    private void addRowGroups(Path file, CandleFileReader reader) {
        Tally tally = new Tally();
        for (int group = 0; group < reader.rowGroups(); group++) {
            if (held.size >= tools.settings().rowsInMemory()) {
                spill();
            }
            int from = held.size;
            reader.readRowGroup(group, symbols, held);
            noteHeld(held.size);
            span.check(file, held, from, held.size);
            tally.add(held, from, held.size);
        }
        checkFooter(file, reader.footer(), tally);
        read.add(tally);
    }

    private void proveWhole(Path file) {
        CandleColumns scratch = new CandleColumns();
        Tally tally = new Tally();
        try (CandleFileReader reader = tools.files().open(file)) {
            for (int group = 0; group < reader.rowGroups(); group++) {
                scratch.clear();
                reader.readRowGroup(group, symbols, scratch);
                noteHeld(held.size + (long) scratch.size);
                span.check(file, scratch, 0, scratch.size);
                tally.add(scratch, 0, scratch.size);
            }
            checkFooter(file, reader.footer(), tally);
        }
    }

    /** Adds rows that are in memory; they are not to be changed until this is closed. */
    void addRows(CandleColumns rows) {
        if (held.size == 0 && rows.size <= tools.settings().rowsInMemory()) {
            held = rows; // and not copied, so that they are in memory once
            for (int i = 0; i < rows.size; i++) {
                rows.symbol[i] = symbols.intern(rows.symbol[i]);
            }
            span.check(dayfile, rows, 0, rows.size);
            read.add(rows, 0, rows.size);
            noteHeld(rows.size);
            return;
        }
        for (int i = 0; i < rows.size; i++) {
            if (held.size >= tools.settings().rowsInMemory()) {
                spill();
            }
            held.addFrom(rows, i);
            held.symbol[held.size - 1] = symbols.intern(rows.symbol[i]);
            span.check(dayfile, held, held.size - 1, held.size);
            read.add(rows, i);
        }
        noteHeld(held.size + (long) rows.size);
    }

    /** Holds a file to what its footer says; the footer of another writer has no digest to compare. */
    static void checkFooter(Path file, FileFooter footer, Tally tally) {
        boolean ours = footer.version() != null;
        if (tally.rows != footer.rows() || ours && tally.digest != footer.digest()) {
            throw new CorruptFileException(
                    file, "the rows are not what the footer says [rows=" + tally + ", footer=" + footer + "]");
        }
    }

    private void noteHeld(long rows) {
        mostRowsHeld = Math.max(mostRowsHeld, rows);
    }

    /** Writes the held rows to a work file as a sorted run. */
    private void spill() {
        runs.add(writeRun(List.of(new HeldRows(held))));
        held.clear();
    }

    private RunFile writeRun(List<? extends RowWindows> sources) {
        try (MergedRows rows = new MergedRows(sources, dropped)) {
            return work.write(out -> {
                RunFile.Writer writer = new RunFile.Writer(out);
                while (rows.next()) {
                    writer.add(rows.columns(), 0, rows.size());
                }
                return writer.finish();
            });
        }
    }

    private void mergeRunsToWidth() {
        WorkFiles.mergeToWidth(runs, tools.settings().mergeWidth(), this::mergeRuns);
    }

    private RunFile mergeRuns(List<RunFile> group) {
        List<FileRows> sources = openRuns(group);
        RunFile merged = writeRun(sources);
        noteHeld(held.size + rowsBuffered(sources));
        group.forEach(run -> work.discard(run.file()));
        return merged;
    }

    private List<FileRows> openRuns(List<RunFile> files) {
        List<FileRows> opened = new ArrayList<>();
        try {
            for (RunFile run : files) {
                opened.add(new FileRows(run.file(), run.open(tools.disk()), symbols));
            }
            return opened;
        } catch (RuntimeException e) {
            MergedRows.closeAll(opened);
            throw e;
        }
    }

    /** Proved on the way, also in what a merge does not need, so that damage is not healed in silence. */
    private FileRows openStanding(List<FileRows> closedOnFailure) {
        try {
            return new FileRows(
                    dayfile,
                    tools.files().openProving(dayfile, null, tools.settings().threads()),
                    symbols);
        } catch (RuntimeException e) {
            MergedRows.closeAll(closedOnFailure);
            throw e;
        }
    }

    private static long rowsBuffered(List<FileRows> sources) {
        long rows = 0;
        for (FileRows source : sources) {
            rows += source.mostRowsHeld();
        }
        return rows;
    }

    @Override
    public Result publish(boolean withStanding, List<String> absorbed) {
        mergeRunsToWidth();
        return new NewDayfile(tools, work, dayfile)
                .publish(
                        read,
                        dropped,
                        (out, written) -> write(out, withStanding, absorbed, written),
                        (file, written) -> new Proof(tools, day, grid).require(file, written, absorbed));
    }

    /** All of {@link #publish} but forcing the folder, which is left to the caller. */
    Result place(boolean withStanding, List<String> absorbed, NewDayfile.Sealing sealing) {
        mergeRunsToWidth();
        return new NewDayfile(tools, work, dayfile)
                .place(
                        read,
                        dropped,
                        (out, written) -> write(out, withStanding, absorbed, written),
                        sealing,
                        (file, written) -> new Proof(tools, day, grid).require(file, written, absorbed));
    }

    @Override
    public Tally preview(boolean withStanding) {
        mergeRunsToWidth();
        Tally tally = new Tally();
        try (MergedRows rows = new MergedRows(sources(openFiles(withStanding)), new Tally())) {
            while (rows.next()) {
                tally.add(rows.columns(), 0, rows.size());
            }
        }
        return tally;
    }

    /** The standing dayfile, if it is wanted, and the runs. */
    private List<FileRows> openFiles(boolean withStanding) {
        List<FileRows> files = openRuns(runs);
        if (withStanding) {
            files.add(0, openStanding(files));
        }
        return files;
    }

    /** Where every row is to be had, in the order of adding; closes the files if one cannot be opened. */
    private List<RowWindows> sources(List<FileRows> files) {
        List<RowWindows> sources = new ArrayList<>(files);
        sources.add(new HeldRows(held));
        if (parts.isEmpty()) {
            return sources;
        }
        SortedPart.Buffer buffer = new SortedPart.Buffer(windowRows());
        try {
            for (SortedPart part : parts) {
                sources.add(new PartRows(part.open(tools.disk(), symbols, buffer)));
            }
        } catch (RuntimeException e) {
            MergedRows.closeAll(sources);
            throw e;
        }
        return sources;
    }

    private int windowRows() {
        int rows = Math.min(MOST_WINDOW_ROWS, tools.settings().rowsInMemory() / 2) / parts.size();
        return Math.max(LEAST_WINDOW_ROWS, Math.min(RunFile.BLOCK_ROWS * 2, rows));
    }

    private long write(Disk.WritableFile out, boolean withStanding, List<String> absorbed, Tally written) {
        List<FileRows> files = openFiles(withStanding);
        try (MergedRows rows = new MergedRows(sources(files), dropped);
                DayfileSink sink = tools.sinks().open(out, timeframe, tools.writerId(), grid)) {
            while (rows.next()) {
                span.check(dayfile, rows.columns(), 0, rows.size());
                written.add(rows.columns(), 0, rows.size());
                sink.add(rows.columns(), 0, rows.size());
            }
            noteHeld(held.size + rowsBuffered(files) + (parts.isEmpty() ? 0 : (long) parts.size() * windowRows()));
            if (withStanding) {
                read.add(files.get(0).tally());
            }
            return sink.finish(absorbed);
        }
    }

    /** Deletes the runs. */
    @Override
    public void close() {
        runs.forEach(run -> work.discard(run.file()));
        runs.clear();
    }
}
