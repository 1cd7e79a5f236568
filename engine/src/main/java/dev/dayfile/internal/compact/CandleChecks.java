package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** Candle files: every row of its day; in our own files in order, and in our own dayfiles each key once. */
record CandleChecks(CandleFiles files, MarketClock market) implements FileChecks {
    @Override
    public FileFooter footer(Path file) {
        try (CandleFileReader reader = files.open(file)) {
            return reader.footer();
        }
    }

    @Override
    public FileFooter verify(Path file) {
        return files.verify(file);
    }

    @Override
    public FileFooter verify(Path file, LocalDate day, boolean dayfile) {
        FileFooter footer = files.verify(file);
        CandleColumns rows = new CandleColumns();
        CandleColumns before = new CandleColumns(1);
        SymbolTable symbols = new SymbolTable();
        try (CandleFileReader reader = files.open(file)) {
            boolean own = reader.footer().version() != null;
            Tally tally = new Tally();
            for (int group = 0; group < reader.rowGroups(); group++) {
                rows.clear();
                reader.readRowGroup(group, symbols, rows);
                tally.add(rows, 0, rows.size);
                for (int i = 0; i < rows.size; i++) {
                    LocalDate found = market.dayOf(rows.tsMicros[i]);
                    if (!found.equals(day)) {
                        throw new MisfiledRowException(file, rows, i, day, found);
                    }
                    if (own && before.size > 0) {
                        requireOrder(file, dayfile, before, rows, i);
                    }
                    before.clear();
                    before.addFrom(rows, i);
                }
            }
            DayMerge.checkFooter(file, reader.footer(), tally);
        }
        return footer;
    }

    @Override
    public String firstMissing(List<Path> of, List<Path> in) {
        return of.isEmpty() ? "" : new MissingCandles(files).first(of, in);
    }

    private static void requireOrder(Path file, boolean dayfile, CandleColumns before, CandleColumns rows, int i) {
        int order =
                dayfile ? CandleColumns.compareKeys(before, 0, rows, i) : CandleColumns.compareRows(before, 0, rows, i);
        if (dayfile ? order >= 0 : order > 0) {
            throw new CorruptFileException(
                    file,
                    "rows are out of order, or a key stands twice [symbol=" + rows.symbol[i] + ", ts="
                            + rows.tsMicros[i] + "]");
        }
    }
}
