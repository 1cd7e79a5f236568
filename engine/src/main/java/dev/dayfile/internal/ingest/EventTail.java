package dev.dayfile.internal.ingest;

import dev.dayfile.internal.ingest.RingTail.Look;
import dev.dayfile.model.ObjectEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The object events in a ring, as {@link CandleTail} has the candles. One thread. */
public final class EventTail {
    private final RingTail<EventSlot> tail;

    EventTail(RingFile<EventSlot> ring) {
        tail = new RingTail<>(ring);
    }

    /** As {@link CandleTail#persistedSeq}. */
    public long persistedSeq() {
        return tail.persisted();
    }

    /** As {@link CandleTail#appendedSeq}. */
    public long appendedSeq(long knownSeq) {
        return tail.appendedFrom(knownSeq);
    }

    /** As {@link CandleTail#read}, of every object. */
    public long read(long after, long upTo, Consumer<ObjectEvent> into) {
        for (long seq = after + 1; seq <= upTo; seq++) {
            Look look = tail.look(seq, () -> true);
            if (look == Look.GONE || look == Look.LATER) {
                return seq - 1;
            }
            if (look == Look.ROW) {
                into.accept(tail.row().event());
            }
        }
        return upTo;
    }

    /** As {@link CandleTail#unpublished}, ascending by sequence. */
    public List<ObjectEvent> unpublished() {
        List<ObjectEvent> events = new ArrayList<>();
        tail.lookAtUnpersisted(() -> true, () -> events.add(tail.row().event()));
        return events;
    }
}
