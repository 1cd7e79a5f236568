package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.IsoTime;
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
     * Why the retired files of a day stay, or an empty text. They go together or not at all: those whose rows the dayfile
     * holds are needed to undo its compaction, which brings the others back.
     */
    private String reasonToKeep(Family family, LocalDate day, List<Retired> retired) {
        Path dayfile = family.days().dayfile(day);
        List<Path> unnamed = new ArrayList<>();
        try {
            if (DayState.statOrNull(tools.disk(), dayfile) == null) {
                return "the day has no dayfile";
            }
            FileFooter footer = family.files().verify(dayfile);
            for (Retired each : retired) {
                List<Disk.Entry> files = each.entry().folder() ? RetiredRows.parts(each.files()) : each.files();
                unnamed.addAll(RetiredRows.unnamed(files, footer));
            }
            String missing = family.files().firstMissing(unnamed, List.of(dayfile));
            return missing.isEmpty()
                    ? ""
                    : "the dayfile lacks rows of the day's retired parts [" + missing + "]; compact --undo " + day
                            + " or verify --repair brings them back";
        } catch (CorruptFileException e) {
            return unnamed.contains(e.path())
                    ? "a retired file is damaged and the dayfile does not name it; verify --repair sets it aside [file="
                            + e.path() + "]"
                    : "the dayfile is damaged";
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
