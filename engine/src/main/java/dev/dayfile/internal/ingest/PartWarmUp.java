package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Goes the way of a flush with rows of its own, and to a disk that forgets them, so that the first real one finds its
 * classes loaded and its code compiled: a bot writes a few parts a minute and would otherwise run it interpreted for
 * hours. What it warms belongs to the JVM, so it runs once in one, on a thread that does not keep the process alive.
 */
final class PartWarmUp implements Runnable {
    private static final int PARTS = 2_000;
    private static final int MOST_ROWS = 8;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private PartWarmUp() {}

    /** Begins it, unless an earlier appender of this process did. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(new PartWarmUp(), "dayfile-warm-up");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.start();
        }
    }

    @Override
    public void run() {
        NowhereDisk nowhere = new NowhereDisk();
        PartFlusher flusher = new PartFlusher(
                nowhere,
                new StoreLayout(Path.of("nowhere")),
                new Publisher(nowhere, true),
                new FolderGate(),
                "0000000000000000");
        try {
            for (int part = 0; part < PARTS; part++) {
                flush(part, flusher);
                if (part == 0) {
                    loadTheRest();
                }
            }
        } catch (Throwable t) {
            // Such as classes that cannot be loaded: then the first flush is slow, and it says what is wrong.
        }
    }

    private static void flush(int part, PartFlusher flusher) throws IOException {
        SymbolKey symbol = SymbolKey.of("SPY");
        CandleColumns rows = new CandleColumns();
        for (int i = 0; i <= part % MOST_ROWS; i++) {
            double price = 100 + i;
            rows.add(
                    symbol,
                    (part + i) * 60_000_000L,
                    price,
                    price + 1,
                    price - 1,
                    price,
                    (part / MOST_ROWS + i) % 2 == 0 ? Double.NaN : i,
                    part * (long) MOST_ROWS + i + 1);
        }
        Timeframe timeframe = Timeframe.parse("1m");
        Batches batches = new Batches(MarketClock.NEW_YORK);
        for (int i = 0; i < rows.size; i++) {
            batches.add(timeframe, rows, i);
        }
        LiveCandles live = new LiveCandles();
        for (Batch batch : batches.waiting()) {
            flusher.publish(batch);
            live.add(timeframe, batch.day, batch.rows);
        }
        batches.clear();
    }

    /**
     * The first event of a process costs a hundred milliseconds, recorded or not; and a process that is out of file
     * descriptors cannot load the classes with which it would say so.
     */
    private static void loadTheRest() {
        Recorder.load();
        Failures.storage("warm up", Path.of("nowhere"), new IOException("Too many open files"));
    }
}
