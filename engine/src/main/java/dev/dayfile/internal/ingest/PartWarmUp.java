package dev.dayfile.internal.ingest;

import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Encodes parts to memory and throws them away, so that the encoder is compiled when the first real part comes: a bot
 * writes a few parts a minute and would otherwise run it interpreted for hours. What it warms belongs to the JVM, so it
 * runs once in one, on a thread of the least priority that does not keep the process alive.
 */
final class PartWarmUp implements Runnable {
    private static final int PARTS = 2_000;
    private static final int MOST_ROWS = 8;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private PartWarmUp() {}

    /** Begins it, unless an earlier engine of this process did. */
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
        PartWriter writer = new PartWriter("0000000000000000");
        Timeframe timeframe = Timeframe.parse("1m");
        SymbolKey[] symbols = {SymbolKey.of("A"), SymbolKey.of("SPY"), SymbolKey.of("BRK.B")};
        CandleColumns rows = new CandleColumns();
        for (int part = 0; part < PARTS; part++) {
            rows.clear();
            for (int i = 0; i <= part % MOST_ROWS; i++) {
                double price = 100 + i;
                rows.add(
                        symbols[(part + i) % symbols.length],
                        (part + i) * 60_000_000L,
                        price,
                        price + 1,
                        price - 1,
                        price,
                        i % 2 == 0 ? Double.NaN : i,
                        part * (long) MOST_ROWS + i + 1);
            }
            rows.sort();
            writer.encode(timeframe, rows);
            writer.name();
        }
    }
}
