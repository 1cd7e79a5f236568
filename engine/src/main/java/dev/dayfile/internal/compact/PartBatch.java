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
    private long firstBytes;

    final CandleColumns rows = new CandleColumns();
    final List<Loaded> loaded = new ArrayList<>();

    /**
     * What became of one part.
     *
     * @param to where its rows end in the batch's; they begin where those of the part before end
     * @param tally what its rows add up to
     * @param failure damage, or a row of another day; {@code null} when the part is whole
     * @param tooLarge whether it was left for the merge to read by itself, since it has too many rows to be held here
     * @param large whether it was left since it may be merged from where it stands, behind smaller ones as it is
     */
    record Loaded(Disk.Entry part, int to, Tally tally, StorageException failure, boolean tooLarge, boolean large) {}

    PartBatch(Toolbox tools, DaySpan span, SymbolTable symbols) {
        this.tools = tools;
        this.span = span;
        this.symbols = symbols;
        scanner = tools.files().scanner();
        mostRows = Math.min(MOST_ROWS, tools.settings().rowsInMemory());
    }

    /**
     * Reads and checks parts; one that is damaged leaves no rows and keeps nobody from the others.
     *
     * @param firstBytes size of the first, as which the others are taken to be until they are found not to be
     */
    void read(List<Disk.Entry> parts, long firstBytes) {
        this.firstBytes = firstBytes;
        rows.clear();
        loaded.clear();
        for (Disk.Entry part : parts) {
            loaded.add(load(part));
        }
    }

    private Loaded load(Disk.Entry part) {
        int from = rows.size;
        Tally tally = new Tally();
        try {
            if (readShort(part, tally)) {
                return new Loaded(part, rows.size, tally, null, false, false);
            }
            if (!LargePart.isLarge(firstBytes)) {
                Disk.Entry looked = DayState.statOrNull(tools.disk(), part.path());
                if (looked != null && LargePart.mayStay(looked)) {
                    return new Loaded(looked, from, tally, null, false, true);
                }
            }
            boolean tooLarge = !readLong(part, tally);
            return new Loaded(part, rows.size, tally, null, tooLarge, false);
        } catch (CorruptFileException | MisfiledRowException e) {
            rows.size = from;
            return new Loaded(part, from, tally, e, false, false);
        }
    }

    /** Reads a small part of this engine; returns whether it is one. */
    private boolean readShort(Disk.Entry part, Tally tally) {
        if (firstBytes > PartScanner.MOST_BYTES) {
            return false; // by which a larger part is read in vain
        }
        int from = rows.size;
        try {
            if (!scanner.read(part, span.timeframe(), symbols, rows)) {
                return false;
            }
        } catch (IOException e) {
            throw Failures.storage("read the part", part.path(), e);
        }
        sample(part, from);
        span.check(part.path(), rows, from, rows.size);
        tally.add(rows, from, rows.size);
        return true;
    }

    /** A part that is what this engine writes and is not what a reader takes it for: others of its kind are suspect too. */
    private void sample(Disk.Entry part, int from) {
        try {
            scanner.sample(part, span.timeframe(), symbols, rows, from);
        } catch (CorruptFileException e) {
            throw new StorageException(
                    StorageException.Code.CORRUPT,
                    part.path(),
                    "the part was written wrongly, by a fault of the program; nothing was changed; verify finds all such"
                            + " parts: " + e.getMessage(),
                    e);
        }
    }

    /** Reads a part of any kind; returns whether there was room for it. */
    private boolean readLong(Disk.Entry part, Tally tally) {
        int from = rows.size;
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
