package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The events in files by the order of their sequences, for whoever follows a store and has fallen behind the ring. It
 * keeps no event that it has read, since a follower is seldom behind; only footers, to know which files have what.
 */
public final class EventLog {
    private final Timeline timeline;

    /**
     * Some events.
     *
     * @param events ascending by sequence, each once
     * @param leftOut damaged files that may have had more
     */
    public record Chunk(List<ObjectEvent> events, List<Path> leftOut) {}

    public EventLog(Disk disk, StoreLayout layout) {
        timeline = new Timeline(disk, layout);
    }

    /**
     * Reads the events with sequences greater than {@code after} and not greater than {@code upTo}.
     *
     * @throws dev.dayfile.model.StorageException when files cannot be read, or keep vanishing
     */
    public Chunk read(long after, long upTo) {
        return timeline.read(DamagePolicy.LEAVE_OUT, listing -> {
            List<ObjectEvent> events = new ArrayList<>();
            EventStream stream = new EventStream(timeline.files(), DamagePolicy.LEAVE_OUT);
            stream.read(listing.upTo(upTo), after, event -> {
                if (event.seq() <= upTo) {
                    events.add(event);
                }
            });
            List<Path> leftOut = new ArrayList<>(listing.damaged());
            leftOut.addAll(stream.damaged());
            return new Chunk(events, leftOut);
        });
    }
}
