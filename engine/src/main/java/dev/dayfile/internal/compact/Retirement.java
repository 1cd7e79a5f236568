package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Takes a day's folder out of the readers' sight once its dayfile has absorbed everything in it and every reader that may
 * have seen the folder without the dayfile is done, and brings it back for a repair. The folder leaves in one rename: a
 * reader that lists it sees all the parts or none.
 *
 * <p>Another process may slip a part in between the last look and the rename. So the folder goes under a name that says
 * it is unchecked, is looked at again, gives back what was slipped in, and only then takes its final name; a run that
 * dies in between is finished by the next.
 */
final class Retirement {
    private final Toolbox tools;
    private final FolderGate gate;
    private final Clock clock;

    /** When this process published a dayfile: a file is as old as its last byte, which is older than its name. */
    private final Map<Path, Instant> publishedAt = new HashMap<>();

    Retirement(Toolbox tools, FolderGate gate, Clock clock) {
        this.tools = tools;
        this.gate = gate;
        this.clock = clock;
    }

    /** Notes that a dayfile has just been published. */
    void published(Path dayfile) {
        publishedAt.put(dayfile, clock.instant());
    }

    /** The days that have a folder. */
    SortedSet<LocalDate> dayFolders(Family family) {
        SortedSet<LocalDate> days = new TreeSet<>();
        for (Path parent : parents(family.days())) {
            for (Disk.Entry entry : Listing.of(tools.disk(), parent)) {
                if (entry.folder()) {
                    StoreLayout.parseDayFolder(entry.name()).ifPresent(days::add);
                }
            }
        }
        return days;
    }

    private List<Path> parents(DayFamily days) {
        if (!days.ofObjects()) {
            return List.of(days.root());
        }
        return Listing.of(tools.disk(), days.root()).stream()
                .filter(month ->
                        month.folder() && StoreLayout.parseMonth(month.name()).isPresent())
                .map(Disk.Entry::path)
                .toList();
    }

    /** The days that have a folder or an unfinished retirement. */
    SortedSet<LocalDate> daysToRetire(Family family) {
        SortedSet<LocalDate> days = dayFolders(family);
        for (StoreLayout.RetiredDay retired : retiredDays(family)) {
            if (retired.unchecked()) {
                days.add(retired.day());
            }
        }
        return days;
    }

    /** Retired folders of a family, in the order of their numbers. */
    private List<StoreLayout.RetiredDay> retiredDays(Family family) {
        List<StoreLayout.RetiredDay> days = new ArrayList<>();
        for (Disk.Entry entry : Listing.of(tools.disk(), family.days().retired())) {
            if (entry.folder()) {
                StoreLayout.parseRetiredDay(entry.name()).ifPresent(days::add);
            }
        }
        if (days.size() > 1) {
            days.sort(Comparator.comparingInt(StoreLayout.RetiredDay::n));
        }
        return days;
    }

    /** The parts of a day that were retired and are still kept, in the order of their retirements. */
    List<Disk.Entry> retiredParts(Family family, LocalDate day) {
        List<Disk.Entry> parts = new ArrayList<>();
        for (StoreLayout.RetiredDay retired : retiredDays(family)) {
            if (retired.day().equals(day)) {
                Path folder = family.days().retired().resolve(retired.name());
                parts.addAll(RetiredRows.parts(Listing.of(tools.disk(), folder)));
            }
        }
        return parts;
    }

    /** See {@link Compactor#retire}. */
    boolean retire(Family family, LocalDate day, Duration grace) {
        boolean finished = finish(family, day);
        if (DayState.statOrNull(tools.disk(), family.days().dayfile(day)) == null) {
            return finished; // an open day, then: its folder, the longest of all, need not be listed
        }
        DayState state = DayState.of(tools, family, day);
        if (!isDue(family, day, state, grace)) {
            return finished;
        }
        Path dayfile = state.dayfile().path();
        if (!state.absorbed().isEmpty()) {
            family.files().verify(dayfile);
        }
        try {
            // The dayfile's own name must be on the disk before the parts' names go.
            tools.publisher().forceFolder(dayfile.getParent());
            boolean left = gate.exclusive(() -> moveAway(family, day, state, grace));
            if (left) {
                publishedAt.remove(dayfile);
            }
            return left || finished;
        } catch (IOException e) {
            throw Failures.storage("retire the folder", family.days().folder(day), e);
        }
    }

    private boolean isDue(Family family, LocalDate day, DayState state, Duration grace) {
        if (!state.hasDayfile() || !isAbsorbed(state, grace) || !hasFolder(family, day)) {
            return false;
        }
        Instant published = modified(state.dayfile());
        Instant noted = publishedAt.get(state.dayfile().path());
        if (noted != null && noted.isAfter(published)) {
            published = noted;
        }
        return isOlder(published, grace);
    }

    /** Nothing waits, and nobody is at work in the folder or keeps other things there. */
    private boolean isAbsorbed(DayState state, Duration grace) {
        return state.waiting().isEmpty()
                && state.others().stream().noneMatch(other -> other.folder() || !isOlder(modified(other), grace));
    }

    private boolean isOlder(Instant instant, Duration grace) {
        return grace.isZero() || !instant.plus(grace).isAfter(clock.instant());
    }

    private static Instant modified(Disk.Entry entry) {
        return Instant.ofEpochSecond(0, entry.modifiedNanos());
    }

    private boolean hasFolder(Family family, LocalDate day) {
        Disk.Entry folder = DayState.statOrNull(tools.disk(), family.days().folder(day));
        return folder != null && folder.folder();
    }

    /** Looks once more and moves; holds the gate, so no part of this process comes in between. */
    private boolean moveAway(Family family, LocalDate day, DayState before, Duration grace) throws IOException {
        Path folder = family.days().folder(day);
        DayState now =
                DayState.sort(before.dayfile(), before.footer(), tools.disk().list(folder));
        if (!isAbsorbed(now, grace)) {
            return false;
        }
        if (now.absorbed().isEmpty() && now.others().isEmpty()) {
            return deleteEmpty(folder);
        }
        int n = nextNumber(family, day);
        tools.publisher().move(folder, family.days().uncheckedRetiredDay(day, n));
        return check(family, day, n, before);
    }

    private boolean deleteEmpty(Path folder) throws IOException {
        try {
            tools.disk().delete(folder);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false; // another process has put something in: it will be looked at by the next run
        }
    }

    private int nextNumber(Family family, LocalDate day) {
        int next = 0;
        for (StoreLayout.RetiredDay retired : retiredDays(family)) {
            if (retired.day().equals(day)) {
                next = Math.max(next, retired.n() + 1);
            }
        }
        return next;
    }

    /**
     * Gives back what the dayfile has not absorbed; then the others get names that no glob for Parquet files finds, and
     * the folder its final one.
     */
    private boolean check(Family family, LocalDate day, int n, DayState standing) throws IOException {
        Path unchecked = family.days().uncheckedRetiredDay(day, n);
        DayState retired = DayState.sort(
                standing.dayfile(), standing.footer(), tools.disk().list(unchecked));
        for (Disk.Entry part : retired.waiting()) {
            bringBack(part, family, day, n);
        }
        for (Disk.Entry file : tools.disk().list(unchecked)) {
            if (!file.folder() && file.name().endsWith(StoreLayout.PARQUET)) {
                tools.disk().rename(file.path(), file.path().resolveSibling(StoreLayout.retiredName(file.name())));
            }
        }
        tools.publisher().forceFolder(unchecked);
        tools.publisher().move(unchecked, family.days().retiredDay(day, n));
        return true;
    }

    /**
     * Finishes retirements of a day that were interrupted. If the dayfile was replaced since, it no longer names what
     * left before; those parts come back too, and are found to be doubles by the next compaction.
     *
     * @return whether there were any
     */
    boolean finish(Family family, LocalDate day) {
        boolean any = false;
        for (StoreLayout.RetiredDay retired : retiredDays(family)) {
            if (retired.unchecked() && retired.day().equals(day)) {
                DayState standing = DayState.of(tools, family, day);
                try {
                    any |= gate.exclusive(() -> check(family, day, retired.n(), standing));
                } catch (IOException e) {
                    throw Failures.storage(
                            "finish the retirement of", family.days().folder(day), e);
                }
            }
        }
        return any;
    }

    /** See {@link Compactor#restoreRetired}. */
    int restore(Family family, LocalDate day) {
        int restored = 0;
        for (StoreLayout.RetiredDay retired : retiredDays(family)) {
            if (retired.day().equals(day)) {
                Path folder = family.days().retired().resolve(retired.name());
                try {
                    for (Disk.Entry part : RetiredRows.parts(tools.disk().list(folder))) {
                        restored += bringBack(part, family, day, retired.n()) ? 1 : 0;
                    }
                    if (tools.disk().list(folder).isEmpty()) {
                        tools.disk().delete(folder);
                    }
                } catch (IOException e) {
                    throw Failures.storage("restore the retired parts of", folder, e);
                }
            }
        }
        return restored;
    }

    /** Moves a file back into the day's folder; one that stands there already under a name that tells its content stays. */
    private boolean bringBack(Disk.Entry part, Family family, LocalDate day, int n) throws IOException {
        Path folder = family.days().folder(day);
        String name = StoreLayout.standingName(part.name());
        Path target = folder.resolve(name);
        Disk.Entry standing = DayState.statOrNull(tools.disk(), target);
        if (standing != null) {
            if (PartName.parse(name).isPresent() && standing.sizeBytes() == part.sizeBytes()) {
                return false;
            }
            for (int copy = n; tools.disk().exists(target); copy++) {
                target = folder.resolve("restored-" + copy + "-" + name);
            }
        }
        tools.publisher().move(part.path(), target);
        return true;
    }
}
