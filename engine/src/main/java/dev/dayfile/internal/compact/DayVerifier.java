package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads every file of candles and of object events to its end and says what is not as it should be; a repair then does what can be
 * done about it. Verifying changes nothing and may run beside an engine: a file that goes away meanwhile was retired or
 * replaced and is no finding.
 */
public final class DayVerifier {
    private final Disk disk;
    private final StoreLayout layout;
    private final FileChecks candles;
    private final FileChecks events;

    /** @param market says which trading day a row belongs to */
    public DayVerifier(Disk disk, StoreLayout layout, CandleFiles files, MarketClock market) {
        this.disk = disk;
        this.layout = layout;
        this.candles = new CandleChecks(files, market);
        this.events = new EventChecks(new ObjectFiles(disk), market);
    }

    /** What kind of thing is wrong: it decides what a repair does. */
    private enum Kind {
        DAMAGED_PART,
        DAMAGED_DAYFILE,
        /** Retired parts say that there was a dayfile; an interrupted repair leaves this, or a deletion by hand. */
        MISSING_DAYFILE,
        /** Retired parts have rows that nobody sees: the dayfile is not the one that absorbed them. */
        LOST_ROWS,
        /** A retired part of which it cannot be told whether all its rows are seen. */
        DAMAGED_RETIRED,
        /** A file of our own, whole, with rows of another day: only a change of the market clock explains it. */
        MISFILED,
        /** A folder under the name of a part or a dayfile: who meets it takes it for one and fails. */
        FOLDER,
        /** Not in a place that the store reads. */
        ELSEWHERE
    }

    private record Problem(Kind kind, Path file, DayFamily days, LocalDate day, String text) {}

    /** Where a file stands; {@code day} is {@code null} outside of the layout, {@code days} what the file may hold. */
    private record Place(DayFamily days, LocalDate day, boolean dayfile) {
        boolean elsewhere() {
            return day == null;
        }
    }

    private FileChecks files(DayFamily days) {
        return days != null && days.ofObjects() ? events : candles;
    }

    /** One walk over the store. */
    private final class Walk {
        final List<Problem> problems = new ArrayList<>();
        long count;
        long rows;
        long bytes;

        /** The timeline of chart objects: months, and days in them. */
        void timeline() {
            for (Disk.Entry month : Listing.of(disk, layout.objectTimeline())) {
                if (month.folder() && StoreLayout.parseMonth(month.name()).isPresent()) {
                    days(layout.objects(), month.path());
                } else {
                    other(month, layout.objects());
                }
            }
        }

        void data() {
            for (Disk.Entry entry : Listing.of(disk, layout.data())) {
                Optional<Timeframe> timeframe = StoreLayout.parseTimeframe(entry.name())
                        .filter(tf -> tf.toString().equals(entry.name()));
                if (entry.folder() && timeframe.isPresent()) {
                    days(layout.candles(timeframe.get()), entry.path());
                } else {
                    other(entry, null);
                }
            }
        }

        private void days(DayFamily days, Path folder) {
            for (Disk.Entry entry : Listing.of(disk, folder)) {
                Optional<LocalDate> dayFolder = StoreLayout.parseDayFolder(entry.name())
                        .filter(day -> entry.folder() && days.folder(day).equals(entry.path()));
                Optional<LocalDate> dayfile = StoreLayout.parseDayfile(entry.name())
                        .filter(day -> !entry.folder() && days.dayfile(day).equals(entry.path()));
                if (dayFolder.isPresent()) {
                    day(new Place(days, dayFolder.get(), false), entry.path());
                } else if (dayfile.isPresent()) {
                    file(entry, new Place(days, dayfile.get(), true));
                } else {
                    LocalDate day = StoreLayout.parseDayfile(entry.name()).orElse(null);
                    if (entry.folder() && day != null && days.dayfile(day).equals(entry.path())) {
                        folder(entry, new Place(days, day, true));
                    }
                    other(entry, days);
                }
            }
        }

        private void folder(Disk.Entry entry, Place place) {
            problem(
                    Kind.FOLDER,
                    entry.path(),
                    place,
                    place.dayfile()
                            ? "a folder stands under the name of a dayfile, so the day cannot be compacted"
                            : "a folder stands under the name of a part, so the day cannot be compacted, nor read if it is of candles");
        }

        private void day(Place place, Path folder) {
            for (Disk.Entry entry : Listing.of(disk, folder)) {
                if (entry.folder()) {
                    if (PartName.parse(entry.name()).isPresent()) {
                        folder(entry, place);
                    }
                    other(entry, place.days());
                } else if (entry.name().endsWith(StoreLayout.PARQUET)) {
                    file(entry, place);
                }
            }
        }

        /** What the layout has no place for: only a Parquet file that cannot be read matters, since globs meet it. */
        private void other(Disk.Entry entry, DayFamily days) {
            if (entry.folder()) {
                Listing.of(disk, entry.path()).forEach(below -> other(below, days));
            } else if (entry.name().endsWith(StoreLayout.PARQUET)) {
                file(entry, new Place(days, null, false));
            }
        }

        private void file(Disk.Entry entry, Place place) {
            Path file = entry.path();
            try {
                FileChecks checks = files(place.days());
                FileFooter footer =
                        place.elsewhere() ? checks.verify(file) : checks.verify(file, place.day(), place.dayfile());
                rows += footer.rows();
            } catch (CorruptFileException e) {
                Kind damaged = place.dayfile() ? Kind.DAMAGED_DAYFILE : Kind.DAMAGED_PART;
                problem(place.elsewhere() ? Kind.ELSEWHERE : damaged, file, place, e.getMessage());
            } catch (MisfiledRowException e) {
                boolean movable =
                        !place.dayfile() && files(place.days()).footer(file).version() == null;
                problem(movable ? Kind.DAMAGED_PART : Kind.MISFILED, file, place, e.getMessage());
            } catch (StorageException e) {
                if (e.code() == StorageException.Code.MISSING && DayState.statOrNull(disk, file) == null) {
                    return;
                }
                throw e;
            }
            count++;
            bytes += entry.sizeBytes();
        }

        private void problem(Kind kind, Path file, Place place, String text) {
            problems.add(new Problem(kind, file, place.days(), place.day(), text));
        }

        /** Days that have retired parts must have a dayfile with their rows, or else their parts back. */
        void retired() {
            for (Disk.Entry folder : Listing.of(disk, layout.retired())) {
                Optional<DayFamily> days = layout.parseFamily(folder.name());
                if (days.isPresent()) {
                    SortedMap<LocalDate, List<Path>> retired = new TreeMap<>();
                    for (Disk.Entry entry : Listing.of(disk, folder.path())) {
                        StoreLayout.parseRetiredDay(entry.name())
                                .ifPresent(of -> retired.computeIfAbsent(of.day(), day -> new ArrayList<>())
                                        .add(entry.path()));
                    }
                    retired.forEach((day, folders) -> retired(new Place(days.get(), day, true), folders));
                }
            }
        }

        private void retired(Place place, List<Path> folders) {
            Path dayfile = place.days().dayfile(place.day());
            if (DayState.statOrNull(disk, dayfile) == null) {
                if (folders.stream().anyMatch(folder -> !RetiredRows.parts(Listing.of(disk, folder))
                        .isEmpty())) {
                    problem(
                            Kind.MISSING_DAYFILE,
                            dayfile,
                            place,
                            "no dayfile stands although parts of the day were retired");
                }
                return;
            }
            Set<Path> damaged = new HashSet<>();
            problems.forEach(problem -> damaged.add(problem.file()));
            new RetiredRows(disk)
                    .lost(files(place.days()), place.days(), place.day(), folders, damaged)
                    .forEach(lost -> problem(
                            lost.damaged() ? Kind.DAMAGED_RETIRED : Kind.LOST_ROWS, lost.file(), place, lost.text()));
        }
    }

    /**
     * Reads everything and changes nothing.
     *
     * @throws StorageException when the machine fails: then nothing is known of the files
     */
    public VerifyReport verify() {
        Walk walk = walk();
        return report(
                walk,
                walk.problems.stream()
                        .map(problem -> new Finding(problem.file(), problem.text(), ""))
                        .toList());
    }

    private Walk walk() {
        Walk walk = new Walk();
        walk.data();
        walk.timeline();
        walk.retired();
        return walk;
    }

    private static VerifyReport report(Walk walk, List<Finding> findings) {
        return new VerifyReport(walk.count, walk.rows, walk.bytes, findings);
    }

    /**
     * As {@link #verify}, then quarantines what is damaged and rebuilds dayfiles from the parts that are still kept. What
     * the ring still holds of a lost part is for the caller to replay.
     *
     * @param compactor of the same store, whose lock the caller holds
     */
    public VerifyReport repair(Compactor compactor) {
        Walk walk = walk();
        List<Finding> findings = new ArrayList<>();
        Set<Path> damagedDayfiles = new HashSet<>();
        for (Problem problem : walk.problems) {
            if (problem.kind() == Kind.DAMAGED_DAYFILE) {
                damagedDayfiles.add(problem.file());
            }
        }
        // Damaged parts go first, so that a dayfile is rebuilt from whole ones.
        for (Problem problem : walk.problems) {
            String remedy =
                    switch (problem.kind()) {
                        case DAMAGED_PART -> removePart(compactor, problem, damagedDayfiles);
                        case MISFILED ->
                            "left in place: the file is whole; check the market clock of the store, or"
                                    + " import the file to bring its rows under their own days";
                        case ELSEWHERE -> "left in place: the store reads nothing here";
                        case FOLDER -> removeFolder(problem.file());
                        case DAMAGED_RETIRED -> "moved to " + compactor.quarantine(problem.file());
                        default -> null;
                    };
            if (remedy != null) {
                findings.add(new Finding(problem.file(), problem.text(), remedy));
            }
        }
        for (Problem problem : walk.problems) {
            if (problem.kind() == Kind.DAMAGED_DAYFILE || problem.kind() == Kind.MISSING_DAYFILE) {
                findings.add(new Finding(problem.file(), problem.text(), rebuild(compactor, problem)));
            } else if (problem.kind() == Kind.LOST_ROWS) {
                findings.add(new Finding(problem.file(), problem.text(), bringBack(compactor, problem)));
            }
        }
        return report(walk, findings);
    }

    private String removeFolder(Path folder) {
        if (!Listing.of(disk, folder).isEmpty()) {
            return "left in place, since what is in it is not the store's: move it out of the store";
        }
        try {
            disk.delete(folder);
            return "deleted: it was empty";
        } catch (IOException e) {
            throw Failures.storage("delete the empty folder", folder, e);
        }
    }

    private String removePart(Compactor compactor, Problem problem, Set<Path> damagedDayfiles) {
        boolean absorbed = isAbsorbed(problem, damagedDayfiles);
        String rows = rowsByFooter(problem);
        Path moved = compactor.quarantine(problem.file());
        return "moved to " + moved
                + (absorbed
                        ? "; the dayfile holds its rows, nothing is lost"
                        : "; its " + rows + " are in no dayfile and lost unless the ring or their source has them");
    }

    private boolean isAbsorbed(Problem part, Set<Path> damagedDayfiles) {
        Path dayfile = part.days().dayfile(part.day());
        if (damagedDayfiles.contains(dayfile) || DayState.statOrNull(disk, dayfile) == null) {
            return false;
        }
        return files(part.days())
                .footer(dayfile)
                .absorbed()
                .contains(part.file().getFileName().toString());
    }

    /** How many rows a damaged file had, where its footer can still be read. */
    private String rowsByFooter(Problem problem) {
        try {
            return files(problem.days()).footer(problem.file()).rows() + " rows";
        } catch (CorruptFileException e) {
            return "rows (their number cannot be read)";
        }
    }

    private String bringBack(Compactor compactor, Problem problem) {
        Compactor.Rebuilt rebuilt = compactor.mergeRetired(problem.days(), problem.day());
        String from = rebuilt.restored() + " retired parts brought back; ";
        return rebuilt.failure() != null
                ? from + "the day could not be compacted: " + rebuilt.failure().getMessage()
                : from + "merged into the dayfile, which has "
                        + rebuilt.report().rowsOut() + " rows now";
    }

    private String rebuild(Compactor compactor, Problem problem) {
        boolean stands = problem.kind() == Kind.DAMAGED_DAYFILE;
        String rows = stands ? rowsByFooter(problem) : "rows (their number is not known)";
        Compactor.Rebuilt rebuilt = compactor.rebuild(problem.days(), problem.day());
        String moved = rebuilt.quarantined() == null ? "" : "moved to " + rebuilt.quarantined() + "; ";
        String from = rebuilt.restored() + " retired parts brought back; ";
        if (rebuilt.failure() != null) {
            return moved + from + "the day could not be compacted: "
                    + rebuilt.failure().getMessage();
        }
        long found = rebuilt.report().rowsOut();
        return moved + from + "rebuilt with " + found + " rows from "
                + rebuilt.report().parts()
                + " parts; the dayfile had " + rows + ", and what came by import or from parts that are no longer kept"
                + " is not among them";
    }
}
