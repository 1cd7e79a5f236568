package dev.dayfile.cli;

import dev.dayfile.ArrowStreams;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            "  dayfile viewport --symbol SPY --timeframe 15m --last 20 --format json",
            "  dayfile viewport --symbol SPY --timeframe 1h --from-timeframe 5m --last 50",
            "  dayfile viewport --symbol SPY --timeframe 2m --last-days 5 --format arrow --out spy.arrows"
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
    private Sources files;

    @Option(names = "--as-of", paramLabel = "T", description = "What was known at this instant.")
    private String asOf;

    @Option(
            names = "--object-timeframes",
            split = ",",
            paramLabel = "TF",
            description = "Objects drawn on these timeframes (default: the candles' own).")
    private List<Timeframe> objectTimeframes;

    @Option(
            names = "--from-timeframe",
            paramLabel = "TF",
            description = "Make the candles out of those of this finer timeframe, from the opening bell on.")
    private Timeframe fromTimeframe;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, csv, json or arrow, an Arrow IPC stream of the candles (default: table).")
    private ViewportFormat format = ViewportFormat.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file, not to standard output.")
    private Path out;

    @Option(
            names = "--objects-out",
            paramLabel = "FILE",
            description = "With --format arrow: write the objects to this file, as a stream of their own.")
    private Path objectsOut;

    @Option(
            names = "--live",
            description = "Count rows too that were appended and are in no part yet, from the engine's ring.")
    private boolean live;

    @Option(
            names = "--leave-out-damaged",
            description = "Leave damaged files out, name them and exit 1, instead of failing.")
    private boolean leaveOutDamaged;

    /** How the answer is written; an Arrow stream is binary. */
    enum ViewportFormat {
        TABLE,
        CSV,
        JSON,
        ARROW
    }

    /** Which files answer; one way of saying it excludes the other. */
    private static final class Sources {
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
        if (objectsOut != null && format != ViewportFormat.ARROW) {
            throw CommandException.usage(
                    "--objects-out goes with --format arrow; other formats have the objects in them");
        }
        try (StorageReader reader = StorageReader.builder(existingRoot())
                .damagePolicy(leaveOutDamaged ? DamagePolicy.LEAVE_OUT : DamagePolicy.FAIL)
                .liveTail(live)
                .open()) {
            ViewportQuery resolved = query.resolve(reader.clock());
            Viewport viewport = reader.viewport(resolved);
            if (out == null) {
                print(resolved, viewport, reader.clock(), out());
            } else {
                try (PrintStream file = fileStream(out)) {
                    print(resolved, viewport, reader.clock(), file);
                    if (file.checkError()) {
                        throw new IOException("could not write the whole answer [file=" + out + "]");
                    }
                }
            }
            if (objectsOut != null) {
                try (OutputStream file = Files.newOutputStream(objectsOut)) {
                    ArrowStreams.writeObjects(viewport, resolved, file);
                }
            }
            viewport.leftOut().forEach(file -> say("damaged, left out: " + file));
            return viewport.leftOut().isEmpty() ? Exit.DONE : Exit.DATA;
        }
    }

    private static PrintStream fileStream(Path file) throws IOException {
        return new PrintStream(new BufferedOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8);
    }

    private void print(ViewportQuery query, Viewport viewport, MarketClock clock, PrintStream to) throws IOException {
        ViewportPrinter printer = new ViewportPrinter(to, query, viewport);
        switch (format) {
            case TABLE -> printer.table(clock.zone());
            case CSV -> printer.csv();
            case JSON -> printer.json();
            case ARROW -> ArrowStreams.writeCandles(viewport, query, to);
        }
        if (viewport.lastPartial() && (format == ViewportFormat.TABLE || format == ViewportFormat.CSV)) {
            say("the last candle may still change: the finer candles end before it does");
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
        if (objectTimeframes != null) {
            builder.objectTimeframes(objectTimeframes.toArray(Timeframe[]::new));
        }
        if (fromTimeframe != null) {
            builder.resampledFrom(fromTimeframe);
        }
        if (files != null) {
            builder.source(files.daysOnly ? Source.DAYFILES : Source.PARTS);
        }
        return builder.build();
    }
}
