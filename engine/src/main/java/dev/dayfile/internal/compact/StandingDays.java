package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What days stand in a store and which of them wait for a compaction. It only looks, so that nobody who asks waits for
 * a compaction that is under way.
 */
public final class StandingDays {
    private final Toolbox tools;
    private final Retirement retirement;
    private final Function<DayFamily, Family> families;

    StandingDays(Toolbox tools, Retirement retirement, Function<DayFamily, Family> families) {
        this.tools = tools;
        this.retirement = retirement;
        this.families = families;
    }

    /** Every family of days: the timeframes that have a folder, from fine to coarse, and the timeline of objects. */
    List<DayFamily> families() {
        List<DayFamily> all = new ArrayList<>();
        timeframes().forEach(timeframe -> all.add(tools.layout().candles(timeframe)));
        all.add(tools.layout().objects());
        return all;
    }

    /** The timeframes that have a folder, from fine to coarse. */
    public List<Timeframe> timeframes() {
        List<Timeframe> timeframes = new ArrayList<>();
        for (Disk.Entry entry : Listing.of(tools.disk(), tools.layout().data())) {
            StoreLayout.parseTimeframe(entry.name())
                    .filter(timeframe -> entry.folder() && timeframe.toString().equals(entry.name()))
                    .ifPresent(timeframes::add);
        }
        timeframes.sort(null);
        return timeframes;
    }

    /** Whether a dayfile stands, whole or not. */
    public boolean hasDayfile(DayFamily days, LocalDate day) {
        return DayState.statOrNull(tools.disk(), days.dayfile(day)) != null;
    }

    /** The days whose folder holds a part that no dayfile has absorbed; a day whose dayfile is damaged among them. */
    public SortedSet<LocalDate> waiting(DayFamily of) {
        Family family = families.apply(of);
        SortedSet<LocalDate> days = new TreeSet<>();
        for (LocalDate day : retirement.dayFolders(family)) {
            try {
                if (!DayState.of(tools, family, day).waiting().isEmpty()) {
                    days.add(day);
                }
            } catch (CorruptFileException e) {
                days.add(day); // compacting it will say what is wrong
            }
        }
        return days;
    }
}
