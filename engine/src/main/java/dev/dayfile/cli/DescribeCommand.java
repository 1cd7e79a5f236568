package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.DayDescription;
import dev.dayfile.model.FileDescription;
import dev.dayfile.model.FileDescription.Kind;
import dev.dayfile.model.Gap;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.StoreDescription;
import dev.dayfile.model.Timeframe;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What stands in a store, or in one file, by the footers. */
@Command(
        name = "describe",
        description = {
            "Describe the store: days of candles and of objects, rows, bytes, parts waiting, retired days,"
                    + " quarantined files and the gaps in the sessions of the store's trading hours. With PATH, describe one file, or"
                    + " the store in another folder.",
            "",
            "The days are described by footers alone; gaps need the keys of all candles, which takes its time in a large"
                    + " store. 'verify' reads everything. The exit status is 1 when a footer is damaged."
        },
        footer = {"", "Example:", "  dayfile describe storage/data/2m/2025-10-22.parquet"})
final class DescribeCommand extends StoreCommand {
    private static final int GAPS_SHOWN = 40;
    private static final DateTimeFormatter HOUR_AND_MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    @Parameters(arity = "0..1", paramLabel = "PATH", description = "A file, or a store's root folder.")
    private Path path;

    @Option(names = "--no-gaps", description = "Do not look for gaps, which reads every candle's key.")
    private boolean noGaps;

    DescribeCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws NoSuchFileException {
        if (path != null && !Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (path != null && !Files.isDirectory(path)) {
            return file(StorageReader.describe(path));
        }
        Path root = path == null ? existingRoot() : requireStore(path);
        try (StorageReader reader = StorageReader.open(root, DamagePolicy.FAIL)) {
            return store(reader);
        }
    }

    private int file(FileDescription file) {
        out().println("file      " + file.path());
        if (file.damaged()) {
            out().println("damaged   " + file.damage());
            return Exit.DATA;
        }
        out().println("kind      " + file.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        out().println("size      " + Texts.count(file.bytes()) + " bytes");
        out().println("rows      " + Texts.count(file.rows()));
        if (file.version() != null) {
            out().println("version   " + file.version() + ", written by store " + file.writerId());
            if (file.kind() != Kind.SNAPSHOT) {
                out().println("times     " + IsoTime.format(file.minTsMicros()) + " to "
                        + IsoTime.format(file.maxTsMicros()));
            }
            out().println("sequence  " + file.firstSeq() + " to " + file.lastSeq());
            out().println("digest    " + file.digest());
        }
        if (!file.absorbed().isEmpty()) {
            out().println("absorbed  " + Texts.count(file.absorbed().size(), "part")
                    + " that may still stand beside it");
        }
        out().println("columns   " + String.join("\n          ", file.columns()));
        return Exit.DONE;
    }

    private int store(StorageReader reader) {
        StoreDescription store = reader.describe();
        out().println("store   " + store.root());
        out().println("market  " + store.clock().zone() + ", the day rolls at "
                + store.clock().roll());
        out().println();
        List<DayDescription> days = new ArrayList<>(store.days());
        days.addAll(store.objectDays());
        days(days);
        days.forEach(day -> otherDays(day, store.clock()));
        long damaged = damaged(days);
        for (Path file : store.quarantined()) {
            out().println("quarantined: " + file);
        }
        if (damaged == 0) {
            gaps(reader, store);
        } else {
            say("gaps are not looked for while files are damaged");
        }
        return damaged > 0 ? Exit.DATA : Exit.DONE;
    }

    private void days(List<DayDescription> days) {
        TextTable table = new TextTable(
                "timeframe",
                "day",
                ">dayfile rows",
                ">bytes",
                ">parts",
                ">waiting",
                ">part rows",
                ">bytes",
                ">retired");
        long dayfileRows = 0;
        long dayfileBytes = 0;
        long parts = 0;
        long waiting = 0;
        long partRows = 0;
        long partBytes = 0;
        for (DayDescription day : days) {
            FileDescription dayfile = day.dayfile();
            long rows = day.parts().stream().mapToLong(FileDescription::rows).sum();
            long bytes = day.parts().stream().mapToLong(FileDescription::bytes).sum();
            table.add(
                    Reports.family(day.timeframe()),
                    day.day().toString(),
                    dayfile == null ? "-" : Texts.count(dayfile.rows()),
                    dayfile == null ? "-" : Texts.count(dayfile.bytes()),
                    Texts.count(day.parts().size()),
                    Texts.count(day.partsWaiting()),
                    Texts.count(rows),
                    Texts.count(bytes),
                    Texts.count(day.retired()));
            dayfileRows += dayfile == null ? 0 : dayfile.rows();
            dayfileBytes += dayfile == null ? 0 : dayfile.bytes();
            parts += day.parts().size();
            waiting += day.partsWaiting();
            partRows += rows;
            partBytes += bytes;
        }
        table.add(
                "all",
                Texts.count(days.size(), "day"),
                Texts.count(dayfileRows),
                Texts.count(dayfileBytes),
                Texts.count(parts),
                Texts.count(waiting),
                Texts.count(partRows),
                Texts.count(partBytes),
                "");
        table.print(out());
    }

    private void otherDays(DayDescription day, MarketClock clock) {
        for (FileDescription file : day.holdingOtherDays(clock)) {
            out().println("rows of other days than " + day.day() + ": " + file.path() + ": "
                    + IsoTime.format(file.minTsMicros()) + " to " + IsoTime.format(file.maxTsMicros())
                    + (day.timeframe() == null ? "" : "; no viewport shows them"));
        }
    }

    private long damaged(List<DayDescription> days) {
        long damaged = 0;
        for (DayDescription day : days) {
            if (day.dayfile() != null) {
                damaged += damaged(day.dayfile());
            }
            for (FileDescription part : day.parts()) {
                damaged += damaged(part);
            }
        }
        return damaged;
    }

    private int damaged(FileDescription file) {
        if (file.damaged()) {
            out().println("damaged: " + file.path() + ": " + file.damage());
        }
        return file.damaged() ? 1 : 0;
    }

    private void gaps(StorageReader reader, StoreDescription store) {
        MarketClock clock = store.clock();
        if (noGaps || store.days().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("symbol", "timeframe", "day", "from", "to", ">missing");
        GapTotals totals = new GapTotals();
        try {
            for (Timeframe timeframe : GapsCommand.timeframes(reader)) {
                reader.gaps(timeframe, null, null, reader.calendar(), session -> {
                    totals.add(session);
                    for (Gap gap : session.gaps()) {
                        if (table.size() < GAPS_SHOWN) {
                            table.add(
                                    gap.symbol(),
                                    gap.timeframe().toString(),
                                    gap.day().toString(),
                                    hourAndMinute(gap.fromMicros(), clock),
                                    hourAndMinute(gap.toMicros(), clock),
                                    Texts.count(gap.candles()));
                        }
                    }
                });
            }
        } catch (CorruptFileException e) {
            say("gaps could not be looked for: " + e.getMessage());
            return;
        }
        out().println();
        out().println("sessions: " + Texts.count(totals.expected, "candle") + " expected, "
                + Texts.count(totals.present) + " present, " + Texts.count(totals.late) + " late");
        if (totals.gaps == 0) {
            out().println("no gaps in the sessions");
            return;
        }
        out().println(Texts.count(totals.gaps, "gap") + " in the sessions, "
                + Texts.count(totals.expected - totals.present, "candle") + " missing");
        table.print(out());
        if (totals.gaps > table.size()) {
            out().println("and " + Texts.count(totals.gaps - table.size()) + " more");
        }
    }

    /** Sums over all sessions. */
    private static final class GapTotals {
        private long expected;
        private long present;
        private long late;
        private long gaps;

        void add(SessionGaps session) {
            expected += session.expected();
            present += session.present();
            late += session.late();
            gaps += session.gaps().size();
        }
    }

    private static String hourAndMinute(long micros, MarketClock clock) {
        return HOUR_AND_MINUTE.format(IsoTime.toInstant(micros).atZone(clock.zone()));
    }
}
