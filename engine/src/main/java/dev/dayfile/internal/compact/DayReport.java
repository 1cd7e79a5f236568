package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Puts the report on one day together, whatever became of it; the time runs from here. */
final class DayReport {
    private final Family family;
    private final LocalDate day;
    private final long startNanos = System.nanoTime();

    DayReport(Family family, LocalDate day) {
        this.family = family;
        this.day = day;
    }

    /** See {@link Compactor#plan}. */
    CompactionReport plan(Toolbox tools) {
        DayState state = DayState.of(tools, family, day);
        if (state.waiting().isEmpty()) {
            return unchanged(state, List.of());
        }
        List<Path> damaged = new ArrayList<>();
        long rows = state.hasDayfile() ? state.footer().rows() : 0;
        for (Disk.Entry part : state.waiting()) {
            try {
                rows += family.files().footer(part.path()).rows();
            } catch (CorruptFileException e) {
                damaged.add(part.path());
            }
        }
        int parts = state.waiting().size() - damaged.size();
        return report(Outcome.PLANNED, parts, rows, rows, bytes(state), digest(state), damaged);
    }

    /** Nothing was published. */
    CompactionReport unchanged(DayState state, List<Path> quarantined) {
        long rows = state.hasDayfile() ? state.footer().rows() : 0;
        return report(Outcome.UNCHANGED, 0, rows, rows, bytes(state), digest(state), quarantined);
    }

    private static long bytes(DayState state) {
        return state.hasDayfile() ? state.dayfile().sizeBytes() : 0;
    }

    private static long digest(DayState state) {
        FileFooter footer = state.footer();
        return footer == null ? 0 : footer.digest();
    }

    /** A dayfile was published. */
    CompactionReport published(int parts, Merge.Result result, List<Path> quarantined) {
        return report(
                Outcome.PUBLISHED,
                parts,
                result.read().rows,
                result.written().rows,
                result.bytes(),
                result.written().digest,
                quarantined);
    }

    private CompactionReport report(
            Outcome outcome, int parts, long rowsIn, long rowsOut, long bytes, long digest, List<Path> quarantined) {
        return new CompactionReport(
                family.days().timeframe(),
                day,
                outcome,
                family.days().dayfile(day),
                parts,
                rowsIn,
                rowsOut,
                rowsIn - rowsOut,
                bytes,
                ContentDigest.toHex(digest),
                Duration.ofNanos(System.nanoTime() - startNanos),
                quarantined);
    }
}
