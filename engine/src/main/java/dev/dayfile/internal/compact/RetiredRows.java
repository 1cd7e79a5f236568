package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds retired parts against what stands of their day. Mostly the dayfile names them, by names that tell their content;
 * but one that was published later names only what was absorbed since, and somebody may have put another file in its
 * place. Then their rows are looked for one by one.
 */
final class RetiredRows {
    /** How often a day is looked at that changes all the while. */
    private static final int LOOKS = 5;

    private final Disk disk;

    RetiredRows(Disk disk) {
        this.disk = disk;
    }

    /**
     * What retired parts have that no file shows.
     *
     * @param file the retired folder or, when it cannot be told, the retired part that is damaged
     * @param damaged whether a part is damaged
     */
    record Lost(Path file, boolean damaged, String text) {}

    /** Parquet files, also those whose names were changed by their retirement. */
    static List<Disk.Entry> parts(List<Disk.Entry> files) {
        return files.stream()
                .filter(file ->
                        !file.folder() && StoreLayout.standingName(file.name()).endsWith(StoreLayout.PARQUET))
                .toList();
    }

    /** Those among some retired files whose rows have to be looked for, since the dayfile does not name them. */
    static List<Path> unnamed(List<Disk.Entry> files, FileFooter dayfile) {
        Set<String> absorbed = new HashSet<>(dayfile.absorbed());
        List<Path> unnamed = new ArrayList<>();
        for (Disk.Entry file : files) {
            String name = StoreLayout.standingName(file.name());
            if (!absorbed.contains(name) || PartName.parse(name).isEmpty()) {
                unnamed.add(file.path());
            }
        }
        return unnamed;
    }

    /**
     * Looks whether all rows of a day's retired parts are shown by its dayfile or by the files of its folder: each part
     * that is damaged, then whether the whole ones have rows that are not. A store that changes meanwhile is looked at
     * again.
     *
     * @param folders the retired folders of the day
     * @param damaged files that were found to be damaged, which show nothing
     */
    List<Lost> lost(FileChecks files, DayFamily days, LocalDate day, List<Path> folders, Set<Path> damaged) {
        for (int look = 0; look < LOOKS; look++) {
            try {
                return look(files, days, day, folders, damaged);
            } catch (StorageException e) {
                if (e.code() != StorageException.Code.MISSING) {
                    throw e;
                }
            }
        }
        return List.of(); // somebody is at work in it: whoever asks again will be told
    }

    /** The retired parts first: what leaves them afterwards comes to stand where is looked next. */
    private List<Lost> look(FileChecks files, DayFamily days, LocalDate day, List<Path> folders, Set<Path> damaged) {
        List<Disk.Entry> retired = new ArrayList<>();
        folders.forEach(folder -> retired.addAll(parts(Listing.of(disk, folder))));
        List<Path> shown = new ArrayList<>();
        for (Disk.Entry part : parts(Listing.of(disk, days.folder(day)))) {
            if (!damaged.contains(part.path())) {
                shown.add(part.path());
            }
        }
        Path dayfile = days.dayfile(day);
        if (retired.isEmpty() || damaged.contains(dayfile) || DayState.statOrNull(disk, dayfile) == null) {
            return List.of(); // which is a finding of its own
        }
        shown.add(0, dayfile);
        List<Path> unnamed = unnamed(retired, files.footer(dayfile));
        List<Lost> lost = new ArrayList<>();
        try {
            String missing = firstMissing(files, unnamed, shown, lost);
            if (!missing.isEmpty()) {
                lost.add(new Lost(
                        folders.get(0),
                        false,
                        "retired parts hold rows that no file of the day shows [" + missing + "]"));
            }
        } catch (CorruptFileException e) {
            if (unnamed.contains(e.path())) { // else a file that stands is damaged since it was looked at
                lost.add(new Lost(e.path(), true, e.getMessage()));
            }
        }
        return lost;
    }

    /** Of the files that are whole; the others are noted. */
    private static String firstMissing(FileChecks files, List<Path> of, List<Path> in, List<Lost> damaged) {
        try {
            return files.firstMissing(of, in);
        } catch (CorruptFileException first) {
            if (!of.contains(first.path())) {
                throw first;
            }
        }
        List<Path> whole = new ArrayList<>();
        for (Path file : of) {
            try {
                files.firstMissing(List.of(file), List.of(file)); // reads it as it was read among the others
                whole.add(file);
            } catch (CorruptFileException e) {
                damaged.add(new Lost(file, true, e.getMessage()));
            }
        }
        return files.firstMissing(whole, in);
    }
}
