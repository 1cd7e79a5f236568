package dev.dayfile.internal.parquet;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;

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

    @Override
    void close();
}
