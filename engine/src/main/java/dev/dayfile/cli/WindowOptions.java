package dev.dayfile.cli;

import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say which window of which candles is wanted, the same for every command that shows one. */
final class WindowOptions {
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
            names = "--live",
            description = "Count rows too that were appended and are in no part yet, from the engine's ring.")
    private boolean live;

    @Option(
            names = "--leave-out-damaged",
            description = "Leave damaged files out, name them and exit 1, instead of failing.")
    private boolean leaveOutDamaged;

    /** Which files answer; one way of saying it excludes the other. */
    private static final class Sources {
        @Option(names = "--days-only", description = "Read only dayfiles.")
        private boolean daysOnly;

        @Option(names = "--parts-only", description = "Read only parts.")
        private boolean partsOnly;
    }

    /**
     * What stands in a window.
     *
     * @param query resolved
     * @param clock the store's
     */
    record Window(ViewportQuery query, Viewport viewport, MarketClock clock) {
        /** Names the damaged files that were left out, and returns the exit status that they make. */
        int tellDamage(EveryCommand command) {
            viewport.leftOut().forEach(file -> command.say("damaged, left out: " + file));
            return viewport.leftOut().isEmpty() ? Exit.DONE : Exit.DATA;
        }
    }

    /** Reads the window by the reader that needs no lock. */
    Window read(Path root) {
        ViewportQuery query = query();
        try (StorageReader reader = StorageReader.builder(StoreCommand.requireStore(root))
                .damagePolicy(leaveOutDamaged ? DamagePolicy.LEAVE_OUT : DamagePolicy.FAIL)
                .liveTail(live)
                .open()) {
            ViewportQuery resolved = query.resolve(reader.clock());
            return new Window(resolved, reader.viewport(resolved), reader.clock());
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
