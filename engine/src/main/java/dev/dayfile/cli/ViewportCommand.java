package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Candles and objects of a window, by the reader that needs no lock. */
@Command(
        name = "viewport",
        description = {
            "Print the candles and objects of a window. Works beside a running engine, without a lock.",
            "",
            "T0, T1 and T are ISO times; without an offset they are market time. Bounds are inclusive."
        },
        footer = {
            "",
            "Example:",
            "  dayfile viewport --symbol SPY --timeframe 2m --from 2025-10-22T09:30 --to 2025-10-22T16:00",
            "  dayfile viewport --symbol SPY --timeframe 15m --last 20 --format json"
        })
final class ViewportCommand extends StoreCommand {
    @Option(names = "--symbol", required = true, paramLabel = "S", description = "The symbol.")
    private String symbol;

    @Option(names = "--timeframe", required = true, paramLabel = "TF", description = "The timeframe, such as 2m.")
    private Timeframe timeframe;

    @Option(names = "--from", paramLabel = "T0", description = "First instant (default: no bound).")
    private String from;

    @Option(names = "--to", paramLabel = "T1", description = "Last instant (default: no bound).")
    private String to;

    @Option(names = "--low", paramLabel = "P", description = "Only objects that reach above this price.")
    private Double low;

    @Option(names = "--high", paramLabel = "P", description = "Only objects that reach below this price.")
    private Double high;

    @Option(names = "--last", paramLabel = "N", description = "Only the last N candles of the window.")
    private Integer last;

    @Option(
            names = "--last-days",
            paramLabel = "N",
            description = "Only the last N trading days of the window that have candles.")
    private Integer lastDays;

    @ArgGroup
    private Files files;

    @Option(names = "--as-of", paramLabel = "T", description = "What was known at this instant.")
    private String asOf;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json (default: table).")
    private Format format = Format.TABLE;

    @Option(
            names = "--leave-out-damaged",
            description = "Leave damaged files out, name them and exit 1, instead of failing.")
    private boolean leaveOutDamaged;

    /** Which files answer; one way of saying it excludes the other. */
    private static final class Files {
        @Option(names = "--days-only", description = "Read only dayfiles.")
        private boolean daysOnly;

        @Option(names = "--parts-only", description = "Read only parts.")
        private boolean partsOnly;
    }

    ViewportCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        ViewportQuery query = query();
        try (StorageReader reader = openReader(leaveOutDamaged ? DamagePolicy.LEAVE_OUT : DamagePolicy.FAIL)) {
            ViewportQuery resolved = query.resolve(reader.clock());
            Viewport viewport = reader.viewport(resolved);
            ViewportPrinter printer = new ViewportPrinter(out(), resolved, viewport);
            switch (format) {
                case TABLE -> printer.table(reader.clock().zone());
                case CSV -> printer.csv();
                case JSON -> printer.json();
            }
            viewport.leftOut().forEach(file -> say("damaged, left out: " + file));
            return viewport.leftOut().isEmpty() ? Exit.DONE : Exit.DATA;
        }
    }

    private ViewportQuery query() {
        ViewportQuery.Builder builder = ViewportQuery.of(symbol, timeframe).between(from, to);
        if (low != null || high != null) {
            builder.priceBand(
                    low == null ? Double.NEGATIVE_INFINITY : low, high == null ? Double.POSITIVE_INFINITY : high);
        }
        if (last != null) {
            builder.last(last);
        }
        if (lastDays != null) {
            builder.lastDays(lastDays);
        }
        if (asOf != null) {
            builder.asOf(asOf);
        }
        if (files != null) {
            builder.source(files.daysOnly ? Source.DAYFILES : Source.PARTS);
        }
        return builder.build();
    }
}
