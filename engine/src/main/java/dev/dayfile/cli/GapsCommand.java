package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dayfile.StorageReader;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.Gap;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The gaps of sessions as a list that a backfill can work off; {@code describe} shows their sums. */
@Command(
        name = "gaps",
        description = {
            "List the stretches of sessions without candles, for a backfill to fetch. Works beside a running engine.",
            "",
            "Sessions are those of the store's trading hours. A place of the session without a trade counts as missing;"
                    + " 'from' is when the first missing candle opens, 'to' when the last one ends."
        },
        footer = {
            "",
            "Example:",
            "  dayfile gaps --symbol SPY --timeframe 2m --from 2025-10-20 --to 2025-10-24 --format csv"
        })
final class GapsCommand extends StoreCommand {
    private static final Timeframe ONE_DAY = Timeframe.parse("1d");

    @Option(names = "--symbol", paramLabel = "S", description = "Only this symbol (default: every one).")
    private String symbol;

    @Option(names = "--timeframe", paramLabel = "TF", description = "Only this timeframe (default: every one).")
    private Timeframe timeframe;

    @Option(names = "--from", paramLabel = "D", description = "First trading day (default: that of the first candle).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "D", description = "Last trading day (default: that of the last candle).")
    private LocalDate to;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json (default: table).")
    private Format format = Format.TABLE;

    GapsCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        try (StorageReader reader = openReader(DamagePolicy.FAIL)) {
            switch (format) {
                case TABLE -> table(reader);
                case CSV -> csv(reader);
                case JSON -> json(reader);
            }
            return Exit.DONE;
        }
    }

    /** Those that have gaps at all: a session has none as long as the timeframes that are left out. */
    static List<Timeframe> timeframes(StorageReader reader) {
        return reader.timeframes().stream()
                .filter(timeframe -> timeframe.micros() <= ONE_DAY.micros())
                .toList();
    }

    private void forEach(StorageReader reader, Consumer<Gap> into) {
        Consumer<SessionGaps> sessions = session -> session.gaps().forEach(into);
        for (Timeframe each : timeframe == null ? timeframes(reader) : List.of(timeframe)) {
            if (symbol == null) {
                reader.gaps(each, from, to, reader.calendar(), sessions);
            } else {
                reader.gaps(symbol, each, from, to, reader.calendar()).forEach(sessions);
            }
        }
    }

    private void table(StorageReader reader) {
        ZoneId zone = reader.clock().zone();
        TextTable table =
                new TextTable("symbol", "timeframe", "day", "from (" + zone + ")", "to (" + zone + ")", ">candles");
        forEach(
                reader,
                gap -> table.add(
                        gap.symbol(),
                        gap.timeframe().toString(),
                        gap.day().toString(),
                        ViewportPrinter.time(gap.fromMicros(), zone),
                        ViewportPrinter.time(gap.toMicros(), zone),
                        Texts.count(gap.candles())));
        if (table.size() == 0) {
            out().println("no gaps");
        } else {
            table.print(out());
        }
    }

    private void csv(StorageReader reader) {
        out().println("symbol,timeframe,day,from,to,candles");
        forEach(reader, gap -> out().println(Texts.csv(gap.symbol())
                + ','
                + gap.timeframe()
                + ','
                + gap.day()
                + ','
                + IsoTime.format(gap.fromMicros())
                + ','
                + IsoTime.format(gap.toMicros())
                + ','
                + gap.candles()));
    }

    private void json(StorageReader reader) throws IOException {
        List<Gap> gaps = new ArrayList<>();
        forEach(reader, gaps::add);
        try (JsonGenerator json = ViewportPrinter.JSON.createGenerator(out())) {
            json.writeStartArray();
            for (Gap gap : gaps) {
                json.writeStartObject();
                json.writeStringField("symbol", gap.symbol());
                json.writeStringField("timeframe", gap.timeframe().toString());
                json.writeStringField("day", gap.day().toString());
                json.writeStringField("from", IsoTime.format(gap.fromMicros()));
                json.writeStringField("to", IsoTime.format(gap.toMicros()));
                json.writeNumberField("candles", gap.candles());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        out().println();
    }
}
