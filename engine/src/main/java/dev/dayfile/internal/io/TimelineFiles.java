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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Lists the files of the timeline of chart objects in an order in which no event is missed, whatever is compacted,
 * retired or undone meanwhile, see {@link DayFolder#listBesideDayfiles}.
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
        for (Entry month : Listing.of(disk, layout.objectTimeline())) {
            if (month.folder() && StoreLayout.parseMonth(month.name()).isPresent()) {
                listMonth(disk, layout.objects(), month.path(), files);
            }
        }
        return files;
    }

    private static void listMonth(Disk disk, DayFamily days, Path month, List<Entry> into) {
        SortedMap<LocalDate, List<Entry>> parts = new TreeMap<>();
        SortedMap<LocalDate, Entry> dayfiles = new TreeMap<>();
        DayFolder.listBesideDayfiles(
                dayFolders(days, Listing.of(disk, month)),
                day -> parts(disk, days, day),
                () -> {
                    dayfiles.clear();
                    List<Entry> now = Listing.of(disk, month);
                    for (Entry entry : now) {
                        dayOf(days, entry).filter(day -> !entry.folder()).ifPresent(day -> dayfiles.put(day, entry));
                    }
                    SortedSet<LocalDate> without = dayFolders(days, now);
                    without.removeAll(dayfiles.keySet());
                    return without;
                },
                day -> isFile(disk, days.dayfile(day)),
                parts);
        dayfiles.forEach((day, dayfile) ->
                parts.computeIfAbsent(day, d -> new ArrayList<>()).add(0, dayfile));
        parts.values().forEach(into::addAll);
    }

    private static SortedSet<LocalDate> dayFolders(DayFamily days, List<Entry> month) {
        SortedSet<LocalDate> folders = new TreeSet<>();
        for (Entry entry : month) {
            dayOf(days, entry).filter(day -> entry.folder()).ifPresent(folders::add);
        }
        return folders;
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
        List<Entry> parts = new ArrayList<>(Listing.of(disk, days.folder(day)));
        parts.removeIf(entry -> entry.folder() || !entry.name().endsWith(StoreLayout.PARQUET));
        return parts;
    }

    /** A folder of that name is no dayfile, as it is none in a listing. */
    private static boolean isFile(Disk disk, Path dayfile) {
        try {
            Entry standing = DayFolder.statOrNull(disk, dayfile);
            return standing != null && !standing.folder();
        } catch (IOException e) {
            throw Failures.storage("look for the dayfile", dayfile, e);
        }
    }
}
