package dev.dayfile;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DayDescription;
import dev.dayfile.model.FileDescription;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.StoreDescription;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks over all candle files of a store by their footers: for what no single day can tell. */
final class StoreFiles {
    private final Disk disk;
    private final StoreLayout layout;
    private final CandleFiles files;

    StoreFiles(Disk disk, StoreLayout layout, CandleFiles files) {
        this.disk = disk;
        this.layout = layout;
        this.files = files;
    }

    /** The greatest sequence in any file that can be read, also in retired parts; 0 when there is none. */
    long greatestSeq() {
        long greatest = greatestSeq(layout.data(), 2);
        for (Disk.Entry timeframe : Listing.of(disk, layout.retired())) {
            if (timeframe.folder()
                    && StoreLayout.parseTimeframe(timeframe.name()).isPresent()) {
                greatest = Math.max(greatest, greatestSeq(timeframe.path(), 1)); // they may come back
            }
        }
        return greatest;
    }

    private long greatestSeq(Path folder, int depth) {
        long greatest = 0;
        for (Disk.Entry entry : Listing.of(disk, folder)) {
            if (entry.folder()) {
                greatest = Math.max(greatest, depth > 0 ? greatestSeq(entry.path(), depth - 1) : 0);
            } else if (StoreLayout.standingName(entry.name()).endsWith(StoreLayout.PARQUET)) {
                greatest = Math.max(greatest, lastSeq(entry.path()));
            }
        }
        return greatest;
    }

    private long lastSeq(Path file) {
        try (CandleFileReader reader = files.open(file)) {
            return reader.footer().lastSeq();
        } catch (CorruptFileException e) {
            return 0; // whatever it had cannot be read, so nothing newer can be mistaken for older than it
        } catch (StorageException e) {
            if (e.code() == Code.MISSING) {
                return 0;
            }
            throw e;
        }
    }

    /** What stands in the store, timeframe by timeframe and day by day. */
    StoreDescription describe(MarketClock clock) {
        List<DayDescription> days = new ArrayList<>();
        SortedMap<Timeframe, Path> folders = new TreeMap<>();
        for (Disk.Entry entry : Listing.of(disk, layout.data())) {
            if (entry.folder()) {
                StoreLayout.parseTimeframe(entry.name()).ifPresent(tf -> folders.put(tf, entry.path()));
            }
        }
        folders.forEach((timeframe, folder) -> describe(layout.candles(timeframe), folder, days));
        List<DayDescription> objectDays = new ArrayList<>();
        for (Disk.Entry month : Listing.of(disk, layout.objectTimeline())) {
            if (month.folder() && StoreLayout.parseMonth(month.name()).isPresent()) {
                describe(layout.objects(), month.path(), objectDays);
            }
        }
        List<Path> quarantined = new ArrayList<>();
        collectFiles(layout.quarantine(), quarantined);
        return new StoreDescription(layout.root(), clock, days, objectDays, quarantined);
    }

    private void describe(DayFamily family, Path folder, List<DayDescription> into) {
        SortedMap<LocalDate, Integer> days = new TreeMap<>();
        for (Disk.Entry entry : Listing.of(disk, folder)) {
            (entry.folder() ? StoreLayout.parseDayFolder(entry.name()) : StoreLayout.parseDayfile(entry.name()))
                    .ifPresent(day -> days.put(day, 0));
        }
        for (Disk.Entry entry : Listing.of(disk, family.retired())) {
            StoreLayout.parseRetiredDay(entry.name())
                    .filter(retired ->
                            !family.ofObjects() || family.parent(retired.day()).equals(folder))
                    .ifPresent(retired -> days.merge(retired.day(), 1, Integer::sum));
        }
        days.forEach((day, retired) -> into.add(describe(family.timeframe(), folder, day, retired)));
    }

    private DayDescription describe(Timeframe timeframe, Path folder, LocalDate day, int retired) {
        // The folder before the dayfile: a retirement in between then shows the parts twice rather than not at all.
        List<FileDescription> parts = new ArrayList<>();
        for (Disk.Entry entry : Listing.of(disk, StoreLayout.dayFolder(folder, day))) {
            if (!entry.folder() && entry.name().endsWith(StoreLayout.PARQUET)) {
                describe(entry.path()).ifPresent(parts::add);
            }
        }
        FileDescription dayfile = describe(StoreLayout.dayfile(folder, day)).orElse(null);
        Set<String> absorbed = dayfile == null ? Set.of() : Set.copyOf(dayfile.absorbed());
        int waiting = 0;
        for (FileDescription part : parts) {
            waiting += absorbed.contains(part.path().getFileName().toString()) ? 0 : 1;
        }
        return new DayDescription(timeframe, day, dayfile, parts, waiting, retired);
    }

    /** A file as its footer describes it; empty when it is gone. */
    private Optional<FileDescription> describe(Path file) {
        try {
            return Optional.of(files.describe(file));
        } catch (StorageException e) {
            if (e.code() == Code.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void collectFiles(Path folder, List<Path> into) {
        for (Disk.Entry entry : Listing.of(disk, folder)) {
            if (entry.folder()) {
                collectFiles(entry.path(), into);
            } else {
                into.add(entry.path());
            }
        }
    }
}
