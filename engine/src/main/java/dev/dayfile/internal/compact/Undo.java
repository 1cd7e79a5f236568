package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.ContentDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Makes a day what it was before its compaction: parts and no dayfile. In two steps with a grace between them, as the
 * compaction was: a reader that listed the folder before the parts were back must still find the dayfile.
 *
 * <p>It is refused unless the parts that are kept give every row that the day shows now. Imported history is in no part,
 * and parts may have been deleted after their time.
 */
final class Undo {
    private final Toolbox tools;
    private final Retirement retirement;
    private final KeptDays kept;

    Undo(Toolbox tools, Retirement retirement, KeptDays kept) {
        this.tools = tools;
        this.retirement = retirement;
        this.kept = kept;
    }

    /**
     * The first step done.
     *
     * @param dayfile the dayfile that is superfluous now
     * @param parts how many parts came back
     */
    record Restored(Disk.Entry dayfile, int parts) {}

    Restored restore(Family family, LocalDate day) {
        retirement.finish(family, day);
        DayState state = DayState.of(tools, family, day);
        if (!state.hasOwnDayfile()) {
            throw new IllegalStateException("there is no compaction to undo: no dayfile of this store stands ["
                    + family.days().describe(day) + "]");
        }
        requireEveryRowInParts(family, day, state);
        kept.markForUndo(family.days(), day); // or an engine that opens in the grace would retire them again
        return new Restored(state.dayfile(), retirement.restore(family, day));
    }

    private void requireEveryRowInParts(Family family, LocalDate day, DayState state) {
        try (Merge merge = family.merge(day)) {
            retirement.retiredParts(family, day).forEach(part -> merge.addFile(part.path()));
            state.absorbed().forEach(part -> merge.addFile(part.path()));
            state.waiting().forEach(part -> merge.addFile(part.path()));
            Tally parts = merge.preview(false);
            Tally all = merge.preview(true);
            if (parts.rows != all.rows || parts.digest != all.digest) {
                throw new IllegalStateException(
                        "the parts that are kept do not give every row of the dayfile, so undoing"
                                + " would lose some [" + family.days().describe(day) + ", rows=" + all.rows
                                + ", in parts=" + parts.rows + ", digest=" + ContentDigest.toHex(all.digest)
                                + ", of parts="
                                + ContentDigest.toHex(parts.digest) + "]");
            }
        }
    }

    /** The second step; returns where the dayfile is. */
    Path setAside(Family family, LocalDate day, Disk.Entry dayfile) {
        Disk.Entry now = DayState.statOrNull(tools.disk(), dayfile.path());
        if (!dayfile.equals(now)) {
            kept.unmarkUndo(family.days(), day); // the new dayfile's parts are retired as any other's
            throw new IllegalStateException("the day was compacted anew before its compaction was undone ["
                    + family.days().describe(day) + "]");
        }
        try {
            int n = 0;
            while (tools.disk().exists(family.days().undoneDayfile(day, n))) {
                n++;
            }
            Path target = family.days().undoneDayfile(day, n);
            tools.publisher().move(dayfile.path(), target);
            kept.unmark(family.days(), day);
            return target;
        } catch (IOException e) {
            throw Failures.storage("set the dayfile aside", dayfile.path(), e);
        }
    }
}
