package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one symbol's day from its files, checked page by page. Rows whose ts cannot belong to the day (a file that
 * another writer put into the wrong folder) are not part of it.
 *
 * <p>Parts that the dayfile has absorbed are skipped once the dayfile has been read without fault; if the dayfile turns
 * out to be damaged and is left out, they are read after all.
 */
final class DayLoader {
    /** For so long files are listed anew when one vanishes between listing and reading. */
    static final long RETRY_NANOS = 10_000_000_000L;

    private final DayFiles dayFiles;
    private final CandleFiles candleFiles;
    private final DamagePolicy policy;

    DayLoader(DayFiles dayFiles, CandleFiles candleFiles, DamagePolicy policy) {
        this.dayFiles = dayFiles;
        this.candleFiles = candleFiles;
        this.policy = policy;
    }

    /**
     * @param symbol whose rows, or {@link DayColumns#EVERY_SYMBOL} for the last row of each
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws StorageException when files cannot be read, or keep vanishing
     */
    DayColumns load(List<Path> timeframeFolders, DaySpan span, SymbolKey symbol, Source source) {
        long startNanos = System.nanoTime();
        while (true) {
            DayFileSet files = dayFiles.select(timeframeFolders, span.day(), source);
            try {
                if (files.isEmpty()) {
                    return DayColumns.EMPTY;
                }
                return symbol == DayColumns.EVERY_SYMBOL
                        ? new DaySummary(candleFiles, policy, span).read(files)
                        : read(files, span, symbol, source);
            } catch (StorageException e) {
                boolean vanished = e.code() == StorageException.Code.MISSING;
                if (!vanished || System.nanoTime() - startNanos > RETRY_NANOS) {
                    throw e;
                }
            }
        }
    }

    private DayColumns read(DayFileSet files, DaySpan span, SymbolKey symbol, Source source) {
        CandleColumns rows = new CandleColumns();
        List<Path> leftOut = new ArrayList<>();
        Set<String> absorbed = new HashSet<>();
        for (Entry dayfile : files.dayfiles()) {
            absorbed.addAll(read(dayfile.path(), span.fromMicros(), span.toMicros(), symbol, rows, leftOut));
        }
        for (Entry part : files.parts()) {
            if (source == Source.PARTS || !absorbed.contains(part.name())) {
                read(part.path(), span.fromMicros(), span.toMicros(), symbol, rows, leftOut);
            }
        }
        rows.sort();
        rows.dropDoubles();
        return DayColumns.of(rows, leftOut);
    }

    /**
     * Adds a file's rows of one symbol, or, when it is damaged and left out, its path to {@code leftOut}.
     *
     * @return the names of the parts that the file has absorbed; none of a file left out
     */
    List<String> read(
            Path file, long fromMicros, long toMicros, SymbolKey symbol, CandleColumns rows, Collection<Path> leftOut) {
        int before = rows.size;
        try (CandleFileReader reader = candleFiles.open(file)) {
            reader.readSymbol(symbol, fromMicros, toMicros, rows);
            return reader.footer().absorbed();
        } catch (CorruptFileException e) {
            if (policy == DamagePolicy.FAIL) {
                throw e;
            }
            rows.size = before;
            leftOut.add(file);
            return List.of();
        }
    }
}
