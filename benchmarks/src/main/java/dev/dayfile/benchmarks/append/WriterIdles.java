package dev.dayfile.benchmarks.append;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.WriterIdle;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What each way of waiting costs the writer while nothing comes, and how soon a lone candle is visible with it. */
final class WriterIdles {
    private static final Timeframe TIMEFRAME = Timeframe.parse(Rows.TIMEFRAME);
    private static final int[] FLUSH_MILLIS = {50, 5};

    private final AppendSettings settings;
    private final Path folder;
    private final List<Measurement> measured = new ArrayList<>();
    private int opened;

    WriterIdles(AppendSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    static String caseName(WriterIdle idle) {
        return "writer-idle-" + idle.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<Measurement> run() throws IOException, InterruptedException {
        for (WriterIdle idle : WriterIdle.values()) {
            for (int millis : FLUSH_MILLIS) {
                Path root = Files.createDirectories(folder.resolve("idle-" + opened++));
                StorageConfig config = StorageConfig.builder(root)
                        .writerIdle(idle)
                        .flushInterval(Duration.ofMillis(millis))
                        .build();
                try (StorageEngine engine = StorageEngine.open(config)) {
                    loneCandles(engine, caseName(idle), "flush " + millis + " ms, visible ");
                    if (millis == FLUSH_MILLIS[0]) {
                        idle(caseName(idle));
                    }
                }
            }
        }
        return measured;
    }

    private void loneCandles(StorageEngine engine, String caseName, String prefix) {
        CandleAppender appender = engine.candles(Rows.SYMBOL, TIMEFRAME);
        Distribution visible = new Distribution();
        for (int row = 0; row < 1 + settings.loneCandles(); row++) {
            double open = Rows.open(row);
            long start = System.nanoTime();
            long seq = appender.append(Rows.tsMicros(row), open, open + 2, open - 2, open + 1, Rows.volume(row));
            if (!engine.awaitVisible(seq, Contenders.DRAIN_TIMEOUT)) {
                throw new IllegalStateException("a lone candle was not written: " + engine.stats());
            }
            if (row > 0) {
                visible.add(System.nanoTime() - start);
            }
        }
        visible.report(measured, caseName, Contenders.DAYFILE.label(), prefix);
    }

    /** The writer's processor time, as a share of one core. */
    private void idle(String caseName) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long writer = writerThread(threads);
        Thread.sleep(settings.pauseMillis());
        long cpuBefore = threads.getThreadCpuTime(writer);
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(settings.caseMillis());
        double share = (double) (threads.getThreadCpuTime(writer) - cpuBefore) / (System.nanoTime() - start);
        measured.add(
                new Measurement(caseName, Contenders.DAYFILE.label(), "writer's share of a core", "%", 100 * share));
    }

    static long writerThread(ThreadMXBean threads) {
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().contains("dayfile-writer")) {
                return info.getThreadId();
            }
        }
        throw new IllegalStateException("no thread of the writer");
    }
}
