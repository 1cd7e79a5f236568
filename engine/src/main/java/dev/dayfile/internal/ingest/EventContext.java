package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.MarketClock;
import java.time.Duration;

/**
 * What the way in of object events works with.
 *
 * @param disk the file system
 * @param layout where things stand
 * @param market which day an event belongs to
 * @param publisher how parts come into being; whether it forces decides whether events become durable
 * @param gate held shared while a part is published
 * @param writerId what footers say of the writer
 * @param ringSlots slots of a new ring, a power of two; a ring that stands keeps its size
 * @param flushInterval how long an event may wait for its part
 * @param closeTimeout how long closing tries to write what is left
 */
public record EventContext(
        Disk disk,
        StoreLayout layout,
        MarketClock market,
        Publisher publisher,
        FolderGate gate,
        String writerId,
        int ringSlots,
        Duration flushInterval,
        Duration closeTimeout) {
    /** 1 Ki slots, 1 MiB on disk: objects are drawn by the minute, and a burst of them is a few hundred. */
    public static final int DEFAULT_RING_SLOTS = 1024;
}
