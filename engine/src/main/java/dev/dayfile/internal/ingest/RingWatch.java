package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ring of an engine in another process, which may open, close or die at any time, or have its ring repaired, that
 * is, moved away. The file is mapped read-only and looked for anew by its identity, so that nobody reads on in a ring
 * that is no longer the store's. Its size never changes while it stands (see {@link RingFile}), so that no page of the
 * mapping can go. Safe for use by several threads.
 *
 * @param <T> what one thread looks at the ring with
 */
public final class RingWatch<T> {
    private final Disk disk;
    private final Path path;
    private final Opener<T> opener;
    private Entry mappedAs;
    private Supplier<T> mapped;
    private long mapping;

    private interface Opener<T> {
        /** Maps the ring; what it returns makes a view for one thread. */
        Supplier<T> open() throws IOException;
    }

    private RingWatch(Disk disk, Path path, Opener<T> opener) {
        this.disk = disk;
        this.path = path;
        this.opener = opener;
    }

    /** Watches a ring of candles. */
    public static RingWatch<CandleTail> candles(Disk disk, Path ring) {
        return new RingWatch<>(disk, ring, () -> {
            RingFile<RingSlot> file = RingFile.openReadOnly(disk, ring, RingSlot.CANDLES);
            return () -> new CandleTail(file);
        });
    }

    /** Watches a ring of object events. */
    public static RingWatch<EventTail> events(Disk disk, Path ring) {
        return new RingWatch<>(disk, ring, () -> {
            RingFile<EventSlot> file = RingFile.openReadOnly(disk, ring, EventSlot.EVENTS);
            return () -> new EventTail(file);
        });
    }

    /** Where the ring stands. */
    public Path path() {
        return path;
    }

    /**
     * A view for one thread of the ring that stands there now; empty when there is none. Hold it for one look only: the
     * ring may be replaced.
     *
     * @throws dev.dayfile.model.CorruptFileException when it is no ring, damaged or of another version
     * @throws StorageException when it cannot be read
     */
    public synchronized Optional<T> look() {
        try {
            Entry standing = disk.stat(path);
            boolean same = mappedAs != null
                    && mappedAs.fileKey().equals(standing.fileKey())
                    && mappedAs.sizeBytes() == standing.sizeBytes();
            if (!same) {
                mappedAs = null; // until it is mapped, which may fail
                mapped = null;
                mapped = opener.open();
                mappedAs = standing;
                mapping++;
            }
            return Optional.of(mapped.get());
        } catch (NoSuchFileException e) {
            mapped = null;
            mappedAs = null;
            return Optional.empty();
        } catch (IOException e) {
            throw Failures.storage("map the ring for reading", path, e);
        }
    }

    /** The number of the mapping that {@link #look} has made last; each ring that it maps has another. */
    public synchronized long mapping() {
        return mapping;
    }

    /**
     * Whether the ring that stands there now is another one than that of a mapping. Who holds a view asks about its own
     * mapping: another thread's look may have found the new ring before.
     */
    public synchronized boolean isReplaced(long heldMapping) {
        try {
            return heldMapping != mapping
                    || mappedAs == null
                    || !disk.stat(path).fileKey().equals(mappedAs.fileKey());
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw Failures.storage("look at the ring", path, e);
        }
    }

    /** What a view that failed by a page that went away means: somebody has cut the file, which no engine does. */
    public StorageException cut(InternalError e) {
        return new StorageException(Code.IO, path, "the ring was cut short while it was being read", e);
    }
}
