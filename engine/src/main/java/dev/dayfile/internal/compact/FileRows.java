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
final class FileRows implements RowSource {
    private final Path file;
    private final CandleFileReader reader;
    private final SymbolTable symbols;
    private final CandleColumns columns = new CandleColumns();
    private final CandleColumns lastOfGroup = new CandleColumns(1);
    private final Tally tally = new Tally();
    private int mostRowsHeld;
    private int nextGroup;
    private int row = -1;

    /** Takes the reader over and closes it. */
    FileRows(Path file, CandleFileReader reader, SymbolTable symbols) {
        this.file = file;
        this.reader = reader;
        this.symbols = symbols;
    }

    @Override
    public boolean next() {
        if (row + 1 < columns.size) {
            row++;
            checkOrder(columns, row - 1);
            tally.add(columns, row);
            return true;
        }
        while (nextGroup < reader.rowGroups()) {
            keepLast();
            columns.clear();
            reader.readRowGroup(nextGroup++, symbols, columns);
            mostRowsHeld = Math.max(mostRowsHeld, columns.size);
            if (columns.size > 0) {
                row = 0;
                if (lastOfGroup.size > 0) {
                    checkOrder(lastOfGroup, 0);
                }
                tally.add(columns, row);
                return true;
            }
        }
        if (row >= 0) {
            row = -1;
            columns.clear();
        }
        DayMerge.checkFooter(file, reader.footer(), tally);
        return false;
    }

    private void keepLast() {
        if (columns.size > 0) {
            lastOfGroup.clear();
            lastOfGroup.addFrom(columns, columns.size - 1);
        }
    }

    private void checkOrder(CandleColumns before, int i) {
        if (CandleColumns.compareKeys(before, i, columns, row) >= 0) {
            throw new CorruptFileException(
                    file,
                    "rows are not in ascending order of their keys [symbol=" + columns.symbol[row] + ", ts="
                            + columns.tsMicros[row] + "]");
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
    public CandleColumns columns() {
        return columns;
    }

    @Override
    public int row() {
        return row;
    }

    @Override
    public void close() {
        reader.close();
    }
}
