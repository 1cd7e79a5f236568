package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.DayfileWriter;
import dev.dayfile.internal.parquet.PartProver;
import dev.dayfile.internal.parquet.SortedPart;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SpareColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Proves a part with many rows, on whatever thread, and says whether a merge may read it where it stands. It stands apart
 * from {@link PartBatch} because the rows are not kept: a merge of parts that are in order needs a window of each, and
 * neither room for a day nor sorted runs on the disk. Kept and used again.
 */
final class LargePart implements AutoCloseable {
    /** Some 600 rows; to open a smaller part a second time costs more than to hold its rows. */
    private static final long LEAST_BYTES = 64 << 10;

    private final DaySpan span;
    private final SymbolTable symbols;
    private final CandleFiles files;
    private final PartProver prover;
    private final CandleColumns rows = SpareColumns.take(DayfileWriter.ROW_GROUP_ROWS);

    /**
     * What became of a part.
     *
     * @param sorted {@code null} when it is not to be merged from where it stands: it is damaged, holds a row of another
     *     day, was written by another program or is not in order, which the general way finds out anew
     * @param tally what its rows add up to
     */
    record Outcome(Disk.Entry part, SortedPart sorted, Tally tally) {}

    LargePart(Toolbox tools, DaySpan span, SymbolTable symbols) {
        files = tools.files();
        prover = new PartProver(tools.disk());
        this.span = span;
        this.symbols = symbols;
    }

    static boolean isLarge(long bytes) {
        return bytes >= LEAST_BYTES;
    }

    /**
     * Whether a part, which somebody has looked at, may leave its place in the order of names: a large one of ours. In
     * files of other programs rows have no sequences, and of one key the last by name is what readers show.
     */
    static boolean mayStay(Disk.Entry part) {
        return isLarge(part.sizeBytes()) && PartName.parse(part.name()).isPresent();
    }

    /** These parts, which are in the order of their names; when they are more than {@code most}, the largest of them. */
    static List<Disk.Entry> largest(List<Disk.Entry> parts, int most) {
        List<Disk.Entry> large = new ArrayList<>(parts);
        if (large.size() > most) {
            large.sort(Comparator.comparingLong(Disk.Entry::sizeBytes).reversed()); // stable
            large.subList(most, large.size()).clear();
            large.sort(Comparator.comparing(Disk.Entry::name));
        }
        return large;
    }

    /** Reads a part to its end and holds it against all that is said of it. */
    Outcome prove(Disk.Entry part) {
        rows.clear();
        Tally tally = new Tally();
        SortedPart sorted = null;
        try {
            sorted = prover.read(part, span.timeframe(), symbols, rows);
            if (sorted != null) {
                span.check(part.path(), rows, 0, rows.size);
                tally.add(rows, 0, rows.size);
                requireFooter(part, tally);
                sorted = rows.isSorted() ? sorted : null;
            }
        } catch (CorruptFileException | MisfiledRowException | EOFException e) {
            sorted = null;
        } catch (IOException e) {
            throw Failures.storage("read the part", part.path(), e);
        }
        return new Outcome(part, sorted, tally);
    }

    /** A footer that is not as this version writes it is read. */
    private void requireFooter(Disk.Entry part, Tally tally) {
        if (!prover.hasFooterOf(rows, tally.digest)) {
            try (CandleFileReader reader = files.open(part.path())) {
                DayMerge.checkFooter(part.path(), reader.footer(), tally);
            }
        }
    }

    /** Lays its memory aside. */
    @Override
    public void close() {
        SpareColumns.give(rows);
    }
}
