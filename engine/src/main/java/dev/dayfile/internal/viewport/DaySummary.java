package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads all files of a day for the last row of each symbol, holding one row group at a time. Which rows are doubles does
 * not matter to it: the last row by ts and seq is never one that loses.
 */
final class DaySummary {
    private final CandleFiles candleFiles;
    private final DamagePolicy policy;
    private final DaySpan span;
    private final SymbolTable symbols = new SymbolTable();
    private final List<Path> leftOut = new ArrayList<>();

    DaySummary(CandleFiles candleFiles, DamagePolicy policy, DaySpan span) {
        this.candleFiles = candleFiles;
        this.policy = policy;
        this.span = span;
    }

    /** What has been found so far, or in one file. */
    private static final class Found {
        private final CandleColumns rows = new CandleColumns();
        private final Map<SymbolKey, Integer> rowOf = new HashMap<>();
        private long firstMicros = Long.MAX_VALUE;

        void add(CandleColumns from, int i) {
            firstMicros = Math.min(firstMicros, from.tsMicros[i]);
            Integer known = rowOf.putIfAbsent(from.symbol[i], rows.size);
            if (known == null) {
                rows.addFrom(from, i);
            } else if (CandleColumns.compareRows(from, i, rows, known) >= 0) {
                rows.set(known, from, i);
            }
        }

        void addAll(Found other) {
            for (int i = 0; i < other.rows.size; i++) {
                add(other.rows, i);
            }
            firstMicros = Math.min(firstMicros, other.firstMicros);
        }
    }

    /**
     * @param what {@link DayColumns#EVERY_SYMBOL} or {@link DayColumns#ONLY_SYMBOLS}
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when a file is gone or cannot be read
     */
    DayColumns read(DayFileSet files, SymbolKey what) {
        return what == DayColumns.EVERY_SYMBOL ? readRows(files) : readSymbols(files);
    }

    private DayColumns readSymbols(DayFileSet files) {
        Set<SymbolKey> found = new TreeSet<>();
        Set<String> absorbed = new HashSet<>();
        for (Entry dayfile : files.dayfiles()) {
            absorbed.addAll(readSymbols(dayfile.path(), found));
        }
        for (Entry part : files.parts()) {
            if (!absorbed.contains(part.name())) {
                readSymbols(part.path(), found);
            }
        }
        return DayColumns.ofSymbols(found, leftOut);
    }

    /** As {@link #read(Path, Found)}, of the symbols alone. */
    private List<String> readSymbols(Path file, Set<SymbolKey> found) {
        try (CandleFileReader reader = candleFiles.open(file)) {
            reader.readSymbols(symbols, found);
            return reader.footer().absorbed();
        } catch (CorruptFileException e) {
            leaveOut(file, e);
            return List.of();
        }
    }

    private void leaveOut(Path file, CorruptFileException e) {
        if (policy == DamagePolicy.FAIL) {
            throw e;
        }
        leftOut.add(file);
    }

    private DayColumns readRows(DayFileSet files) {
        Found found = new Found();
        Set<String> absorbed = new HashSet<>();
        for (Entry dayfile : files.dayfiles()) {
            absorbed.addAll(read(dayfile.path(), found));
        }
        for (Entry part : files.parts()) {
            if (!absorbed.contains(part.name())) {
                read(part.path(), found);
            }
        }
        found.rows.sort();
        return DayColumns.ofEverySymbol(found.rows, found.firstMicros, leftOut);
    }

    /** Returns the names of the parts that the file has absorbed; none of a file left out. */
    private List<String> read(Path file, Found found) {
        Found ofFile = new Found(); // apart, since a damaged file counts wholly or not at all
        CandleColumns group = new CandleColumns();
        try (CandleFileReader reader = candleFiles.open(file)) {
            for (int i = 0; i < reader.rowGroups(); i++) {
                group.clear();
                reader.readRowGroup(i, symbols, group);
                for (int row = 0; row < group.size; row++) {
                    if (group.tsMicros[row] >= span.fromMicros() && group.tsMicros[row] <= span.toMicros()) {
                        ofFile.add(group, row);
                    }
                }
            }
            found.addAll(ofFile);
            return reader.footer().absorbed();
        } catch (CorruptFileException e) {
            leaveOut(file, e);
            return List.of();
        }
    }
}
