package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The days of each timeframe, listed anew only when a folder's time of change says that a name in it has come or gone: a
 * query over years of days then makes two looks instead of walking through thousands of names.
 *
 * <p>Safe for use by several threads, which at worst list the same folder twice.
 */
final class DayListing {
    private static final int MAX_REMEMBERED = 64;

    private final DayFiles dayFiles;
    private final ConcurrentHashMap<Timeframe, Remembered> byTimeframe = new ConcurrentHashMap<>();

    DayListing(DayFiles dayFiles) {
        this.dayFiles = dayFiles;
    }

    /**
     * A timeframe's days.
     *
     * @param folders the timeframe's folders, one as a rule
     * @param days ascending
     */
    record Listed(List<Path> folders, List<DaySpan> days) {}

    /** @param looked {@code data/} and the timeframe's folders, as they stood before they were listed */
    private record Remembered(List<Entry> looked, boolean settled, Listed listed) {}

    /** The days that have files now. */
    Listed of(Timeframe timeframe) {
        Remembered before = byTimeframe.get(timeframe);
        if (before != null && before.settled && look(before.listed.folders()).equals(before.looked)) {
            return before.listed;
        }
        List<Entry> data = look(List.of());
        List<Path> folders = dayFiles.folders(timeframe);
        List<Entry> looked = look(folders);
        Listed listed = new Listed(folders, dayFiles.days(folders));
        if (byTimeframe.size() >= MAX_REMEMBERED) {
            byTimeframe.clear(); // asked for by nobody in their senses
        }
        boolean unchanged = !looked.isEmpty() && data.equals(looked.subList(0, 1));
        byTimeframe.put(timeframe, new Remembered(looked, unchanged && ForeignChanges.isSettled(looked), listed));
        return listed;
    }

    private List<Entry> look(List<Path> folders) {
        List<Entry> entries = new ArrayList<>(1 + folders.size());
        dayFiles.statData().ifPresent(entries::add);
        for (Path folder : folders) {
            dayFiles.statFolder(folder).ifPresent(entries::add);
        }
        return entries;
    }
}
