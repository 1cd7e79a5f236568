package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.PartScanner;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Some parts of a day that are read together, on whatever thread, into columns of their own; {@link DayMerge} takes them
 * over in the order of the parts. It stands apart from the merge because several batches are read at a time. Kept and
 * filled again.
 */
final class PartBatch {
    /** More files than this, or more bytes, are more than one batch; few, so that threads end at the same time. */
    static final int MOST_PARTS = 32;

    static final long MOST_BYTES = 1 << 20;

    private static final int MOST_ROWS = 16 << 10;

    private final Toolbox tools;
    private final DaySpan span;
    private final SymbolTable symbols;
    private final PartScanner scanner;
    private final int mostRows;
    private List<Disk.Entry> parts = List.of();
    private boolean small;

    final CandleColumns rows = new CandleColumns();
    final List<Loaded> loaded = new ArrayList<>();

    /**
     * What became of one part.
     *
     * @param to where its rows end in the batch's; they begin where those of the part before end
     * @param tally what its rows add up to
     * @param failure damage, or a row of another day; {@code null} when the part is whole
     * @param tooLarge whether it was left for the merge to read by itself, since it has too many rows to be held here
     */
    record Loaded(Disk.Entry part, int to, Tally tally, StorageException failure, boolean tooLarge) {}

    PartBatch(Toolbox tools, DaySpan span, SymbolTable symbols) {
        this.tools = tools;
        this.span = span;
        this.symbols = symbols;
        scanner = tools.files().scanner();
        mostRows = Math.min(MOST_ROWS, tools.settings().rowsInMemory());
    }

    /**
     * What to {@link #read} next.
     *
     * @param small whether it is worth trying the short way, by which a large part is read in vain
     */
    void assign(List<Disk.Entry> parts, boolean small) {
        this.parts = parts;
        this.small = small;
    }

    /** Reads and checks the parts; one that is damaged leaves no rows and keeps nobody from the others. */
    PartBatch read() {
        rows.clear();
        loaded.clear();
        for (Disk.Entry part : parts) {
            loaded.add(load(part));
        }
        return this;
    }

    private Loaded load(Disk.Entry part) {
        int from = rows.size;
        Tally tally = new Tally();
        StorageException failure = null;
        boolean tooLarge = false;
        try {
            tooLarge = !read(part, tally);
        } catch (CorruptFileException | MisfiledRowException e) {
            rows.size = from;
            failure = e;
        }
        return new Loaded(part, rows.size, tally, failure, tooLarge);
    }

    /** Returns whether there was room for the part. */
    private boolean read(Disk.Entry part, Tally tally) {
        int from = rows.size;
        try {
            if (small && scanner.read(part, span.timeframe(), symbols, rows)) {
                span.check(part.path(), rows, from, rows.size);
                tally.add(rows, from, rows.size);
                return true;
            }
        } catch (IOException e) {
            throw Failures.storage("read the part", part.path(), e);
        }
        try (CandleFileReader reader = tools.files().open(part.path())) {
            if (from + reader.footer().rows() > mostRows) {
                return false;
            }
            for (int group = 0; group < reader.rowGroups(); group++) {
                reader.readRowGroup(group, symbols, rows);
            }
            span.check(part.path(), rows, from, rows.size);
            tally.add(rows, from, rows.size);
            DayMerge.checkFooter(part.path(), reader.footer(), tally);
            return true;
        }
    }
}
