package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Promise: a day of tens of thousands of parts can be opened after a kill, read and compacted. Prints how long each took,
 * beside a day of a twentieth of the parts: 25,000 parts for each minute that it is given, at most 50,000.
 */
final class ManyPartsStressTest implements StressTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T08:00:00Z");
    private static final int MOST_PARTS = 50_000;
    private static final int SYMBOLS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void run(Settings settings) throws Exception {
        int parts = (int) Math.min(MOST_PARTS, Math.max(1_000, settings.length().toSeconds() * 25_000 / 60));
        Times few = measure(settings.folder().resolve("few-parts"), parts / 20, settings.log());
        Times many = measure(settings.folder().resolve("many-parts"), parts, settings.log());
        settings.log()
                .printf(
                        "20 times the parts take %.1f times as long to open after a kill, %.1f to read by the engine, %.1f by"
                                + " the reader, %.1f to compact%n",
                        many.open / (double) few.open,
                        many.engine / (double) few.engine,
                        many.reader / (double) few.reader,
                        many.compact / (double) few.compact);
    }

    /** In nanoseconds. */
    private record Times(long open, long engine, long reader, long compact) {}

    private static StorageConfig config(Path root) {
        return StorageConfig.builder(root)
                .force(false)
                .flushInterval(Duration.ofMillis(1))
                .build();
    }

    private static Times measure(Path root, int parts, PrintStream log) throws IOException, InterruptedException {
        long last = append(root, parts);
        long begin = System.nanoTime();
        int expected = parts / SYMBOLS;
        Times times;
        try (StorageEngine engine = StorageEngine.open(config(root))) {
            long open = System.nanoTime() - begin;
            long seq = engine.candles("late", TF).append(OPEN, 1, 2, 0.5, 1, 1);
            require(seq > last, "sequences go on behind those in the files [seq=%d, last=%d]", seq, last);

            begin = System.nanoTime();
            requireCandles(
                    engine.viewport(ViewportQuery.of("S7", TF).build())
                            .candles()
                            .size(),
                    expected);
            long byEngine = System.nanoTime() - begin;

            long byReader;
            try (StorageReader reader = StorageReader.open(root)) {
                reader.viewport(ViewportQuery.of("S7", TF).last(1).build()); // starts DuckDB
                begin = System.nanoTime();
                requireCandles(
                        reader.viewport(ViewportQuery.of("S7", TF).build())
                                .candles()
                                .size(),
                        expected);
                byReader = System.nanoTime() - begin;
            }
            require(engine.awaitVisible(seq, PATIENCE), "the late row becomes visible");
            begin = System.nanoTime();
            CompactionReport report = engine.compact(TF, DAY);
            times = new Times(open, byEngine, byReader, System.nanoTime() - begin);
            require(report.rowsOut() == parts + 1, "compaction takes every row of %d: %s", parts, report);
            require(engine.retire(Duration.ZERO) == 1, "the parts are retired");
            requireCandles(
                    engine.viewport(ViewportQuery.of("S7", TF).build())
                            .candles()
                            .size(),
                    expected);
        }
        log.printf(
                "%d parts: opened after a kill in %d ms, read by the engine in %d, by the reader in %d, compacted in %d%n",
                parts,
                TimeUnit.NANOSECONDS.toMillis(times.open),
                TimeUnit.NANOSECONDS.toMillis(times.engine),
                TimeUnit.NANOSECONDS.toMillis(times.reader),
                TimeUnit.NANOSECONDS.toMillis(times.compact));
        return times;
    }

    private static void requireCandles(int found, int expected) {
        require(found == expected, "every candle is shown [found=%d, expected=%d]", found, expected);
    }

    /** Appends in a process that ends as a kill would end it, and returns the last sequence. */
    private static long append(Path root, int parts) throws IOException, InterruptedException {
        String said;
        try (ChildJvm child = ChildJvm.start(root.getParent(), true, List.of(), Target.class, root, parts)) {
            said = new String(child.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            child.process().waitFor();
        }
        require(said.startsWith("last "), "the rows are appended: %s", said);
        return Long.parseLong(said.substring("last ".length()));
    }

    /** The process that appends, a part a row. */
    static final class Target {
        private Target() {}

        public static void main(String[] args) {
            int parts = Integer.parseInt(args[1]);
            StorageEngine engine = StorageEngine.open(config(Path.of(args[0])));
            CandleAppender[] appenders = new CandleAppender[SYMBOLS];
            for (int i = 0; i < SYMBOLS; i++) {
                appenders[i] = engine.candles("S" + i, TF);
            }
            long seq = 0;
            for (int i = 0; i < parts; i++) {
                seq = appenders[i % SYMBOLS].append(OPEN + i / SYMBOLS * 1_000_000L, i, i + 1, i - 1, i, 1);
                require(engine.awaitVisible(seq, PATIENCE), "rows become visible: %s", engine.stats());
            }
            System.out.println("last " + seq);
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }
    }
}
