package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageVerifier;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/**
 * Promise: a day is compacted in bounded memory however large it is. A process with a small heap compacts a day whose rows
 * take twenty times that heap as columns; the dayfile is then compared with what was appended, row by row.
 */
final class BigDayStressTest implements StressTest {
    private static final Timeframe TF = Timeframe.parse("1s");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T08:00:00Z");
    private static final int HEAP_MB = 24;
    private static final int TIMES = 20;

    /** A reference, ts, four prices, volume, seq. */
    private static final int BYTES_A_ROW = 4 + 7 * 8;

    private static final int SYMBOLS = 400;

    /** Every fifth row is a correction of one that came four before. */
    private static final int CORRECTED = 5;

    @Override
    public void run(Settings settings) throws Exception {
        Deadline deadline = settings.deadline();
        int round = 0;
        do {
            Path root = settings.folder().resolve("big-day-" + round++);
            long rows = (long) TIMES * HEAP_MB * (1 << 20) / BYTES_A_ROW;
            append(root, rows);
            long begin = System.nanoTime();
            String said = compactInSmallHeap(root);
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            long keys = rows - rows / CORRECTED;
            require(said.contains("rows " + rows + " " + keys + " "), "every row goes in, each key once: %s", said);
            check(root, rows);
            require(StorageVerifier.verify(root).clean(), "the store is clean");
            settings.log()
                    .printf("%d rows, %d times a heap of %d MB, in %d s: %s%n", rows, TIMES, HEAP_MB, seconds, said);
            StressTests.deleteAll(root);
        } while (!deadline.isOver());
    }

    private static StorageConfig.Builder config(Path root) {
        return StorageConfig.builder(root).force(false);
    }

    private static void append(Path root, long rows) {
        try (StorageEngine engine = StorageEngine.open(config(root).build())) {
            CandleAppender[] appenders = new CandleAppender[SYMBOLS];
            for (int i = 0; i < SYMBOLS; i++) {
                appenders[i] = engine.candles(symbol(i), TF);
            }
            for (long n = 0; n < rows; n++) {
                boolean correction = n % CORRECTED == CORRECTED - 1;
                long key = correction ? n - CORRECTED + 1 : n;
                double price = price(key, correction);
                appenders[(int) (key % SYMBOLS)].append(ts(key), price, price + 1, price - 1, price, key % 1000);
            }
        }
    }

    private static String symbol(int i) {
        return String.format("S%03d", i);
    }

    private static long ts(long key) {
        return OPEN + key / SYMBOLS * 1_000;
    }

    private static double price(long key, boolean corrected) {
        return 100 + key % 1000 / 8.0 + (corrected ? 500 : 0);
    }

    private static String compactInSmallHeap(Path root) throws IOException, InterruptedException {
        List<String> flags = List.of("-Xmx" + HEAP_MB + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        try (ChildJvm child = ChildJvm.start(root.getParent(), true, flags, Target.class, root)) {
            String said = new String(child.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            require(child.process().waitFor() == 0, "the compaction ends well: %s", said);
            return said;
        }
    }

    /** Symbol by symbol, so that a few hundredths of the day are in memory. */
    private static void check(Path root, long rows) {
        try (StorageEngine engine =
                StorageEngine.open(config(root).cacheBytes(1).build())) {
            for (int symbol = 0; symbol < SYMBOLS; symbol += SYMBOLS / 8 - 1) {
                CandleSeries candles = engine.viewport(
                                ViewportQuery.of(symbol(symbol), TF).build())
                        .candles();
                int at = 0;
                for (long key = symbol; key < rows; key += SYMBOLS) {
                    if (key % CORRECTED == CORRECTED - 1) {
                        continue; // a correction has no key of its own
                    }
                    boolean corrected = key % CORRECTED == 0 && key + CORRECTED - 1 < rows;
                    require(
                            at < candles.size()
                                    && candles.tsMicros(at) == ts(key)
                                    && candles.close(at) == price(key, corrected)
                                    && candles.volume(at) == key % 1000,
                            "the dayfile has every row in its last revision [symbol=%s, key=%d]",
                            symbol(symbol),
                            key);
                    at++;
                }
                require(at == candles.size(), "and no other [symbol=%s]", symbol(symbol));
            }
        }
    }

    /** The process with the small heap. */
    static final class Target {
        private Target() {}

        public static void main(String[] args) {
            try (StorageEngine engine = StorageEngine.open(config(Path.of(args[0]))
                    .ringSlots(1024)
                    .compactionRows(16_384)
                    .build())) {
                CompactionReport report = engine.compact(TF, DAY);
                System.out.println("rows " + report.rowsIn() + " " + report.rowsOut() + " digest " + report.digest());
            }
        }
    }
}
