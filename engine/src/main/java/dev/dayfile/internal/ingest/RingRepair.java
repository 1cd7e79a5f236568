package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Saves what can be saved from a damaged ring: its readable rows that no part holds become parts, and only then the
 * ring leaves its place, so that a repair that fails can be repeated. The caller holds the store's lock.
 */
public final class RingRepair {
    private RingRepair() {}

    /**
     * What a repair did.
     *
     * @param rowsSaved rows written to parts
     * @param movedTo where the damaged ring stands now
     */
    public record Result(int rowsSaved, Path movedTo) {}

    /**
     * @param ring the damaged ring; the next opening creates a new one
     * @param writerId what the store's footers say of the writer
     * @throws dev.dayfile.model.StorageException when a part cannot be written or the ring not be moved
     */
    public static Result repair(IngestContext context, Path ring, String writerId, PartListener listener) {
        RingRows rows = RingInspector.salvage(context.disk(), ring);
        try {
            PartFlusher flusher = new PartFlusher(context, writerId);
            int saved = new Replay(context, flusher, writerId).write(rows, listener);
            Path target = target(context.disk(), context.layout(), ring);
            context.publisher().move(ring, target);
            return new Result(saved, target);
        } catch (IOException e) {
            throw Failures.storage("repair the ring", ring, e);
        }
    }

    /** As {@link #repair}, of the ring of object events. */
    public static Result repairEvents(EventContext context) {
        Path ring = context.layout().eventRing();
        List<ObjectEvent> events = new ArrayList<>();
        RingInspector.salvage(context.disk(), ring, EventSlot.EVENTS, slot -> events.add(slot.event()));
        try {
            int saved = new EventParts(context).replay(events, PartListener.NONE);
            Path target = target(context.disk(), context.layout(), ring);
            context.publisher().move(ring, target);
            return new Result(saved, target);
        } catch (IOException e) {
            throw Failures.storage("repair the ring of events", ring, e);
        }
    }

    /** In the store's quarantine; a ring that is kept elsewhere, perhaps on another file system, stays beside itself. */
    private static Path target(Disk disk, StoreLayout layout, Path ring) throws IOException {
        boolean inStore = ring.toAbsolutePath().normalize().startsWith(layout.root());
        for (int n = 1; ; n++) {
            Path target =
                    inStore ? layout.quarantined(ring, n) : ring.resolveSibling(ring.getFileName() + ".damaged." + n);
            if (!disk.exists(target)) {
                return target;
            }
        }
    }
}
