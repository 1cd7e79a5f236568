package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.ContentDigest;
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
     * Reads the file to its end, once, and compares: its rows with what its footer says of them (number, digest, order,
     * times, sequences, and all that a reader checks), and that with what was written.
     *
     * @param written what it must hold
     * @param absorbed what its footer must name
     * @throws CorruptFileException naming the first difference
     */
    void require(Path file, Tally written, List<String> absorbed) {
        FileFooter footer = tools.files().verify(file, grid, tools.settings().threads());
        requireFooter(file, footer, tools.writerId(), written, absorbed);
        if (footer.minTsMicros() < dayStartMicros || footer.maxTsMicros() >= dayEndMicros) {
            throw differs(
                    file,
                    "day",
                    day,
                    tools.market().dayOf(footer.minTsMicros()) + " to "
                            + tools.market().dayOf(footer.maxTsMicros()));
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
