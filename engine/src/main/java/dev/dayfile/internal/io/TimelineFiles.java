package dev.dayfile.internal.io;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lists the files of the timeline of chart objects in an order in which no event is missed, whatever is compacted,
 * retired or undone meanwhile: the folders of a month's days before its dayfiles, since parts go only when the dayfile
 * is there; and once more the folders of days without one, since an undone dayfile goes only when the parts are there.
 * An event may be found twice, and a file may be gone when it is read: then everything is listed anew.
 */
public final class TimelineFiles {
    private TimelineFiles() {}

    /**
     * The files day by day, ascending, each day's dayfile before its parts.
     *
     * @throws dev.dayfile.model.StorageException when a folder cannot be listed
     */
    public static List<Entry> list(Disk disk, StoreLayout layout) {
        List<Entry> files = new ArrayList<>();
        for (Entry month : listFolder(disk, layout.objectTimeline())) {
            if (month.folder() && StoreLayout.parseMonth(month.name()).isPresent()) {
                listMonth(disk, layout.objects(), month.path(), files);
            }
        }
        return files;
    }

    private static void listMonth(Disk disk, DayFamily days, Path month, List<Entry> into) {
        SortedMap<LocalDate, List<Entry>> parts = new TreeMap<>();
        for (Entry entry : listFolder(disk, month)) {
            dayOf(days, entry).filter(day -> entry.folder()).ifPresent(day -> parts.put(day, parts(disk, days, day)));
        }
        SortedMap<LocalDate, Entry> dayfiles = new TreeMap<>();
        List<Entry> now = listFolder(disk, month);
        for (Entry entry : now) {
            dayOf(days, entry).filter(day -> !entry.folder()).ifPresent(day -> dayfiles.put(day, entry));
        }
        for (Entry entry : now) {
            dayOf(days, entry)
                    .filter(day -> entry.folder() && !dayfiles.containsKey(day))
                    .ifPresent(day -> parts.put(day, parts(disk, days, day)));
        }
        dayfiles.forEach((day, dayfile) ->
                parts.computeIfAbsent(day, d -> new ArrayList<>()).add(0, dayfile));
        parts.values().forEach(into::addAll);
    }

    /** The day whose folder or dayfile an entry is; empty when it is neither, or stands in another month's folder. */
    private static Optional<LocalDate> dayOf(DayFamily days, Entry entry) {
        return entry.folder()
                ? StoreLayout.parseDayFolder(entry.name())
                        .filter(day -> days.folder(day).equals(entry.path()))
                : StoreLayout.parseDayfile(entry.name())
                        .filter(day -> days.dayfile(day).equals(entry.path()));
    }

    private static List<Entry> parts(Disk disk, DayFamily days, LocalDate day) {
        List<Entry> parts = new ArrayList<>(listFolder(disk, days.folder(day)));
        parts.removeIf(entry -> entry.folder() || !entry.name().endsWith(StoreLayout.PARQUET));
        return parts;
    }

    private static List<Entry> listFolder(Disk disk, Path folder) {
        try {
            return disk.list(folder);
        } catch (IOException e) {
            throw Failures.storage("list the folder", folder, e);
        }
    }
}
