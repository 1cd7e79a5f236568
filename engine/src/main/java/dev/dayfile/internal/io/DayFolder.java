package dev.dayfile.internal.io;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.layout.PartName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lists a day's folder with one look at it, however many parts there are. A part's name says when it begins and which
 * bytes it has, so nothing else is asked of it: neither its size nor whether it has changed, which it never does. The
 * files of others are looked at one by one.
 *
 * <p>It also knows the order in which a folder and the dayfile beside it are looked at.
 */
public final class DayFolder {
    private DayFolder() {}

    /**
     * What a day's folder holds, sorted by name; parts are {@link Entry#named only named}.
     *
     * @return empty when there is no such folder
     */
    public static List<Entry> list(Disk disk, Path folder) throws IOException {
        List<Entry> entries = disk.listNames(folder);
        boolean gone = false;
        for (int i = 0; i < entries.size(); i++) {
            Entry known = known(disk, entries.get(i));
            entries.set(i, known);
            gone |= known == null;
        }
        if (gone) {
            entries.removeIf(entry -> entry == null);
        }
        return entries;
    }

    /** What its name says of a part; of any other file what the disk says, {@code null} when it is gone. */
    private static Entry known(Disk disk, Entry named) throws IOException {
        PartName part = PartName.parse(named.name()).orElse(null);
        return part != null ? named.ofPart(part) : statOrNull(disk, named.path());
    }

    /**
     * Lists the folders of days in an order in which no row is missed, whatever is compacted, retired or undone
     * meanwhile: folders before dayfiles, since parts go only when the dayfile is there; and once more the folders of
     * days without one, since an undone dayfile goes only when the parts are there. If a dayfile has come by then, its
     * parts may have gone already, and everything is done anew. A row may be found twice, and a file may be gone when it
     * is read: then everything is listed anew.
     *
     * @param days that have a folder, as far as is known
     * @param parts lists the folder of a day
     * @param withoutDayfile looks for dayfiles, forgets those that it found before, and returns the days that have a
     *     folder and none
     * @param hasDayfile whether a day has one now
     * @param into receives what stands in each day's folder
     */
    public static <D> void listBesideDayfiles(
            Iterable<D> days,
            Function<D, List<Entry>> parts,
            Supplier<? extends Iterable<D>> withoutDayfile,
            Predicate<D> hasDayfile,
            Map<D, List<Entry>> into) {
        boolean settled = false;
        while (!settled) {
            into.clear();
            days.forEach(day -> into.put(day, parts.apply(day)));
            Iterable<D> without = withoutDayfile.get();
            without.forEach(day -> into.put(day, parts.apply(day)));
            settled = true;
            for (D day : without) {
                settled &= !hasDayfile.test(day);
            }
        }
    }

    /** A file that is gone between the listing and the look is as one that had gone before. */
    static Entry statOrNull(Disk disk, Path path) throws IOException {
        try {
            return disk.stat(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
