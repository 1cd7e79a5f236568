package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.RingPlace;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What an opening does before the store's ring is another one than until now: what waits in the one before is written to
 * parts, since nobody would look for it there. Only then, and when the ring in the new place is there, is that place noted:
 * a process that dies in between leaves the rows where the next opening finds them, whichever ring that one names, and a
 * place where no ring can be is never noted.
 */
final class RingMove {
    private final IngestSettings settings;
    private final IngestContext context;
    private final Path before;

    /** Looks where the ring was until now. */
    RingMove(IngestSettings settings, IngestContext context) {
        this.settings = settings;
        this.context = context;
        before = RingPlace.find(context.disk(), context.layout(), null);
    }

    /** Whether the store's ring was another one until now. */
    boolean isNeeded() {
        return !before.equals(settings.ringFile());
    }

    /**
     * Writes what waits in the ring before to parts. Does nothing where the ring stays.
     *
     * @return how many rows were written
     * @throws dev.dayfile.model.CorruptFileException when the ring before is damaged
     */
    int emptyRingBefore(PartListener listener) {
        try {
            if (!isNeeded() || !context.disk().exists(before)) {
                return 0;
            }
            RingFile<RingSlot> ring = RingFile.open(context.disk(), before, RingSlot.CANDLES);
            if (ring.header().isClean()) {
                return 0;
            }
            PartFlusher flusher = new PartFlusher(context, settings.writerId());
            return new Replay(context, flusher, settings.writerId()).finish(new RingRecovery<>(ring), listener);
        } catch (IOException e) {
            throw failure(e);
        } catch (UncheckedIOException e) { // how a mapped buffer says that it could not be forced
            throw failure(e.getCause());
        }
    }

    /** Notes where the ring is that was opened, if it is another one than before. */
    void notePlace() {
        if (!isNeeded()) {
            return;
        }
        try {
            RingPlace.note(context.disk(), context.layout(), settings.ringFile());
        } catch (IOException e) {
            throw Failures.storage("note where the ring is", context.layout().candleRingPlace(), e);
        }
    }

    private StorageException failure(IOException e) {
        return Failures.storage("write what waits in the ring that the store had before", before, e);
    }
}
