package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.Timeframe;
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
    private final WorkFiles work;
    private final Retirement retirement;
    private final KeptDays kept;

    Undo(Toolbox tools, WorkFiles work, Retirement retirement, KeptDays kept) {
        this.tools = tools;
        this.work = work;
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

    Restored restore(Timeframe timeframe, LocalDate day) {
        retirement.finish(timeframe, day);
        DayState state = DayState.of(tools, timeframe, day);
        if (!state.hasOwnDayfile()) {
            throw new IllegalStateException(
                    "there is no compaction to undo: no dayfile of this store stands [timeframe=" + timeframe + ", day="
                            + day + "]");
        }
        requireEveryRowInParts(timeframe, day, state);
        kept.mark(timeframe, day); // or an engine that opens in the grace would retire them again
        return new Restored(state.dayfile(), retirement.restore(timeframe, day));
    }

    private void requireEveryRowInParts(Timeframe timeframe, LocalDate day, DayState state) {
        try (DayMerge merge = new DayMerge(tools, work, timeframe, day)) {
            retirement.retiredParts(timeframe, day).forEach(part -> merge.addFile(part.path()));
            state.absorbed().forEach(part -> merge.addFile(part.path()));
            state.waiting().forEach(part -> merge.addFile(part.path()));
            Tally parts = merge.preview(false);
            Tally all = merge.preview(true);
            if (parts.rows != all.rows || parts.digest != all.digest) {
                throw new IllegalStateException(
                        "the parts that are kept do not give every row of the dayfile, so undoing"
                                + " would lose some [timeframe=" + timeframe + ", day=" + day + ", rows=" + all.rows
                                + ", in parts=" + parts.rows + ", digest=" + ContentDigest.toHex(all.digest)
                                + ", of parts="
                                + ContentDigest.toHex(parts.digest) + "]");
            }
        }
    }

    /** The second step; returns where the dayfile is. */
    Path setAside(Timeframe timeframe, LocalDate day, Disk.Entry dayfile) {
        Disk.Entry now = DayState.statOrNull(tools.disk(), dayfile.path());
        if (!dayfile.equals(now)) {
            throw new IllegalStateException("the day was compacted anew before its compaction was undone [timeframe="
                    + timeframe + ", day=" + day + "]");
        }
        try {
            int n = 0;
            while (tools.disk().exists(tools.layout().undoneDayfile(timeframe, day, n))) {
                n++;
            }
            Path target = tools.layout().undoneDayfile(timeframe, day, n);
            tools.publisher().move(dayfile.path(), target);
            kept.unmark(timeframe, day);
            return target;
        } catch (IOException e) {
            throw Failures.storage("set the dayfile aside", dayfile.path(), e);
        }
    }
}
