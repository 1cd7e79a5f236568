package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.RingPlace;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What an opening does before the store's ring is another one than until now: what waits in the one before is written to
 * parts, since nobody would look for it there. Only then is the new place noted, so that a process that dies in between
 * leaves the rows where the next opening finds them, whichever ring that one names.
 */
final class RingMove {
    private RingMove() {}

    /**
     * Does nothing where the ring stays.
     *
     * @return how many rows were written
     * @throws dev.dayfile.model.CorruptFileException when the ring before is damaged
     */
    static int leaveRingBefore(IngestSettings settings, IngestContext context, PartListener listener)
            throws IOException {
        Path before = RingPlace.find(context.disk(), context.layout(), null);
        if (before.equals(settings.ringFile())) {
            return 0;
        }
        int written = context.disk().exists(before) ? empty(before, settings, context, listener) : 0;
        RingPlace.note(context.disk(), context.layout(), settings.ringFile());
        return written;
    }

    private static int empty(Path before, IngestSettings settings, IngestContext context, PartListener listener) {
        try {
            RingFile<RingSlot> ring = RingFile.open(context.disk(), before, RingSlot.CANDLES);
            if (ring.header().isClean()) {
                return 0;
            }
            PartFlusher flusher = CandleIngest.flusher(settings, context);
            return CandleIngest.replay(new RingRecovery<>(ring), settings, context, flusher, listener);
        } catch (IOException e) {
            throw Failures.storage("write what waits in the ring that the store had before", before, e);
        }
    }
}
