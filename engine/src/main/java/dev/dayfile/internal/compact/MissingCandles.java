package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.IsoTime;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Looks for a candle that some files have and others do not show. Unlike a merge it writes nothing, whatever the number of
 * rows, so that it can be asked of a store that cannot be written to.
 */
final class MissingCandles {
    /** So many rows of the first files are held, some 70 bytes each, while the others are read once. */
    private static final int ROWS_AT_ONCE = 1 << 17;

    private final CandleFiles files;
    private final int rowsAtOnce;
    private final SymbolTable symbols = new SymbolTable();
    private final CandleColumns held = new CandleColumns();
    private final CandleColumns window = new CandleColumns();

    MissingCandles(CandleFiles files) {
        this(files, ROWS_AT_ONCE);
    }

    MissingCandles(CandleFiles files, int rowsAtOnce) {
        this.files = files;
        this.rowsAtOnce = rowsAtOnce;
    }

    /** See {@link FileChecks#firstMissing}. */
    String first(List<Path> of, List<Path> in) {
        for (Path file : of) {
            try (CandleFileReader reader = files.open(file)) {
                for (int group = 0; group < reader.rowGroups(); group++) {
                    reader.readRowGroup(group, symbols, held);
                    if (held.size >= rowsAtOnce) {
                        String missing = firstOfHeld(in);
                        if (!missing.isEmpty()) {
                            return missing;
                        }
                    }
                }
            }
        }
        return firstOfHeld(in);
    }

    private String firstOfHeld(List<Path> in) {
        if (held.size == 0) {
            return "";
        }
        held.sort();
        held.dropDoubles();
        BitSet shown = new BitSet(held.size);
        for (Path file : in) {
            try (CandleFileReader reader = files.open(file)) {
                for (int group = 0; group < reader.rowGroups(); group++) {
                    window.clear();
                    reader.readRowGroup(group, symbols, window);
                    for (int i = 0; i < window.size; i++) {
                        int at = find(i);
                        if (at >= 0 && window.seq[i] >= held.seq[at]) {
                            shown.set(at);
                        }
                    }
                }
            }
        }
        int missing = shown.nextClearBit(0);
        String row = missing == held.size
                ? ""
                : "symbol=" + held.symbol[missing] + ", ts=" + IsoTime.format(held.tsMicros[missing]) + ", seq="
                        + held.seq[missing];
        held.clear();
        return row;
    }

    /** Where the key of a row of the window stands among those held; negative when it does not. */
    private int find(int row) {
        int low = 0;
        int high = held.size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = CandleColumns.compareKeys(held, middle, window, row);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
