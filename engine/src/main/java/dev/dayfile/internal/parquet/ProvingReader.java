package dev.dayfile.internal.parquet;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import java.util.zip.CRC32C;

/**
 * Hands out a dayfile's row groups in their order and holds each to everything that can be known of it, so that whoever
 * merges or compares the rows need not read the file once more to trust it. The file is proved when the last row group
 * has been handed out: its bytes have then all been read, once.
 */
final class ProvingReader implements CandleFileReader {
    private final DayfileReader dayfile;
    private final DayGrid grid;
    private final RowsProof proof;
    private final CRC32C body = new CRC32C();
    private int next;

    /** @param grid the numbers that its candles must have, or {@code null} when any will do */
    ProvingReader(DayfileReader dayfile, DayGrid grid) {
        this.dayfile = dayfile;
        this.grid = grid;
        proof = new RowsProof(dayfile.file(), true);
    }

    @Override
    public FileFooter footer() {
        return dayfile.footer();
    }

    @Override
    public int rowGroups() {
        return dayfile.rowGroups();
    }

    /** @throws IllegalStateException when it is not the next one */
    @Override
    public void readRowGroup(int index, SymbolTable symbols, CandleColumns into) {
        if (index != next) {
            throw new IllegalStateException("row groups are proved in their order [next=" + next + ", wanted=" + index
                    + ", file=" + dayfile.file() + "]");
        }
        next++;
        dayfile.guard(() -> {
            int from = into.size;
            dayfile.readProved(index, symbols, into, grid, body);
            proof.add(into, from);
            if (next == rowGroups()) {
                dayfile.proveRest(body);
                proof.hold(footer());
            }
        });
    }

    @Override
    public void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into) {
        throw new UnsupportedOperationException("a proof reads every row");
    }

    @Override
    public void close() {
        dayfile.close();
    }
}
