package dev.dayfile.internal.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How the way in is set up.
 *
 * @param ringSlots slots of a new ring, a power of two; a ring that stands keeps its size
 * @param ringFile where the ring stands
 * @param singleProducer whether the caller promises that one thread appends at a time
 * @param flushInterval how long a row may wait for its part
 * @param flushRows how many waiting rows are flushed without waiting for the interval; at most half of the ring counts
 * @param writerId what footers say of the writer
 * @param closeTimeout how long closing tries to write what is left
 */
public record IngestSettings(
        int ringSlots,
        Path ringFile,
        boolean singleProducer,
        Duration flushInterval,
        int flushRows,
        String writerId,
        Duration closeTimeout) {
    /** Closing tries for 10 s. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    public IngestSettings {
        ringFile = ringFile.toAbsolutePath().normalize(); // so that it has a folder to be created in
        Objects.requireNonNull(flushInterval, "flushInterval");
        Objects.requireNonNull(writerId, "writerId");
        Objects.requireNonNull(closeTimeout, "closeTimeout");
        if (ringSlots < 2 || ringSlots > RingHeader.MAX_SLOTS || Integer.bitCount(ringSlots) != 1) {
            throw new IllegalArgumentException(
                    "slots are a power of two up to " + RingHeader.MAX_SLOTS + " [ringSlots=" + ringSlots + "]");
        }
        if (flushRows < 1) {
            throw new IllegalArgumentException("a flush has at least one row [flushRows=" + flushRows + "]");
        }
    }
}
