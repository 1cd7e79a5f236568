package dev.dayfile.internal.series;

import dev.dayfile.model.Timeframe;
import java.util.Collections;
import java.util.SortedMap;

/**
 * Rows that were appended and stand in no file yet, for a reader that has its rows from files. It must be asked before
 * the files are listed: a row that is published in between is then in both, and never in neither.
 */
@FunctionalInterface
public interface Unpublished {
    /** Nothing: what files have is all that is wanted. */
    Unpublished NONE = (symbol, timeframe) -> Collections.emptySortedMap();

    /**
     * The rows by timeframe, in no order; some may stand in files all the same.
     *
     * @param symbol {@code null} for every symbol, otherwise with a timeframe
     * @param timeframe {@code null} for every timeframe
     */
    SortedMap<Timeframe, CandleColumns> rows(SymbolKey symbol, Timeframe timeframe);
}
