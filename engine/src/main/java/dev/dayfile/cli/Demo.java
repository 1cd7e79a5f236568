package dev.dayfile.cli;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.StorageVerifier;
import dev.dayfile.cli.chart.CandleChart;
import dev.dayfile.generator.ObjectScript;
import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The steps of the demo, each told with what it did and how long it took. */
final class Demo {
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final String SYMBOL = "SPY";
    private static final Timeframe TWO_MINUTES = new Timeframe(2, 'm');
    private static final Timeframe FIFTEEN_MINUTES = new Timeframe(15, 'm');
    private static final int OBJECTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROWS_A_CORRECTION = 40;
    private static final int LOOKS = 3;
    private static final int TABLE_ROWS = 5;

    private final Path root;
    private final Streams streams;
    private final PrintStream out;
    private final ViewportQuery query = ViewportQuery.of(SYMBOL, TWO_MINUTES)
            .between(DAY + "T09:30", DAY + "T16:00")
            .objectTimeframes(TWO_MINUTES, FIFTEEN_MINUTES)
            .build();

    Demo(Path root, Streams streams) {
        this.root = root;
        this.streams = streams;
        this.out = streams.out();
    }

    int run() throws IOException {
        out.println("A session of " + SYMBOL + " on " + DAY + " in 2m, 5m and 15m candles, simulated with seed 42.");
        StorageConfig config = StorageConfig.builder(root).build();
        long start = System.nanoTime();
        try (StorageEngine engine = StorageEngine.open(config)) {
            step("open", start, "a new store in " + root);
            append(engine);
            draw(engine);
            compact(engine);
        }
        boolean clean = verify();
        Viewport viewport = read();
        picture(viewport);
        where();
        return clean ? Exit.DONE : Exit.DATA;
    }

    private void step(String name, long startNanos, String what) {
        String took = Texts.elapsed(Duration.ofNanos(System.nanoTime() - startNanos));
        out.println(String.format("%n%-9s %9s  %s", name, took, what));
        out.flush();
    }

    private void detail(String text) {
        out.println(" ".repeat(21) + text);
        out.flush();
    }

    private void append(StorageEngine engine) {
        List<Candle> session = new ArrayList<>(withCorrections(
                SessionGenerator.builder().symbols(SYMBOL).from(DAY).build().toList()));
        List<String> looks = new ArrayList<>();
        Map<Timeframe, CandleAppender> appenders = new TreeMap<>();
        long start = System.nanoTime();
        long appendNanos = 0;
        long seq = 0;
        boolean durable;
        try (StorageReader reader = StorageReader.open(root)) {
            for (int i = 0; i < session.size(); i++) {
                Candle c = session.get(i);
                CandleAppender appender = appenders.computeIfAbsent(c.timeframe(), tf -> engine.candles(SYMBOL, tf));
                long before = System.nanoTime();
                seq = appender.append(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
                appendNanos += System.nanoTime() - before;
                if ((i + 1) % (session.size() / LOOKS) == 0) {
                    looks.add(look(engine, reader, seq));
                }
            }
            durable = engine.awaitDurable(seq, PATIENCE);
        }
        int corrections = session.size() / (ROWS_A_CORRECTION + 1);
        step(
                "append",
                start,
                Texts.count(session.size(), "candle") + ", " + corrections + " of them corrections, "
                        + (durable ? "all durable" : "not all durable yet after " + waited()) + "; "
                        + Texts.elapsed(Duration.ofNanos(appendNanos / session.size())) + " an append, cold");
        detail(Texts.count(engine.stats().partsPublished(), "part") + " written; read while writing:");
        looks.forEach(this::detail);
    }

    /** The objects of the 15m chart, which the viewport shows on the 2m one. */
    private void draw(StorageEngine engine) {
        List<Candle> candles = SessionGenerator.builder()
                .symbols(SYMBOL)
                .timeframes(FIFTEEN_MINUTES.toString())
                .from(DAY)
                .build()
                .toList();
        ObjectScript script = new ObjectScript(SYMBOL, FIFTEEN_MINUTES, OBJECTS, candles.size());
        long start = System.nanoTime();
        long events = 0;
        for (Candle candle : candles) {
            for (ObjectEvent event : script.after(candle)) {
                engine.objects().append(event);
                events++;
            }
        }
        step(
                "objects",
                start,
                Texts.count(events, "event") + " of zones, levels, markers and flags; "
                        + engine.objects().current().size() + " of " + OBJECTS + " objects are left");
    }

    /** Sends every so many candles' close a cent off at first, and the right candle right after. */
    private static List<Candle> withCorrections(List<Candle> candles) {
        List<Candle> rows = new ArrayList<>();
        for (int i = 0; i < candles.size(); i++) {
            Candle c = candles.get(i);
            if (i % ROWS_A_CORRECTION == ROWS_A_CORRECTION - 1) {
                double off = Math.round(c.close() * 100 - 1) / 100.0;
                rows.add(new Candle(
                        c.symbol(),
                        c.timeframe(),
                        c.tsMicros(),
                        c.open(),
                        c.high(),
                        Math.min(c.low(), off),
                        off,
                        c.volume(),
                        0));
            }
            rows.add(c);
        }
        return rows;
    }

    /** One viewport from the engine, which sees its own append at once, and one from a reader without a lock. */
    private String look(StorageEngine engine, StorageReader reader, long seq) {
        long start = System.nanoTime();
        int own = engine.viewport(query).candles().size();
        long between = System.nanoTime();
        boolean seen = engine.awaitVisible(seq, PATIENCE);
        long visible = System.nanoTime();
        int foreign = reader.viewport(query).candles().size();
        long end = System.nanoTime();
        return String.format(
                "engine %3d candles in %s; %s: %d candles in %s",
                own,
                Texts.elapsed(Duration.ofNanos(between - start)),
                seen
                        ? "after " + Texts.elapsed(Duration.ofNanos(visible - between)) + " any reader sees them"
                        : "the disk is slow, after " + waited() + " a reader sees only some of them",
                foreign,
                Texts.elapsed(Duration.ofNanos(end - visible)));
    }

    private static String waited() {
        return Texts.elapsed(PATIENCE);
    }

    private void compact(StorageEngine engine) {
        long start = System.nanoTime();
        List<CompactionReport> reports = new ArrayList<>();
        for (Timeframe timeframe : engine.timeframes()) {
            for (LocalDate day : engine.daysWaiting(timeframe)) {
                reports.add(engine.compact(timeframe, day));
            }
        }
        engine.objects().awaitVisible(engine.objects().appendedSeq(), PATIENCE);
        for (LocalDate day : engine.objects().daysWaiting()) {
            reports.add(engine.objects().compact(day));
        }
        int retired = engine.retire(Duration.ZERO);
        step(
                "compact",
                start,
                Texts.count(reports.size(), "dayfile") + " published, the parts of " + Texts.count(retired, "day")
                        + " retired (at once; other programs get a grace of 60 s)");
        for (CompactionReport r : reports) {
            detail(String.format(
                    "%-7s  %3d rows in %d parts -> %3d, doubles dropped %d, %s, digest %s",
                    Reports.family(r.timeframe()),
                    r.rowsIn(),
                    r.parts(),
                    r.rowsOut(),
                    r.doublesDropped(),
                    Texts.bytes(r.bytes()),
                    r.digest()));
        }
    }

    private boolean verify() {
        long start = System.nanoTime();
        VerifyReport report = StorageVerifier.verify(root);
        step(
                "verify",
                start,
                "every page of " + Texts.count(report.files(), "file") + ", " + Texts.count(report.rows(), "row") + ": "
                        + (report.clean()
                                ? "clean"
                                : Texts.count(report.findings().size(), "finding")));
        report.findings().forEach(finding -> detail(finding.file() + ": " + finding.problem()));
        return report.clean();
    }

    private Viewport read() {
        long start = System.nanoTime();
        try (StorageReader reader = StorageReader.open(root)) {
            ViewportQuery resolved = query.resolve(reader.clock());
            Viewport viewport = reader.viewport(resolved);
            int n = viewport.candles().size();
            step("viewport", start, Texts.count(n, "candle") + " of " + SYMBOL + " 2m through a fresh reader");
            out.println();
            new ViewportPrinter(out, resolved, viewport).ends(reader.clock().zone(), TABLE_ROWS);
            return viewport;
        }
    }

    /** A machine without fonts or without the desktop part of Java can do all but this, so it only says so. */
    private void picture(Viewport viewport) {
        long start = System.nanoTime();
        Path file = root.resolve("images").resolve(SYMBOL + "-2m-" + DAY + ".png");
        try {
            Files.createDirectories(file.getParent());
            ZoneId zone = MarketClock.NEW_YORK.zone();
            WholeFile.write(
                    file,
                    new CandleChart(query.resolve(MarketClock.NEW_YORK), viewport, zone, "simulated")
                            .png(ChartCommand.WIDTH, ChartCommand.HEIGHT));
            step("picture", start, file.toString());
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            step("picture", start, "left out");
            streams.err().println("dayfile: no picture, this machine cannot draw one: " + e);
        }
    }

    private void where() throws IOException {
        out.println();
        out.println("The files are in " + root + ", any Parquet reader opens them:");
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .forEach(file -> out.println("  " + root.relativize(file)));
        }
        out.println();
        out.println("Try next:");
        out.println("  ./dayfile describe --root " + root);
        out.println("  ./dayfile sql --root " + root
                + " \"select timeframe, count(*) as candles, max(high) as high from candles group by all\"");
        out.println("  ./dayfile generate --root storage --symbols SPY,QQQ --days 3 --disorder");
    }
}
