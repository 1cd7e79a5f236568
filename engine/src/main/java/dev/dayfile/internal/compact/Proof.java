package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * What must hold of a new dayfile before it takes anybody's place. It believes nothing that the writer says: it reads
 * the file back from the disk, every page, as a reader would.
 */
final class Proof {
    private final Toolbox tools;
    private final LocalDate day;
    private final DayGrid grid;
    private final long dayStartMicros;
    private final long dayEndMicros;

    /** @param grid the numbers that the day's candles must have */
    Proof(Toolbox tools, LocalDate day, DayGrid grid) {
        this.tools = tools;
        this.day = day;
        this.grid = grid;
        dayStartMicros = tools.market().startMicros(day);
        dayEndMicros = tools.market().endMicros(day);
    }

    /**
     * The books of the merge: what was read, less what was dropped, is what was written. Dropping a double changes
     * neither the span of time nor the greatest sequence.
     */
    static void requireBalance(Path file, Tally read, Tally dropped, Tally written) {
        require(file, "rows", read.rows - dropped.rows, written.rows);
        require(file, "digest", ContentDigest.toHex(read.digest - dropped.digest), ContentDigest.toHex(written.digest));
        require(file, "minTs", read.minTsMicros, written.minTsMicros);
        require(file, "maxTs", read.maxTsMicros, written.maxTsMicros);
        require(file, "lastSeq", read.maxSeq, written.maxSeq);
    }

    /**
     * Reads the file to its end, once, and compares.
     *
     * @param written what it must hold
     * @param absorbed what its footer must name
     * @throws CorruptFileException naming the first difference
     */
    void require(Path file, Tally written, List<String> absorbed) {
        Tally found = new Tally();
        try (CandleFileReader reader = tools.files().openProving(file, grid)) {
            requireFooter(file, reader.footer(), tools.writerId(), written, absorbed);
            SymbolTable symbols = new SymbolTable();
            CandleColumns rows = new CandleColumns();
            CandleColumns before = new CandleColumns(1);
            for (int group = 0; group < reader.rowGroups(); group++) {
                rows.clear();
                reader.readRowGroup(group, symbols, rows);
                for (int i = 0; i < rows.size; i++) {
                    requireRow(file, rows, i, before);
                    found.add(rows, i);
                }
                before.clear();
                before.addFrom(rows, rows.size - 1);
            }
        }
        require(file, "rows", written.rows, found.rows);
        require(file, "digest", ContentDigest.toHex(written.digest), ContentDigest.toHex(found.digest));
        require(file, "minTs", written.minTsMicros, found.minTsMicros);
        require(file, "maxTs", written.maxTsMicros, found.maxTsMicros);
        require(file, "firstSeq", written.minSeq, found.minSeq);
        require(file, "lastSeq", written.maxSeq, found.maxSeq);
    }

    private void requireRow(Path file, CandleColumns rows, int i, CandleColumns lastOfGroup) {
        CandleColumns before = i > 0 ? rows : lastOfGroup;
        int at = i > 0 ? i - 1 : 0;
        if (before.size > 0 && CandleColumns.compareKeys(before, at, rows, i) >= 0) {
            throw differs(
                    file,
                    "order of keys",
                    before.symbol[at] + " " + before.tsMicros[at],
                    rows.symbol[i] + " " + rows.tsMicros[i]);
        }
        if (rows.tsMicros[i] < dayStartMicros || rows.tsMicros[i] >= dayEndMicros) {
            throw differs(file, "day", day, tools.market().dayOf(rows.tsMicros[i]));
        }
    }

    /** The footer says what was written, and by whom. */
    static void requireFooter(Path file, FileFooter footer, String writerId, Tally written, List<String> absorbed) {
        require(file, "footer writer", writerId, footer.writerId());
        require(file, "footer rows", written.rows, footer.rows());
        require(file, "footer digest", ContentDigest.toHex(written.digest), ContentDigest.toHex(footer.digest()));
        require(file, "footer min_ts", written.minTsMicros, footer.minTsMicros());
        require(file, "footer max_ts", written.maxTsMicros, footer.maxTsMicros());
        require(file, "footer first_seq", written.minSeq, footer.firstSeq());
        require(file, "footer last_seq", written.maxSeq, footer.lastSeq());
        require(file, "footer absorbed", absorbed, footer.absorbed());
    }

    private static void require(Path file, String what, long expected, long found) {
        if (expected != found) {
            throw differs(file, what, expected, found);
        }
    }

    private static void require(Path file, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw differs(file, what, expected, found);
        }
    }

    private static CorruptFileException differs(Path file, String what, Object expected, Object found) {
        return new CorruptFileException(
                file,
                "a new dayfile is not what was merged and is not published [" + what + " expected=" + expected
                        + ", found=" + found + "]");
    }
}
