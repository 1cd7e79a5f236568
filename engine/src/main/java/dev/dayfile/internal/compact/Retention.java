package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Deletes retired parts when their time is over. What is counted is the time since the last of: the day's end, the
 * writing of any of the files, the publishing of the day's dayfile. Nothing goes whose rows could be read from nowhere
 * else: the day's dayfile must stand, be whole and hold them.
 */
final class Retention {
    private final Toolbox tools;
    private final Function<DayFamily, Family> families;
    private final Clock clock;

    Retention(Toolbox tools, Function<DayFamily, Family> families, Clock clock) {
        this.tools = tools;
        this.families = families;
        this.clock = clock;
    }

    List<ExpiredParts> retain(Duration keep, boolean delete) {
        Instant cutoff = clock.instant().minus(keep);
        List<ExpiredParts> expired = new ArrayList<>();
        for (Disk.Entry folder : Listing.of(tools.disk(), tools.layout().retired())) {
            Optional<DayFamily> days = tools.layout().parseFamily(folder.name());
            if (folder.folder() && days.isPresent()) {
                retain(families.apply(days.get()), folder.path(), cutoff, delete, expired);
            }
        }
        return expired;
    }

    /** A retired folder, or a dayfile that was set aside. */
    private record Retired(Disk.Entry entry, List<Disk.Entry> files) {}

    private void retain(Family family, Path folder, Instant cutoff, boolean delete, List<ExpiredParts> expired) {
        SortedMap<LocalDate, List<Retired>> days = new TreeMap<>();
        for (Disk.Entry entry : Listing.of(tools.disk(), folder)) {
            dayOf(entry).ifPresent(day -> {
                List<Disk.Entry> files = entry.folder() ? Listing.of(tools.disk(), entry.path()) : List.of(entry);
                days.computeIfAbsent(day, d -> new ArrayList<>()).add(new Retired(entry, files));
            });
        }
        days.forEach((day, retired) -> {
            List<Retired> old = retired.stream()
                    .filter(each -> !newest(family, day, each.files()).isAfter(cutoff))
                    .toList();
            if (!old.isEmpty()) {
                String reason = reasonToKeep(family, day, retired);
                old.forEach(each -> expired.add(expire(family, day, each, reason, delete && reason.isEmpty())));
            }
        });
    }

    private ExpiredParts expire(Family family, LocalDate day, Retired retired, String reason, boolean goes) {
        if (goes) {
            delete(retired.entry(), retired.files());
        }
        return new ExpiredParts(
                family.days().timeframe(),
                day,
                retired.entry().path(),
                retired.files().size(),
                retired.files().stream().mapToLong(Disk.Entry::sizeBytes).sum(),
                reason.isEmpty() ? null : reason,
                goes);
    }

    /** A folder whose retirement is not finished may hold rows that are nowhere else, so it is none of these. */
    private static Optional<LocalDate> dayOf(Disk.Entry entry) {
        return entry.folder()
                ? StoreLayout.parseRetiredDay(entry.name())
                        .filter(retired -> !retired.unchecked())
                        .map(StoreLayout.RetiredDay::day)
                : StoreLayout.parseUndoneDayfile(entry.name());
    }

    private Instant newest(Family family, LocalDate day, List<Disk.Entry> files) {
        Instant newest = IsoTime.toInstant(tools.market().endMicros(day));
        Disk.Entry dayfile = DayState.statOrNull(tools.disk(), family.days().dayfile(day));
        List<Disk.Entry> all = new ArrayList<>(files);
        if (dayfile != null) {
            all.add(dayfile);
        }
        for (Disk.Entry file : all) {
            Instant modified = Instant.ofEpochSecond(0, file.modifiedNanos());
            newest = modified.isAfter(newest) ? modified : newest;
        }
        return newest;
    }

    /**
     * Why the retired files of a day stay and what to do about it, or an empty text. They go together or not at all: those
     * whose rows the dayfile holds are needed to undo its compaction, which brings the others back.
     */
    private String reasonToKeep(Family family, LocalDate day, List<Retired> retired) {
        List<Disk.Entry> parts = new ArrayList<>();
        List<Path> setAside = new ArrayList<>();
        for (Retired each : retired) {
            if (each.entry().folder()) {
                parts.addAll(RetiredRows.parts(each.files()));
            } else {
                setAside.add(each.entry().path());
            }
        }
        List<Path> standing = new ArrayList<>();
        RetiredRows.parts(Listing.ofDay(tools.disk(), family.days().folder(day)))
                .forEach(part -> standing.add(part.path()));
        Path dayfile = family.days().dayfile(day);
        if (DayState.statOrNull(tools.disk(), dayfile) == null) {
            return withoutDayfile(family, day, parts, setAside, standing);
        }
        List<Path> unnamed;
        try {
            unnamed = RetiredRows.unnamed(parts, family.files().verify(dayfile));
        } catch (CorruptFileException e) {
            return "the dayfile is damaged; verify --repair rebuilds it";
        }
        standing.add(0, dayfile);
        String reason = reasonToKeepParts(family, unnamed, standing);
        for (Path each : setAside) {
            reason = reason.isEmpty() ? reasonToKeepSetAside(family, day, each, standing) : reason;
        }
        return reason;
    }

    private static String withoutDayfile(
            Family family, LocalDate day, List<Disk.Entry> parts, List<Path> setAside, List<Path> standing) {
        String none = "the day has no dayfile; ";
        if (!parts.isEmpty()) {
            return none + "verify --repair makes it of the retired parts";
        }
        return none
                + (standing.isEmpty() && !setAside.isEmpty()
                        ? bringBack(family, day, setAside.get(0))
                        : "compact the day");
    }

    /** @param standing the dayfile, then the parts that stand in the day's folder */
    private static String reasonToKeepParts(Family family, List<Path> unnamed, List<Path> standing) {
        try {
            return reasonToKeep(
                    family, unnamed, standing, "the day's retired parts", "verify --repair brings them back");
        } catch (CorruptFileException e) {
            return "a retired part is damaged and the dayfile does not name it; verify --repair sets it aside [file="
                    + e.path() + "]";
        }
    }

    /**
     * Why a dayfile that an undo has set aside stays. Nothing brings one back without being told which: the undo may well
     * have been made to be rid of a row in it.
     */
    private static String reasonToKeepSetAside(Family family, LocalDate day, Path setAside, List<Path> standing) {
        List<Path> one = List.of(setAside);
        try {
            return reasonToKeep(family, one, standing, "one that an undo set aside", bringBack(family, day, setAside));
        } catch (CorruptFileException e) {
            return "a dayfile that an undo set aside is damaged; delete it, or move it out of the store [file="
                    + setAside + "]";
        }
    }

    /**
     * Why files stay that have rows which the dayfile lacks; empty when it lacks none.
     *
     * @param whose rows they are
     * @param remedy where no part that waits has them
     */
    private static String reasonToKeep(
            Family family, List<Path> files, List<Path> standing, String whose, String remedy) {
        String missing = family.files().firstMissing(files, standing.subList(0, 1));
        if (missing.isEmpty()) {
            return "";
        }
        boolean shown = areShown(family, files, standing);
        return "the dayfile lacks rows of " + whose + " [" + missing + "]; "
                + (shown ? "parts that wait have them: compact the day" : remedy);
    }

    private static String bringBack(Family family, LocalDate day, Path setAside) {
        return "to have them, move " + setAside + " to "
                + family.days().folder(day).resolve(setAside.getFileName() + StoreLayout.PARQUET)
                + " and compact the day; if you do not want them, delete it";
    }

    private static boolean areShown(Family family, List<Path> rows, List<Path> standing) {
        try {
            return family.files().firstMissing(rows, standing).isEmpty();
        } catch (StorageException e) {
            return false; // a file that cannot be read shows nothing
        }
    }

    private void delete(Disk.Entry entry, List<Disk.Entry> files) {
        try {
            for (Disk.Entry file : files) {
                tools.disk().delete(file.path());
            }
            tools.disk().delete(entry.path());
        } catch (IOException e) {
            throw Failures.storage("delete the retired parts", entry.path(), e);
        }
    }
}
