package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A bound that no sequence in any file has passed, {@code .dayfile/candles.seq}. After a power failure the ring on the
 * disk may be older than the parts, and without the bound only the footers of all files would tell where sequences have
 * to go on: seconds, where there are tens of thousands of parts.
 *
 * <p>The file is published, and always forced, before the first row with a sequence beyond the old bound goes into a file;
 * every {@value #RANGE} / 2 rows, that is. An engine that does not know better goes on behind the bound: some millions
 * of the 2^63 sequences are then never used. What stands is read again before it is replaced, and never lowered: it may be
 * of another engine that got the store meanwhile. One line, {@code reserved=<decimal> crc32c=<8 hex of what stands before>};
 * a file that does not read so is none. Safe for use by several threads.
 *
 * <p>A ring that is kept outside of the store may be put back from an older copy, or be another store's, and say that it
 * was closed all the same. So where the ring is elsewhere, the store too notes what was closed: {@code reserved=<decimal>
 * closed=<decimal> crc32c=…}, until the next row goes into a file.
 */
final class SequenceReserve {
    /** How far the bound is set ahead. The second half is for a copy of the store that is made while rows come in. */
    static final long RANGE = 1 << 22;

    private static final int MAX_BYTES = 128;
    private static final Pattern LINE =
            Pattern.compile("(reserved=(\\d{1,18})(?: closed=(\\d{1,18}))?) crc32c=([0-9a-f]{8})\n");

    private static final long NOT_CLOSED = -1;

    private final Disk disk;
    private final Path file;
    private final Publisher publisher;
    private volatile long reserved;
    private volatile long closed = NOT_CLOSED;
    private volatile boolean wasRead;

    SequenceReserve(Disk disk, StoreLayout layout) {
        this.disk = disk;
        file = layout.candleSequences();
        publisher =
                new Publisher(disk, true); // whatever the store's setting for parts is: the ring is not forced either
    }

    /** What the file says. */
    private record Noted(long reserved, long closed) {
        static final Noted NOTHING = new Noted(0, NOT_CLOSED);
    }

    private Noted look() throws IOException {
        if (!disk.exists(file) || disk.stat(file).sizeBytes() > MAX_BYTES) {
            return Noted.NOTHING;
        }
        Matcher line = LINE.matcher(
                StandardCharsets.US_ASCII.decode(disk.read(file, MAX_BYTES)).toString());
        if (!line.matches() || !crc(line.group(1)).equals(line.group(4))) {
            return Noted.NOTHING;
        }
        return new Noted(
                Long.parseLong(line.group(2)), line.group(3) == null ? NOT_CLOSED : Long.parseLong(line.group(3)));
    }

    /** A file that was read and no longer can be keeps no row from its part: it is replaced whole, which mends it too. */
    private Noted lookAgain() throws IOException {
        try {
            return look();
        } catch (IOException e) {
            if (wasRead) {
                return Noted.NOTHING;
            }
            throw e;
        }
    }

    /**
     * The bound that stands in the store; 0 when there is none that can be relied on. Who then calls {@link #require} has
     * asked the files how far sequences have come.
     */
    long read() throws IOException {
        Noted standing = look();
        reserved = standing.reserved;
        closed = standing.closed;
        wasRead = true;
        return reserved;
    }

    /** Whether the store was last closed with a ring that was persisted up to here, and nothing came after; once read. */
    boolean wasClosedAt(long persisted) {
        return closed == persisted;
    }

    /**
     * Notes that the ring was closed. Where that cannot be written, the next opening goes on behind the bound.
     *
     * @param persisted what the ring's header says
     */
    synchronized void noteClosed(long persisted) {
        try {
            if (look().reserved > reserved) {
                return; // another engine has the store, and sequences of its own behind our bound
            }
            publish("reserved=" + Math.max(reserved, persisted) + " closed=" + persisted);
        } catch (IOException e) {
            // no row depends on it
        }
    }

    /**
     * To be called before a row with this sequence goes into a file.
     *
     * @throws IOException when the bound cannot be moved and the sequence is beyond it
     */
    void require(long seq) throws IOException {
        if (closed != NOT_CLOSED || seq + RANGE / 2 > reserved) {
            extend(seq);
        }
    }

    private synchronized void extend(long seq) throws IOException {
        if (closed == NOT_CLOSED && seq + RANGE / 2 <= reserved) {
            return;
        }
        try {
            Noted standing = lookAgain();
            if (!wasRead && standing.reserved == 0) {
                return; // a bound by the rows of a ring alone, which a repair saves, might be below what files have
            }
            // Higher than it was read: another engine got the store when our lock had fallen, and goes by it.
            long bound = Math.max(reserved, standing.reserved);
            if (standing.closed != NOT_CLOSED || standing.reserved < bound || bound < seq + RANGE / 2) {
                bound = Math.max(bound, seq + RANGE);
                publish("reserved=" + bound);
            }
            reserved = bound;
            closed = NOT_CLOSED;
        } catch (IOException e) {
            if (closed != NOT_CLOSED || seq > reserved) {
                throw e;
            }
            // The old bound still holds, and the next call tries again.
        }
    }

    private void publish(String line) throws IOException {
        String whole = line + " crc32c=" + crc(line) + "\n";
        publisher.publish(file, ByteBuffer.wrap(whole.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Moves the bound at open, so that no flush has to. Where that fails, the first flush tries again and says why. */
    void prepare(long greatestSeq) {
        try {
            require(greatestSeq);
        } catch (IOException e) {
            // the store opens on a full disk too
        }
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", crc.getValue());
    }
}
