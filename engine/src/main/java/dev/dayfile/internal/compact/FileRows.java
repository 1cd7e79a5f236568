package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;

/**
 * The rows of a sorted file of our own (the standing dayfile, a spilled run), one row group in memory at a time. The
 * file is held to its word: order as it goes, count and digest at its end, which comes before anything is published.
 */
final class FileRows implements RowWindows {
    private final Path file;
    private final CandleFileReader reader;
    private final SymbolTable symbols;
    private final CandleColumns rows = new CandleColumns();
    private final CandleColumns lastOfGroup = new CandleColumns(1);
    private final Tally tally = new Tally();
    private int mostRowsHeld;
    private int nextGroup;

    /** Takes the reader over and closes it. */
    FileRows(Path file, CandleFileReader reader, SymbolTable symbols) {
        this.file = file;
        this.reader = reader;
        this.symbols = symbols;
    }

    @Override
    public boolean next() {
        while (nextGroup < reader.rowGroups()) {
            keepLast();
            rows.clear();
            reader.readRowGroup(nextGroup++, symbols, rows);
            mostRowsHeld = Math.max(mostRowsHeld, rows.size);
            if (rows.size > 0) {
                checkOrder();
                tally.add(rows, 0, rows.size);
                return true;
            }
        }
        rows.clear();
        DayMerge.checkFooter(file, reader.footer(), tally);
        return false;
    }

    private void keepLast() {
        if (rows.size > 0) {
            lastOfGroup.clear();
            lastOfGroup.addFrom(rows, rows.size - 1);
        }
    }

    private void checkOrder() {
        if (lastOfGroup.size > 0) {
            checkOrder(lastOfGroup, 0, 0);
        }
        for (int i = 1; i < rows.size; i++) {
            checkOrder(rows, i - 1, i);
        }
    }

    private void checkOrder(CandleColumns before, int i, int row) {
        if (CandleColumns.compareKeys(before, i, rows, row) >= 0) {
            throw new CorruptFileException(
                    file,
                    "rows are not in ascending order of their keys [symbol=" + rows.symbol[row] + ", ts="
                            + rows.tsMicros[row] + "]");
        }
    }

    /** The greatest number of rows that were in memory at once. */
    int mostRowsHeld() {
        return mostRowsHeld;
    }

    /** What the rows given so far add up to. */
    Tally tally() {
        return tally;
    }

    @Override
    public CandleColumns rows() {
        return rows;
    }

    @Override
    public void close() {
        reader.close();
    }
}
