package dev.dayfile.cli;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StoragePlans;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.UndoReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Parts to dayfiles: every day is published first, then the grace is waited out once, then the parts are retired. */
@Command(
        name = "compact",
        description = {
            "Merge the parts of finished days, of candles and of objects, into dayfiles, then retire the parts.",
            "",
            "Without --day or --all: every waiting day before the present trading day. The parts stay beside the new"
                    + " dayfile for the grace, so that a query of another process that listed them still finds them.",
            "Prints a line a dayfile: timeframe or 'objects', day, what was done, rows in, rows out, doubles dropped,"
                    + " parts, bytes, digest, time. The exit status is 1 when a damaged part was found; it is in"
                    + " quarantine then, and the other parts are compacted."
        },
        footer = {
            "",
            "Example:",
            "  dayfile compact --timeframe 2m --day 2025-10-22 --grace 5s",
            "  dayfile compact --objects --all",
            "  dayfile compact --undo 2025-10-22"
        })
final class CompactCommand extends StoreCommand {
    @Option(names = "--timeframe", paramLabel = "TF", description = "Only this timeframe (default: all, and objects).")
    private Timeframe timeframe;

    @Option(names = "--objects", description = "Only the timeline of chart objects; with --timeframe, these two.")
    private boolean objects;

    @ArgGroup
    private Days days;

    @Option(
            names = "--keep-parts",
            description = "Leave the parts where they are, until a later run for this day without this option.")
    private boolean keepParts;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long parts stay beside their dayfile, such as 500ms, 60s, 2m (default: 60s).")
    private Duration grace = StorageConfig.DEFAULT_RETIRE_GRACE;

    @Option(names = "--dry-run", description = "Only say what would be done: touches nothing, takes no lock.")
    private boolean dryRun;

    @Option(
            names = "--undo",
            paramLabel = "DAY",
            description = "Bring the parts of a compacted day back and set its dayfile aside.")
    private LocalDate undo;

    /** Which days; one way of saying it excludes the other. */
    private static final class Days {
        @Option(names = "--day", paramLabel = "DAY", description = "Only this day.")
        private LocalDate day;

        @Option(names = "--all", description = "Every waiting day, the present trading day too.")
        private boolean all;
    }

    CompactCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        existingRoot();
        if (undo != null) {
            return undo();
        }
        if (dryRun) {
            return plan(StoragePlans.of(root()));
        }
        List<Path> quarantined = new ArrayList<>();
        try (StorageEngine engine = openEngine(FOR_EVER)) {
            List<WantedDay> waiting = waiting(engine);
            int published = 0;
            try (Progress progress = Progress.start(streams(), "compact", waiting.size())) {
                for (int i = 0; i < waiting.size(); i++) {
                    WantedDay next = waiting.get(i);
                    if (keepParts) {
                        next.keepParts(engine);
                    }
                    CompactionReport report = next.compact(engine);
                    out().println(Reports.line(report));
                    out().flush();
                    published += report.outcome() == Outcome.PUBLISHED ? 1 : 0;
                    quarantined.addAll(report.quarantined());
                    progress.at(i + 1);
                }
            }
            if (waiting.isEmpty()) {
                say("nothing waits");
            }
            if (!keepParts) {
                retire(engine, published);
            }
        }
        quarantined.forEach(file -> say("damaged, moved to quarantine: " + file));
        return quarantined.isEmpty() ? Exit.DONE : Exit.DATA;
    }

    /** By the files alone: beside an engine, and of a copy that cannot be written to. */
    private int plan(StoragePlans plans) {
        LocalDate today = plans.clock().dayOf(IsoTime.toMicros(Instant.now()));
        List<WantedDay> waiting = new ArrayList<>();
        for (Timeframe each : timeframes(plans::timeframes)) {
            addWanted(each, plans.daysWaiting(each), today, waiting);
        }
        if (wantsObjects()) {
            addWanted(null, plans.daysWaiting(null), today, waiting);
        }
        List<Path> damaged = new ArrayList<>();
        for (WantedDay each : waiting) {
            CompactionReport report = plans.compaction(each.timeframe(), each.day());
            out().println(Reports.line(report));
            damaged.addAll(report.quarantined());
        }
        if (waiting.isEmpty()) {
            say("nothing waits");
        }
        damaged.forEach(file -> say("damaged: " + file));
        return damaged.isEmpty() ? Exit.DONE : Exit.DATA;
    }

    private int undo() {
        if (days != null || keepParts || dryRun) {
            throw CommandException.usage("--undo goes with --timeframe, --objects and --grace only");
        }
        try (StorageEngine engine = openEngine(FOR_EVER)) {
            List<WantedDay> wanted = new ArrayList<>();
            for (Timeframe each : timeframes(engine::timeframes)) {
                wanted.add(new WantedDay(each, undo));
            }
            if (wantsObjects()) {
                wanted.add(new WantedDay(null, undo));
            }
            if (timeframe == null && !objects) { // who names what he wants is told when it is not there
                wanted.removeIf(day -> !day.isCompacted(engine));
            }
            if (wanted.isEmpty()) {
                throw CommandException.usage("no dayfile of this day [undo=" + undo + "]");
            }
            for (WantedDay each : wanted) {
                say("undoing " + Reports.family(each.timeframe) + " " + undo + ", with a grace of "
                        + grace.toMillis() / 1000.0 + " s");
                UndoReport report = each.undo(engine, grace);
                out().println(String.format(
                        Locale.ROOT,
                        "%-7s %s  undone  parts back %d  dayfile set aside %s",
                        Reports.family(report.timeframe()),
                        report.day(),
                        report.parts(),
                        report.dayfile()));
                out().flush();
            }
        }
        return Exit.DONE;
    }

    /** A day of a timeframe or, when that is {@code null}, of the timeline of chart objects. */
    private record WantedDay(Timeframe timeframe, LocalDate day) {
        boolean isCompacted(StorageEngine engine) {
            return timeframe == null ? engine.objects().isCompacted(day) : engine.isCompacted(timeframe, day);
        }

        void keepParts(StorageEngine engine) {
            if (timeframe == null) {
                engine.objects().keepParts(day);
            } else {
                engine.keepParts(timeframe, day);
            }
        }

        CompactionReport compact(StorageEngine engine) {
            return timeframe == null ? engine.objects().compact(day) : engine.compact(timeframe, day);
        }

        UndoReport undo(StorageEngine engine, Duration grace) {
            return timeframe == null
                    ? engine.objects().undoCompaction(day, grace)
                    : engine.undoCompaction(timeframe, day, grace);
        }
    }

    /** The timeframes that are asked for. */
    private List<Timeframe> timeframes(Supplier<List<Timeframe>> all) {
        if (timeframe != null) {
            return List.of(timeframe);
        }
        return objects ? List.of() : all.get();
    }

    private boolean wantsObjects() {
        return objects || timeframe == null;
    }

    private List<WantedDay> waiting(StorageEngine engine) {
        LocalDate today = today(engine);
        List<WantedDay> waiting = new ArrayList<>();
        for (Timeframe each : timeframes(engine::timeframes)) {
            addWanted(each, engine.daysWaiting(each), today, waiting);
        }
        if (wantsObjects()) {
            addWanted(null, engine.objects().daysWaiting(), today, waiting);
        }
        return waiting;
    }

    private void addWanted(Timeframe of, Iterable<LocalDate> candidates, LocalDate today, List<WantedDay> into) {
        for (LocalDate day : candidates) {
            if (isWanted(day, today)) {
                into.add(new WantedDay(of, day));
            }
        }
    }

    private boolean isWanted(LocalDate day, LocalDate today) {
        return days == null ? day.isBefore(today) : days.all || day.equals(days.day);
    }

    /** Whether a day whose parts were kept is one that this run was asked for. */
    private boolean isWanted(Timeframe of, LocalDate day, LocalDate today) {
        boolean family = of == null ? wantsObjects() : timeframe == null ? !objects : timeframe.equals(of);
        return family && isWanted(day, today);
    }

    private static LocalDate today(StorageEngine engine) {
        return engine.clock().dayOf(IsoTime.toMicros(Instant.now()));
    }

    /** Waits only when something was published just now; what an earlier run left is retired as soon as it is due. */
    private void retire(StorageEngine engine, int published) {
        long graceMillis = published > 0 ? grace.toMillis() : 0;
        long start = System.nanoTime();
        try (Progress progress = Progress.start(streams(), "grace", graceMillis)) {
            for (long waited = 0; waited < graceMillis; waited = (System.nanoTime() - start) / 1_000_000) {
                progress.at(waited);
                Thread.sleep(Math.min(200, graceMillis - waited));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.machine("interrupted in the grace; the next compaction retires the parts", e);
        }
        LocalDate today = today(engine);
        int retired = engine.retire(grace, (of, day) -> isWanted(of, day, today));
        if (retired > 0) {
            say("retired the parts of " + Texts.count(retired, "day"));
        }
    }
}
