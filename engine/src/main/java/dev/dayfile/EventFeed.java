package dev.dayfile;

import dev.dayfile.internal.ingest.EventTail;
import dev.dayfile.internal.object.EventLog;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Object events: from the ring as long as it has them, from the timeline where a follower has fallen behind it. */
final class EventFeed implements Feed<ObjectEvent> {
    private final FollowedRing<EventTail> ring;
    private final EventLog log;

    EventFeed(FollowedRing<EventTail> ring, EventLog log) {
        this.ring = ring;
        this.log = log;
    }

    @Override
    public long head(long known) {
        return ring.head(known);
    }

    @Override
    public long read(long after, long upTo, Consumer<ObjectEvent> into, Consumer<Path> leftOut) {
        long read = ring.look(tail -> tail.read(after, upTo, into), after);
        if (read > after) {
            return read;
        }
        long visible = ring.visible();
        if (visible <= after) {
            return after;
        }
        long upToHere = Math.min(visible, after + MAX_ROWS_FROM_FILES); // each sequence is one event at most
        EventLog.Chunk chunk = log.read(after, upToHere);
        chunk.leftOut().forEach(leftOut);
        chunk.events().forEach(into);
        return upToHere;
    }
}
