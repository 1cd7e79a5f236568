package dev.dayfile.model;

import java.time.ZoneId;

/**
 * What an import takes for columns that a foreign file lacks.
 *
 * @param symbol the symbol of a file without that column, or {@code null}: such a file is refused
 * @param timeframe the timeframe of a file without that column, or {@code null}: such a file is refused
 * @param zone the zone of times without an offset, or {@code null}: the market's
 */
public record ImportDefaults(String symbol, Timeframe timeframe, ZoneId zone) {
    /** Nothing is given: the file must have every column. */
    public static final ImportDefaults NONE = new ImportDefaults(null, null, null);

    public ImportDefaults {
        if (symbol != null) {
            Symbols.requireValid(symbol);
        }
    }
}
