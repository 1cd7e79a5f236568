package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes retired parts when their time is over. What is counted is the time since the last of: the day's end, the
 * writing of any of the files, the publishing of the day's dayfile. Nothing goes whose rows could be read from nowhere
 * else: the day's dayfile must stand and be whole.
 */
final class Retention {
    private final Toolbox tools;
    private final Clock clock;

    Retention(Toolbox tools, Clock clock) {
        this.tools = tools;
        this.clock = clock;
    }

    List<ExpiredParts> retain(Duration keep, boolean delete) {
        Instant cutoff = clock.instant().minus(keep);
        List<ExpiredParts> expired = new ArrayList<>();
        for (Disk.Entry folder : DayState.list(tools.disk(), tools.layout().retired())) {
            Optional<Timeframe> timeframe = StoreLayout.parseTimeframe(folder.name());
            if (folder.folder() && timeframe.isPresent()) {
                retain(timeframe.get(), folder.path(), cutoff, delete, expired);
            }
        }
        return expired;
    }

    private void retain(Timeframe timeframe, Path folder, Instant cutoff, boolean delete, List<ExpiredParts> expired) {
        Map<LocalDate, String> reasons = new HashMap<>();
        for (Disk.Entry entry : DayState.list(tools.disk(), folder)) {
            Optional<LocalDate> day = dayOf(entry);
            if (day.isEmpty()) {
                continue;
            }
            List<Disk.Entry> files = entry.folder() ? DayState.list(tools.disk(), entry.path()) : List.of(entry);
            if (newest(timeframe, day.get(), files).isAfter(cutoff)) {
                continue;
            }
            String reason = reasons.computeIfAbsent(day.get(), d -> reasonToKeep(timeframe, d));
            boolean goes = delete && reason.isEmpty();
            if (goes) {
                delete(entry, files);
            }
            long bytes = files.stream().mapToLong(Disk.Entry::sizeBytes).sum();
            expired.add(new ExpiredParts(
                    timeframe, day.get(), entry.path(), files.size(), bytes, reason.isEmpty() ? null : reason, goes));
        }
    }

    /** A folder whose retirement is not finished may hold rows that are nowhere else, so it is none of these. */
    private static Optional<LocalDate> dayOf(Disk.Entry entry) {
        return entry.folder()
                ? StoreLayout.parseRetiredDay(entry.name())
                        .filter(retired -> !retired.unchecked())
                        .map(StoreLayout.RetiredDay::day)
                : StoreLayout.parseUndoneDayfile(entry.name());
    }

    private Instant newest(Timeframe timeframe, LocalDate day, List<Disk.Entry> files) {
        Instant newest = IsoTime.toInstant(tools.market().endMicros(day));
        Disk.Entry dayfile = DayState.statOrNull(tools.disk(), tools.layout().dayfile(timeframe, day));
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

    /** Why the retired files of a day stay, or an empty text. */
    private String reasonToKeep(Timeframe timeframe, LocalDate day) {
        Path dayfile = tools.layout().dayfile(timeframe, day);
        try {
            if (DayState.statOrNull(tools.disk(), dayfile) == null) {
                return "the day has no dayfile";
            }
            tools.files().verify(dayfile);
            return "";
        } catch (CorruptFileException e) {
            return "the dayfile is damaged";
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
