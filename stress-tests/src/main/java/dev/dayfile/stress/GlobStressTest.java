package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageListener;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Promise: readers that know nothing of the engine never miss a visible row and never see a wrong one, while days are
 * compacted and retired, late rows and corrections come, history is imported into days that are open or compacted, and days
 * are compacted again.
 *
 * <p>Two processes with plain DuckDB ask for everything, by a plain glob, by each macro of {@code dayfile.sql} and by the
 * list of files, as often as they can. Each answer is held to a model: every row that was visible is in it, late ones and
 * imported ones too, whoever asked. A plain glob may show a row twice only where a dayfile stands beside parts, the list only
 * where a day was compacted since it was made. DuckDB may say that a file is gone or makes no sense, since it opens each one twice and a
 * part may be retired or a dayfile replaced in between: the query is then asked again.
 */
final class GlobStressTest implements StressTest {
    private static final Duration GRACE = Duration.ofMillis(1500);
    private static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.parse("2m"), Timeframe.parse("5m"));
    private static final String[] SYMBOLS = {"SPY", "QQQ", "IWM"};
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 20);
    private static final int DAYS = 3;
    private static final int CANDLES = 40;
    private static final int ROWS_AT_ONCE = 3;

    /** How long rows come for one day before they come for the next, so that the others have time to be retired. */
    private static final long ONE_DAY_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** What the readers saw. */
    private static final class Counts {
        final Map<GlobQuery, AtomicLong> answers = perQuery();
        final Map<GlobQuery, AtomicLong> retired = perQuery();
        final Map<GlobQuery, AtomicLong> replaced = perQuery();
        final AtomicLong doubled = new AtomicLong();
        final AtomicLong rows = new AtomicLong();
        final AtomicLong compactions = new AtomicLong();
        final AtomicLong imports = new AtomicLong();
        final AtomicLong replacements = new AtomicLong();
        final AtomicLong retirements = new AtomicLong();

        private static Map<GlobQuery, AtomicLong> perQuery() {
            Map<GlobQuery, AtomicLong> counts = new EnumMap<>(GlobQuery.class);
            for (GlobQuery query : GlobQuery.values()) {
                counts.put(query, new AtomicLong());
            }
            return counts;
        }
    }

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        Path root = settings.folder().resolve("glob-store");
        GlobModel model = new GlobModel();
        Counts counts = new Counts();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService beside = Executors.newFixedThreadPool(3);
        StorageConfig config = StorageConfig.builder(root)
                .flushInterval(Duration.ofMillis(5))
                .retireGrace(GRACE)
                .listener(new StorageListener() {
                    @Override
                    public void partsRetired(int days) {
                        counts.retirements.addAndGet(days);
                    }
                })
                .build();
        try (StorageEngine engine = StorageEngine.open(config)) {
            Random random = new Random(settings.seed());
            append(engine, model, random); // a glob that finds nothing is an error
            importRow(engine, model, counts, random); // into a day that is open for certain
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                tasks.add(beside.submit(() -> ask(root, model, counts, stop)));
            }
            Random days = new Random(settings.seed() - 1);
            tasks.add(beside.submit(() -> compactDays(engine, model, counts, days, stop)));
            try {
                while (!deadline.isOver() || counts.answers.values().stream().anyMatch(n -> n.get() == 0)) {
                    append(engine, model, random);
                    if (random.nextInt(50) == 0) {
                        importRow(engine, model, counts, random);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    for (Future<?> task : tasks) {
                        require(!task.isDone() || result(task), "a reader goes on");
                    }
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> task : tasks) {
                result(task);
            }
        } finally {
            stop.set(true);
            beside.shutdown();
            require(beside.awaitTermination(1, TimeUnit.MINUTES), "every thread ends");
        }
        settings.log()
                .printf(
                        "%d keys, %d compactions, %d imports, %d rows in answers %s, %d of them twice in the grace; asked again"
                                + " at %d retirements, since a part was gone: %s; at %d replacements of a dayfile: %s%n",
                        model.keys(),
                        counts.compactions.get(),
                        counts.imports.get(),
                        counts.rows.get(),
                        counts.answers,
                        counts.doubled.get(),
                        counts.retirements.get(),
                        counts.retired,
                        counts.replacements.get(),
                        counts.replaced);
    }

    /** New rows, late rows and corrections of one day for a while and then of the next, a few at once. */
    private static void append(StorageEngine engine, GlobModel model, Random random) {
        long seq = 0;
        LocalDate day = today();
        for (int i = 0; i < ROWS_AT_ONCE; i++) {
            Timeframe timeframe = TIMEFRAMES.get(random.nextInt(TIMEFRAMES.size()));
            Candle row = row(model, random, timeframe, day);
            seq = engine.candles(row.symbol(), timeframe)
                    .append(row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
        }
        require(engine.awaitVisible(seq, Duration.ofSeconds(60)), "rows become visible: %s", engine.stats());
        model.visible();
    }

    private static LocalDate today() {
        return FIRST_DAY.plusDays(Math.floorMod(System.nanoTime() / ONE_DAY_NANOS, DAYS));
    }

    private static Candle row(GlobModel model, Random random, Timeframe timeframe, LocalDate day) {
        String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
        long ts = IsoTime.parse(day + "T13:30:00Z") + random.nextInt(CANDLES) * timeframe.micros();
        long number = model.appending(new GlobModel.Key(symbol, timeframe.toString(), ts, day.toString()));
        return new Candle(symbol, timeframe, ts, number, number + 1, number - 1, number, 1, 0);
    }

    /** One missing candle, most of the time of the day that rows come for: it gets a dayfile and its parts stay parts. */
    private static void importRow(StorageEngine engine, GlobModel model, Counts counts, Random random) {
        Timeframe timeframe = TIMEFRAMES.get(random.nextInt(TIMEFRAMES.size()));
        LocalDate day = today();
        GlobModel.Day of = new GlobModel.Day(timeframe.toString(), day.toString());
        boolean stood = engine.isCompacted(timeframe, day);
        GlobModel.Compaction compaction = model.compacting(of);
        engine.importCandles(List.of(row(model, random, timeframe, day)).iterator());
        model.compacted(compaction);
        model.visible();
        counts.imports.incrementAndGet();
        counts.replacements.addAndGet(stood ? 1 : 0);
    }

    private static void compactDays(
            StorageEngine engine, GlobModel model, Counts counts, Random random, AtomicBoolean stop) {
        while (!stop.get()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
            Timeframe timeframe = TIMEFRAMES.get(random.nextInt(TIMEFRAMES.size()));
            LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
            GlobModel.Day of = new GlobModel.Day(timeframe.toString(), day.toString());
            boolean stood = engine.isCompacted(timeframe, day);
            GlobModel.Compaction compaction = model.compacting(of);
            CompactionReport report = engine.compact(timeframe, day);
            model.compacted(compaction);
            require(report.quarantined().isEmpty(), "no part is damaged: %s", report);
            counts.compactions.incrementAndGet();
            if (stood && report.outcome() == CompactionReport.Outcome.PUBLISHED) {
                counts.replacements.incrementAndGet();
            }
            if (random.nextInt(4) == 0) {
                engine.retire(GRACE);
            }
        }
    }

    private static void ask(Path root, GlobModel model, Counts counts, AtomicBoolean stop) {
        try (ChildJvm witness = ChildJvm.start(root.getParent(), false, List.of("-Xmx128m"), GlobWitness.class, root);
                BufferedReader in = witness.process().inputReader(StandardCharsets.UTF_8);
                BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(witness.process().getOutputStream(), StandardCharsets.UTF_8))) {
            require("ready".equals(in.readLine()), "DuckDB starts");
            int n = 0;
            while (!stop.get()) {
                ask(GlobQuery.values()[n++ % GlobQuery.values().length], root, model, counts, in, out);
            }
        } catch (IOException e) {
            throw new BrokenPromiseException("the reader's process goes on: " + e);
        }
    }

    private static void ask(
            GlobQuery query, Path root, GlobModel model, Counts counts, BufferedReader in, BufferedWriter out)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<GlobModel.Day> besideBefore = dayfilesBesideParts(root);
            GlobModel.Moment before = model.now();
            out.write(query + "\n");
            out.flush();
            String head = in.readLine();
            require(head != null, "DuckDB goes on");
            if (head.startsWith("error ")) {
                count(query, head, attempt, model.compactedBetween(before, model.now()), counts);
                continue;
            }
            List<GlobModel.Row> rows = new ArrayList<>();
            for (int n = Integer.parseInt(head.substring("rows ".length())); n > 0; n--) {
                rows.add(GlobModel.Row.parse(in.readLine()));
            }
            GlobModel.Moment after = model.now();
            int doubled = model.check(query, rows, before, after);
            if (doubled > 0 && query == GlobQuery.PLAIN) {
                requireGrace(rows, root, model, besideBefore, before, after);
                counts.doubled.addAndGet(doubled);
            }
            counts.rows.addAndGet(rows.size());
            counts.answers.get(query).incrementAndGet();
            return;
        }
    }

    /**
     * DuckDB lists, reads each footer, and opens each file once more for its pages. In between a part may be retired or a
     * dayfile be replaced by one with late rows; then DuckDB says that a file is gone, or cannot make sense of it.
     */
    private static void count(GlobQuery query, String message, int attempt, boolean compacting, Counts counts) {
        boolean gone = message.contains("No such file");
        require(
                attempt < 5 && (gone || compacting),
                "a reader is told of nothing but a file that was retired or replaced while it read"
                        + " [query=%s, attempt=%d, error=%s]",
                query,
                attempt,
                message);
        (gone ? counts.retired : counts.replaced).get(query).incrementAndGet();
    }

    /** Each row that stands twice is of a day whose dayfile stood beside its parts at some time during the query. */
    private static void requireGrace(
            List<GlobModel.Row> rows,
            Path root,
            GlobModel model,
            List<GlobModel.Day> besideBefore,
            GlobModel.Moment before,
            GlobModel.Moment after) {
        List<GlobModel.Day> besideAfter = dayfilesBesideParts(root);
        Map<String, GlobModel.Row> seen = new HashMap<>();
        for (GlobModel.Row row : rows) {
            GlobModel.Row other = seen.put(row.symbol() + row.timeframe() + row.tsMicros() + '#' + row.seq(), row);
            if (other != null) {
                GlobModel.Day day = row.day();
                require(
                        besideBefore.contains(day)
                                || besideAfter.contains(day)
                                || model.compactedBetween(day, before, after),
                        "rows stand twice only while a dayfile stands beside parts [row=%s, other=%s]",
                        row,
                        other);
            }
        }
    }

    private static List<GlobModel.Day> dayfilesBesideParts(Path root) {
        List<GlobModel.Day> days = new ArrayList<>();
        for (Timeframe timeframe : TIMEFRAMES) {
            for (int i = 0; i < DAYS; i++) {
                String day = FIRST_DAY.plusDays(i).toString();
                Path folder = root.resolve("data").resolve(timeframe.toString());
                if (Files.exists(folder.resolve(day)) && Files.exists(folder.resolve(day + ".parquet"))) {
                    days.add(new GlobModel.Day(timeframe.toString(), day));
                }
            }
        }
        return days;
    }

    /** Throws what a task threw; false when it ended by itself. */
    private static boolean result(Future<?> task) throws Exception {
        try {
            task.get();
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
