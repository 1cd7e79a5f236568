package dev.dayfile.cli;

import dev.dayfile.StorageEngine;
import dev.dayfile.generator.ObjectScript;
import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Realistic sessions by seed, appended through the real engine. */
@Command(
        name = "generate",
        description = {
            "Fill a store with realistic sessions of US equities. The same seed gives the same rows.",
            "",
            "With --disorder the rows come as real feeds send them: gaps, late and corrected candles, missing volume,"
                    + " stamps off the grid or with microseconds, duplicates, days cut short or newest first."
        },
        footer = {
            "",
            "Example:",
            "  dayfile generate --symbols SPY,QQQ --timeframes 2m,5m,15m --from 2025-10-20 --days 3 --seed 42"
        })
final class GenerateCommand extends StoreCommand {
    @Option(names = "--symbols", split = ",", paramLabel = "S", description = "Symbols (default: SPY).")
    private List<String> symbols = List.of("SPY");

    @Option(names = "--timeframes", split = ",", paramLabel = "TF", description = "Timeframes (default: 2m,5m,15m).")
    private List<Timeframe> timeframes = List.of(new Timeframe(2, 'm'), new Timeframe(5, 'm'), new Timeframe(15, 'm'));

    @Option(names = "--from", paramLabel = "DAY", description = "First day (default: 2025-10-20).")
    private LocalDate from = SessionGenerator.DEFAULT_FROM;

    @Option(names = "--days", paramLabel = "N", description = "How many sessions (default: 1).")
    private int days = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the random walk (default: 42).")
    private long seed = 42;

    @Option(names = "--disorder", description = "Add what real feeds have.")
    private boolean disorder;

    @Option(
            names = "--objects",
            paramLabel = "N",
            description = "Draw N chart objects a symbol, on the coarsest timeframe; once a store (default: 0).")
    private int objects;

    GenerateCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        SessionGenerator generator = SessionGenerator.builder()
                .symbols(symbols)
                .timeframes(timeframes)
                .from(from)
                .days(days)
                .seed(seed)
                .disorder(disorder)
                .build();
        long expected = 0;
        for (TradingSession session : generator.sessions()) {
            for (Timeframe timeframe : timeframes) {
                expected += session.candles(timeframe) * symbols.size();
            }
        }
        Map<LocalDate, Map<Timeframe, Long>> rows = new TreeMap<>();
        try (StorageEngine engine = openEngine();
                Progress progress = Progress.start(streams(), "generate", expected)) {
            List<ObjectScript> scripts = scripts(generator, engine);
            PatientAppends appends = new PatientAppends(engine, PatientAppends.PATIENCE);
            long done = 0;
            for (Candle c : generator) {
                appends.append(c);
                rows.computeIfAbsent(engine.clock().dayOf(c.tsMicros()), day -> new TreeMap<>())
                        .merge(c.timeframe(), 1L, Long::sum);
                for (ObjectScript script : scripts) {
                    script.after(c).forEach(engine.objects()::append);
                }
                progress.at(Math.min(++done, expected));
            }
        }
        TextTable table = new TextTable("day", "timeframe", ">rows");
        rows.forEach((day, counts) -> counts.forEach(
                (timeframe, count) -> table.add(day.toString(), timeframe.toString(), Long.toString(count))));
        table.print(out());
        return Exit.DONE;
    }

    /** Events of a second run would speak of objects that are there already. */
    private List<ObjectScript> scripts(SessionGenerator generator, StorageEngine engine) {
        if (objects == 0) {
            return List.of();
        }
        if (objects < 0 || engine.objects().appendedSeq() > 0) {
            throw CommandException.usage(
                    objects < 0
                            ? "a number of objects is not negative [--objects=" + objects + "]"
                            : "the store has objects already; leave --objects out, or take a new root [root=" + root()
                                    + "]");
        }
        Timeframe coarsest = timeframes.stream().max(Comparator.naturalOrder()).orElseThrow();
        long candles = 0;
        for (TradingSession session : generator.sessions()) {
            candles += session.candles(coarsest);
        }
        List<ObjectScript> scripts = new ArrayList<>();
        for (String symbol : symbols) {
            scripts.add(new ObjectScript(symbol, coarsest, objects, candles));
        }
        return scripts;
    }
}
