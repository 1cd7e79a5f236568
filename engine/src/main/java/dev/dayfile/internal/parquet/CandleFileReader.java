package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import java.util.Arrays;
import java.util.Set;

/** An open candle file of the store: a part or a dayfile. Everything it returns was checked against its checksums. */
public interface CandleFileReader extends AutoCloseable {
    FileFooter footer();

    int rowGroups();

    /**
     * Adds the rows of one row group, in file order.
     *
     * @throws dev.dayfile.model.CorruptFileException when anything in it is damaged; {@code into} may then hold some rows
     */
    void readRowGroup(int index, SymbolTable symbols, CandleColumns into);

    /** Adds the rows of one symbol with ts in [fromMicros, toMicros], reading only pages that can hold them. */
    void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into);

    /**
     * Adds every symbol that has a row.
     *
     * @throws dev.dayfile.model.CorruptFileException when what is read for that is damaged
     */
    default void readSymbols(SymbolTable symbols, Set<SymbolKey> into) {
        CandleColumns rows = new CandleColumns();
        for (int group = 0; group < rowGroups(); group++) {
            rows.clear();
            readRowGroup(group, symbols, rows);
            into.addAll(Arrays.asList(rows.symbol).subList(0, rows.size));
        }
    }

    @Override
    void close();
}
