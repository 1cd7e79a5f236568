package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.MarketClock;
import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

/**
 * What the way in works with, given by the wiring; the last three are for tests and for embedders with threads of their
 * own.
 *
 * @param disk the file system
 * @param layout where things stand
 * @param market which day a row belongs to
 * @param publisher how parts come into being; whether it forces decides whether rows become durable
 * @param files reads parts at replay
 * @param live where a row can be read before it stands in a part
 * @param gate held shared while a part is published
 * @param nanoClock measures the age of waiting rows
 * @param idleStrategy how the writer agent waits for rows; whatever it does, nobody signals it
 * @param threadFactory makes the agent's thread
 */
public record IngestContext(
        Disk disk,
        StoreLayout layout,
        MarketClock market,
        Publisher publisher,
        CandleFiles files,
        LiveCandles live,
        FolderGate gate,
        NanoClock nanoClock,
        IdleStrategy idleStrategy,
        ThreadFactory threadFactory) {

    /** For work without an agent, such as the repair of a ring: an idle strategy that nobody uses. */
    public IngestContext(
            Disk disk,
            StoreLayout layout,
            MarketClock market,
            Publisher publisher,
            CandleFiles files,
            LiveCandles live,
            FolderGate gate) {
        this(disk, layout, market, publisher, files, live, gate, new NoOpIdleStrategy());
    }

    /** With the system's clock and a daemon thread. */
    public IngestContext(
            Disk disk,
            StoreLayout layout,
            MarketClock market,
            Publisher publisher,
            CandleFiles files,
            LiveCandles live,
            FolderGate gate,
            IdleStrategy idleStrategy) {
        this(
                disk,
                layout,
                market,
                publisher,
                files,
                live,
                gate,
                SystemNanoClock.INSTANCE,
                idleStrategy,
                IngestContext::daemon);
    }

    private static Thread daemon(Runnable work) {
        return new WriterThread(work, "dayfile-writer");
    }
}
