package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.FileFooter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands of one day: its dayfile and the files of its folder, told apart into those that the dayfile has absorbed
 * and those that wait.
 *
 * @param dayfile the dayfile's entry, or {@code null} when none stands
 * @param footer the dayfile's footer, or {@code null} when none stands
 * @param absorbed Parquet files in the folder that the dayfile has absorbed
 * @param waiting Parquet files in the folder that it has not, by name
 * @param others whatever else is in the folder: temporaries, sub-folders, files of other programs
 */
record DayState(
        Disk.Entry dayfile,
        FileFooter footer,
        List<Disk.Entry> absorbed,
        List<Disk.Entry> waiting,
        List<Disk.Entry> others) {

    /**
     * Looks at a day.
     *
     * @throws dev.dayfile.model.CorruptFileException when the dayfile is damaged
     */
    static DayState of(Toolbox tools, Family family, LocalDate day) {
        Path path = family.days().dayfile(day);
        List<Disk.Entry> files = Listing.ofDay(tools.disk(), family.days().folder(day));
        Disk.Entry dayfile = statOrNull(tools.disk(), path);
        return dayfile == null
                ? sort(null, null, files)
                : sort(dayfile, family.files().footer(path), files);
    }

    /** Tells apart the files of a folder against a dayfile whose footer is known. */
    static DayState sort(Disk.Entry dayfile, FileFooter footer, List<Disk.Entry> files) {
        Set<String> named = footer == null ? Set.of() : new HashSet<>(footer.absorbed());
        DayState state = new DayState(dayfile, footer, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Disk.Entry file : files) {
            state.kindOf(file, named).add(file);
        }
        return state;
    }

    /** The list that a file belongs to. */
    private List<Disk.Entry> kindOf(Disk.Entry file, Set<String> named) {
        if (file.folder() || !file.name().endsWith(StoreLayout.PARQUET)) {
            return others;
        }
        return named.contains(file.name()) && !rewritten(file, dayfile) ? absorbed : waiting;
    }

    /**
     * Whether a file may have other content than when its name was absorbed. A part's name tells its content; another
     * program may write {@code candles.parquet} again and again. Absorbing such a file twice does no harm.
     */
    private static boolean rewritten(Disk.Entry file, Disk.Entry dayfile) {
        return file.partName() == null && file.modifiedNanos() > dayfile.modifiedNanos();
    }

    boolean hasDayfile() {
        return dayfile != null;
    }

    /** Whether the dayfile was written by this store's code, so that it is sorted and has each key once. */
    boolean hasOwnDayfile() {
        return footer != null && footer.version() != null;
    }

    /** The names of the files that wait and of those absorbed, by name. */
    static List<String> names(List<Disk.Entry> absorbed, List<Disk.Entry> added) {
        List<String> names = new ArrayList<>(absorbed.size() + added.size());
        absorbed.forEach(file -> names.add(file.name()));
        added.forEach(file -> names.add(file.name()));
        names.sort(null);
        return names;
    }

    static Disk.Entry statOrNull(Disk disk, Path path) {
        try {
            return disk.stat(path);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Failures.storage("look at the file", path, e);
        }
    }
}
