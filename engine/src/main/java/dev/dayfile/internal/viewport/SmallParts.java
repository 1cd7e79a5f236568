package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.PartScanner;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.util.List;

/**
 * Takes the rows of an open day from its small parts, of which a bot that trades a few symbols makes hundreds: there the
 * cost of a file is everything. What it does not take is left to {@link CandleFiles}. For one reading of one day.
 */
final class SmallParts {
    /** With fewer parts the buffers would cost more than they save. */
    private static final int WORTH_IT = 8;

    private final PartScanner scanner;
    private final Timeframe timeframe;
    private final SymbolTable symbols;
    private final CandleColumns scanned = new CandleColumns(16);

    private SmallParts(PartScanner scanner, Timeframe timeframe, SymbolTable symbols) {
        this.scanner = scanner;
        this.timeframe = timeframe;
        this.symbols = symbols;
    }

    /** For the parts of a day, which are of one timeframe; {@code null} when it is not worth it. */
    static SmallParts of(List<Entry> parts, CandleFiles files, SymbolTable symbols) {
        Timeframe timeframe = parts.size() < WORTH_IT
                ? null
                : StoreLayout.timeframeOf(parts.get(0).path()).orElse(null);
        return timeframe == null ? null : new SmallParts(files.scanner(), timeframe, symbols);
    }

    /** Adds the rows of every symbol, if the part is a small and whole one of this engine; returns whether it was. */
    boolean read(Entry part, CandleColumns into) {
        try {
            return scanner.read(part, timeframe, symbols, into);
        } catch (IOException e) {
            throw Failures.storage("read the part", part.path(), e);
        }
    }

    /** As {@link #read}, of one symbol's rows from one time to another, both included. */
    boolean readSymbol(Entry part, SymbolKey symbol, DaySpan span, CandleColumns into) {
        SymbolKey wanted = symbols.intern(symbol);
        scanned.clear();
        if (!read(part, scanned)) {
            return false;
        }
        for (int i = 0; i < scanned.size; i++) {
            long tsMicros = scanned.tsMicros[i];
            if (scanned.symbol[i] == wanted && tsMicros >= span.fromMicros() && tsMicros <= span.toMicros()) {
                into.addRange(scanned, i, i + 1);
            }
        }
        return true;
    }
}
