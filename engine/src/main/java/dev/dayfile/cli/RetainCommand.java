package dev.dayfile.cli;

import dev.dayfile.StorageEngine;
import dev.dayfile.StoragePlans;
import dev.dayfile.model.ExpiredParts;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Retired parts for so many days, dayfiles for ever. */
@Command(
        name = "retain",
        description = {
            "Say which retired parts are older than they are to be kept; with --delete, delete them. Dayfiles are kept"
                    + " for ever.",
            "",
            "Counted are the days since the last of: the end of the trading day, the writing of the parts, the"
                    + " publishing of the day's dayfile. Those of a day without a whole dayfile, or with one that lacks a row of"
                    + " them, are never deleted; the line says why."
        },
        footer = {"", "Example:", "  dayfile retain --parts-days 30", "  dayfile retain --parts-days 30 --delete"})
final class RetainCommand extends StoreCommand {
    @Option(
            names = "--parts-days",
            paramLabel = "N",
            required = true,
            description = "For how many days retired parts are kept.")
    private int partsDays;

    @Option(
            names = "--delete",
            description = "Delete them, under the store's lock; without it nothing is touched and no lock is taken.")
    private boolean delete;

    RetainCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        existingRoot();
        if (partsDays < 0) {
            throw CommandException.usage("a number of days from 0 on [--parts-days=" + partsDays + "]");
        }
        List<ExpiredParts> expired = delete ? delete() : StoragePlans.of(root()).expiredParts(partsDays);
        long bytes = 0;
        for (ExpiredParts each : expired) {
            out().println(String.format(
                    Locale.ROOT,
                    "%-7s %s  files %d  bytes %d  %s",
                    Reports.family(each.timeframe()),
                    each.day(),
                    each.files(),
                    each.bytes(),
                    fate(each)));
            bytes += each.keptBecause() == null ? each.bytes() : 0;
        }
        say(Texts.bytes(bytes) + (delete ? " deleted" : " would be deleted; --delete does it"));
        return Exit.DONE;
    }

    private List<ExpiredParts> delete() {
        try (StorageEngine engine = openEngine(FOR_EVER)) {
            return engine.retain(partsDays, true);
        }
    }

    private static String fate(ExpiredParts each) {
        if (each.keptBecause() != null) {
            return "kept: " + each.keptBecause();
        }
        return each.deleted() ? "deleted" : "would be deleted";
    }
}
