package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the list of a timeframe's days, so that a viewport lists no folder: files are listed at the first look and again
 * after {@link #invalidate}; days that only this process has appended to come from the live candles.
 */
final class TimeframeDays {
    private final Timeframe timeframe;
    private final DayFiles dayFiles;
    private final MarketClock clock;
    private final LiveCandles live;
    private final DayCache cache;
    private final Map<LocalDate, CachedDay> known = new TreeMap<>();
    private List<Path> folders = List.of();

    /** The timeframe's folders as they stood before they were listed. */
    private List<Entry> foldersAsListed = List.of();

    private boolean listed;
    private volatile DayTable table;

    TimeframeDays(Timeframe timeframe, DayFiles dayFiles, MarketClock clock, LiveCandles live, DayCache cache) {
        this.timeframe = timeframe;
        this.dayFiles = dayFiles;
        this.clock = clock;
        this.live = live;
        this.cache = cache;
    }

    /** The days as they are now; allocates nothing unless there is a new one. */
    DayTable table() {
        DayTable now = table;
        return now != null && now.liveDayChanges == live.dayChanges() ? now : rebuild();
    }

    private synchronized DayTable rebuild() {
        long liveDayChanges = live.dayChanges(); // before the days are read: a day that comes meanwhile rebuilds again
        if (!listed) {
            folders = dayFiles.folders(timeframe);
            foldersAsListed = statFolders(folders);
            Set<LocalDate> standing = new HashSet<>();
            for (DaySpan span : dayFiles.days(folders)) {
                standing.add(span.day());
                known.computeIfAbsent(span.day(), day -> new CachedDay(span, true));
            }
            Set<LocalDate> liveDays = live.days(timeframe);
            known.values().removeIf(day -> isGone(day, standing, liveDays));
            listed = true;
        }
        for (LocalDate day : live.days(timeframe)) {
            DaySpan.of(clock, day).ifPresent(span -> known.computeIfAbsent(day, d -> new CachedDay(span, false)));
        }
        table = new DayTable(folders, known.values().toArray(CachedDay[]::new), liveDayChanges);
        return table;
    }

    private boolean isGone(CachedDay day, Set<LocalDate> standing, Set<LocalDate> liveDays) {
        boolean gone = !standing.contains(day.span.day()) && !liveDays.contains(day.span.day());
        if (gone) {
            cache.forget(day);
        }
        return gone;
    }

    private List<Entry> statFolders(List<Path> paths) {
        List<Entry> entries = new ArrayList<>(1);
        for (Path path : paths) {
            dayFiles.statFolder(path).ifPresent(entries::add);
        }
        return entries;
    }

    /** Forgets days whose files somebody else has changed, and the listing when days have come or gone. */
    void noticeForeignChanges(ForeignChanges changes) {
        DayTable now = table;
        if (now == null) {
            return; // listed at the next query anyway
        }
        List<Path> current = dayFiles.folders(timeframe);
        for (CachedDay day : now.days) {
            if (changes.hasChanged(current, day)) {
                invalidate(day);
            }
        }
        synchronized (this) {
            boolean same = current.equals(folders)
                    && ForeignChanges.isSettled(foldersAsListed)
                    && statFolders(current).equals(foldersAsListed);
            if (listed && !same) {
                relistIfDaysDiffer(current);
            }
        }
    }

    private void relistIfDaysDiffer(List<Path> current) {
        List<Entry> before = statFolders(current);
        Set<LocalDate> standing = new HashSet<>();
        for (DaySpan span : dayFiles.days(current)) {
            standing.add(span.day());
        }
        boolean gone = known.values().stream().anyMatch(day -> day.hasFiles && !standing.contains(day.span.day()));
        if (gone || !known.keySet().containsAll(standing) || !current.equals(folders)) {
            table = null;
            listed = false;
        } else {
            foldersAsListed = before;
        }
    }

    private synchronized void invalidate(CachedDay day) {
        if (known.get(day.span.day()) == day) {
            invalidate(day.span.day());
        }
    }

    /** Forgets what the day's files held, and the listing. */
    synchronized void invalidate(LocalDate day) {
        table = null; // first: a reader that meets a forgotten day then waits here for the new list
        listed = false;
        CachedDay stale = known.remove(day);
        if (stale != null) {
            cache.forget(stale);
        }
    }
}
