package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** What a row takes in a part, and rather more than it takes in memory. */
    private static final int ROW_BYTES = 104;

    private final DayFiles dayFiles;
    private final CandleFiles candleFiles;
    private final DamagePolicy policy;

    DayLoader(DayFiles dayFiles, CandleFiles candleFiles, DamagePolicy policy) {
        this.dayFiles = dayFiles;
        this.candleFiles = candleFiles;
        this.policy = policy;
    }

    /**
     * @param symbol whose rows, or what {@link DayColumns#isSummary stands for} the day as a whole
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws StorageException when files cannot be read, or keep changing
     */
    DayColumns load(List<Path> timeframeFolders, DaySpan span, SymbolKey symbol, Source source) {
        return load(
                timeframeFolders, span, symbol, source, dayFiles.selectByName(timeframeFolders, span.day(), source));
    }

    /** As {@link #load(List, DaySpan, SymbolKey, Source)}, with the day's files as they were listed a moment ago. */
    DayColumns load(List<Path> timeframeFolders, DaySpan span, SymbolKey symbol, Source source, DayFileSet listed) {
        DayFileSet files = listed;
        long startNanos = System.nanoTime();
        while (true) {
            StorageException failure = null;
            DayColumns columns = DayColumns.EMPTY;
            try {
                if (!files.isEmpty()) {
                    columns = DayColumns.isSummary(symbol)
                            ? new DaySummary(candleFiles, policy, span).read(files, symbol)
                            : read(files, span, symbol, source);
                }
            } catch (StorageException e) {
                failure = e;
            }
            // A part never changes, so it is enough that it was there. A dayfile may be replaced at any moment.
            boolean replaced = !dayFiles.unchanged(files.dayfiles());
            boolean vanished = failure != null && failure.code() == StorageException.Code.MISSING;
            if (!replaced && !vanished) {
                if (failure != null) {
                    throw failure;
                }
                return columns;
            }
            if (System.nanoTime() - startNanos > RETRY_NANOS) {
                throw failure != null
                        ? failure
                        : keptChanging(files.dayfiles().get(0).path());
            }
            files = dayFiles.selectByName(timeframeFolders, span.day(), source);
        }
    }

    /**
     * Reads every symbol of a day that stands in parts alone, of which each has to be read wholly anyway.
     *
     * @param maxBytes rows that take more than that are not kept
     * @return {@code null} when the day is not of that kind, a part is damaged, or one vanishes meanwhile: then each symbol
     *     is read by itself, which says what there is to say
     * @throws StorageException when files cannot be read
     */
    Map<SymbolKey, DayColumns> loadOpenDay(List<Path> timeframeFolders, DaySpan span, long maxBytes) {
        DayFileSet files = dayFiles.selectByName(timeframeFolders, span.day(), Source.ALL);
        if (!files.dayfiles().isEmpty()) {
            return null;
        }
        CandleColumns rows = new CandleColumns();
        SymbolTable symbols = new SymbolTable();
        SmallParts small = SmallParts.of(files.parts(), candleFiles, symbols);
        for (Entry part : files.parts()) {
            try {
                if (small == null || !small.read(part, rows)) {
                    readAll(part, symbols, rows);
                }
                if (rows.size > maxBytes / ROW_BYTES) {
                    return null;
                }
            } catch (CorruptFileException e) {
                return null;
            } catch (StorageException e) {
                if (e.code() == StorageException.Code.MISSING) {
                    return null;
                }
                throw e;
            }
        }
        dropOtherDays(rows, span);
        rows.sort();
        rows.dropDoubles();
        Map<SymbolKey, DayColumns> bySymbol = new HashMap<>();
        for (int from = 0, to; from < rows.size; from = to) {
            SymbolKey symbol = rows.symbol[from];
            to = from + 1;
            while (to < rows.size && rows.symbol[to].equals(symbol)) {
                to++;
            }
            bySymbol.put(symbol, DayColumns.of(rows, from, to, List.of()));
        }
        return bySymbol;
    }

    private void readAll(Entry file, SymbolTable symbols, CandleColumns into) {
        try (CandleFileReader reader = candleFiles.open(file)) {
            for (int group = 0; group < reader.rowGroups(); group++) {
                reader.readRowGroup(group, symbols, into);
            }
        }
    }

    private static void dropOtherDays(CandleColumns rows, DaySpan span) {
        int kept = 0;
        for (int i = 0; i < rows.size; i++) {
            if (rows.tsMicros[i] >= span.fromMicros() && rows.tsMicros[i] <= span.toMicros()) {
                if (kept != i) {
                    rows.set(kept, rows, i);
                }
                kept++;
            }
        }
        rows.size = kept;
    }

    private static StorageException keptChanging(Path file) {
        return new StorageException(
                StorageException.Code.IO,
                file,
                "the file kept changing while it was read [seconds=" + RETRY_NANOS / 1_000_000_000 + "]");
    }

    private DayColumns read(DayFileSet files, DaySpan span, SymbolKey symbol, Source source) {
        CandleColumns rows = new CandleColumns();
        List<Path> leftOut = new ArrayList<>();
        Set<String> absorbed = files.parts().isEmpty() ? Set.of() : new HashSet<>();
        for (Entry dayfile : files.dayfiles()) {
            List<String> names = read(dayfile, span.fromMicros(), span.toMicros(), symbol, rows, leftOut);
            if (!files.parts().isEmpty()) {
                absorbed.addAll(names);
            }
        }
        SmallParts small = SmallParts.of(files.parts(), candleFiles, new SymbolTable());
        for (Entry part : files.parts()) {
            boolean wanted = source == Source.PARTS || !absorbed.contains(part.name());
            if (wanted && (small == null || !small.readSymbol(part, symbol, span, rows))) {
                read(part, span.fromMicros(), span.toMicros(), symbol, rows, leftOut);
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
    private List<String> read(
            Entry file,
            long fromMicros,
            long toMicros,
            SymbolKey symbol,
            CandleColumns rows,
            Collection<Path> leftOut) {
        int before = rows.size;
        try (CandleFileReader reader = candleFiles.open(file)) {
            reader.readSymbol(symbol, fromMicros, toMicros, rows);
            return reader.footer().absorbed();
        } catch (CorruptFileException e) {
            if (policy == DamagePolicy.FAIL) {
                throw e;
            }
            rows.size = before;
            leftOut.add(file.path());
            return List.of();
        }
    }
}
