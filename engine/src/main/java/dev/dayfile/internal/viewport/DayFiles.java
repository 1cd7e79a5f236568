package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.DayFolder;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds the files that hold a day. It stands apart because the order of its looks is what keeps readers without a lock
 * right, see {@link DayFolder#listBesideDayfiles}.
 */
final class DayFiles {
    private final Disk disk;
    private final StoreLayout layout;
    private final MarketClock clock;

    /** The arithmetic of a day's zone costs more than its name in a listing. */
    private final ConcurrentHashMap<LocalDate, Optional<DaySpan>> spans = new ConcurrentHashMap<>();

    DayFiles(Disk disk, StoreLayout layout, MarketClock clock) {
        this.disk = disk;
        this.layout = layout;
        this.clock = clock;
    }

    /** The timeframes of the store, from fine to coarse. */
    List<Timeframe> timeframes() {
        TreeSet<Timeframe> found = new TreeSet<>();
        for (Entry entry : Listing.of(disk, layout.data())) {
            if (entry.folder()) {
                StoreLayout.parseTimeframe(entry.name()).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** The folders of a timeframe: one, unless another writer spelled its name in another letter case too. */
    List<Path> folders(Timeframe timeframe) {
        List<Path> folders = new ArrayList<>(1);
        for (Entry entry : Listing.of(disk, layout.data())) {
            if (entry.folder()
                    && StoreLayout.parseTimeframe(entry.name())
                            .filter(timeframe::equals)
                            .isPresent()) {
                folders.add(entry.path());
            }
        }
        return folders;
    }

    /**
     * The days that have a folder or a dayfile in these folders, ascending. Only names count: a folder that is listed when
     * its dayfile is not there yet, and has left when one looks at it, still says that there is the day.
     */
    List<DaySpan> days(List<Path> timeframeFolders) {
        TreeSet<LocalDate> days = new TreeSet<>();
        for (Path folder : timeframeFolders) {
            for (Entry entry : Listing.names(disk, folder)) {
                StoreLayout.parseDayFolder(entry.name())
                        .or(() -> StoreLayout.parseDayfile(entry.name()))
                        .ifPresent(days::add);
            }
        }
        List<DaySpan> spansOfDays = new ArrayList<>(days.size());
        for (LocalDate day : days) {
            span(day).ifPresent(spansOfDays::add);
        }
        return spansOfDays;
    }

    private Optional<DaySpan> span(LocalDate day) {
        return spans.computeIfAbsent(day, d -> DaySpan.of(clock, d));
    }

    /** The files of one day as they stand now, each looked at: for who keeps what it knows of a file. */
    DayFileSet select(List<Path> timeframeFolders, LocalDate day, Source source) {
        return select(timeframeFolders, day, source, folder -> Listing.of(disk, folder));
    }

    /** As {@link #select}, but parts are {@link Entry#named only named}: for who reads them here and now. */
    DayFileSet selectByName(List<Path> timeframeFolders, LocalDate day, Source source) {
        return select(timeframeFolders, day, source, folder -> Listing.ofDay(disk, folder));
    }

    private DayFileSet select(
            List<Path> timeframeFolders, LocalDate day, Source source, Function<Path, List<Entry>> listing) {
        List<Entry> dayfiles = new ArrayList<>(1);
        Map<Path, List<Entry>> folders = new LinkedHashMap<>();
        DayFolder.listBesideDayfiles(
                source == Source.DAYFILES ? List.of() : timeframeFolders,
                folder -> listing.apply(StoreLayout.dayFolder(folder, day)),
                () -> source == Source.PARTS ? List.of() : withoutDayfile(timeframeFolders, day, source, dayfiles),
                folder -> stat(StoreLayout.dayfile(folder, day)).isPresent(),
                folders);
        List<Entry> parts = new ArrayList<>();
        for (List<Entry> entries : folders.values()) {
            for (Entry entry : entries) {
                if (!entry.folder() && entry.name().endsWith(StoreLayout.PARQUET)) {
                    parts.add(entry);
                }
            }
        }
        return new DayFileSet(dayfiles, parts);
    }

    /** Looks for dayfiles; returns where there is none, if parts are wanted. */
    private List<Path> withoutDayfile(List<Path> timeframeFolders, LocalDate day, Source source, List<Entry> dayfiles) {
        List<Path> without = new ArrayList<>(1);
        dayfiles.clear();
        for (Path folder : timeframeFolders) {
            Optional<Entry> dayfile = stat(StoreLayout.dayfile(folder, day));
            dayfile.ifPresent(dayfiles::add);
            if (dayfile.isEmpty() && source == Source.ALL) {
                without.add(folder);
            }
        }
        return without;
    }

    /** A file as it stands now; empty when there is none. */
    Optional<Entry> stat(Path file) {
        try {
            Entry entry = disk.stat(file);
            return entry.folder() ? Optional.empty() : Optional.of(entry);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failures.storage("look at the file", file, e);
        }
    }

    /** The folder of the timeframes as it stands now; empty when there is none. */
    Optional<Entry> statData() {
        return statFolder(layout.data());
    }

    /** A folder as it stands now; empty when there is none. */
    Optional<Entry> statFolder(Path folder) {
        try {
            return Optional.of(disk.stat(folder));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Failures.storage("look at the folder", folder, e);
        }
    }

    /** Whether all of these are still what they were: neither gone nor replaced. */
    boolean unchanged(List<Entry> entries) {
        for (Entry entry : entries) {
            if (!stat(entry.path()).filter(entry::equals).isPresent()) {
                return false;
            }
        }
        return true;
    }
}
