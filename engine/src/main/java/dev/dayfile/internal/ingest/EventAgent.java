package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.Agent;

/**
 * The one thread between the ring of events and the files; {@link WriterAgent} is that of candles. A flush that fails
 * keeps its events and is tried again, ever less often.
 */
final class EventAgent implements Agent {
    static final String NAME = "dayfile-events";

    /** A day's events that are to be one part; kept as they are once tried, since the file may stand all the same. */
    private record Batch(LocalDate day, List<ObjectEvent> events) {}

    private final RingFile<EventSlot> ring;
    private final EventAppends appends;
    private final SeqWaiters persisted;
    private final EventParts parts;
    private final OwnerLook owner;
    private final LastFailure lastFailure;
    private final PartListener listener;
    private final EventContext context;
    private final Backoff backoff = new Backoff();
    private final List<Batch> batches = new ArrayList<>();
    private long drainedSeq;
    private volatile boolean closing;

    EventAgent(
            RingFile<EventSlot> ring,
            EventAppends appends,
            SeqWaiters persisted,
            OwnerLook owner,
            LastFailure lastFailure,
            PartListener listener,
            EventContext context) {
        this.ring = ring;
        this.appends = appends;
        this.persisted = persisted;
        this.owner = owner;
        this.lastFailure = lastFailure;
        this.listener = listener;
        this.context = context;
        parts = new EventParts(context);
    }

    @Override
    public String roleName() {
        return NAME;
    }

    /** From now on whatever waits is due. */
    void beginClosing() {
        closing = true;
    }

    @Override
    public int doWork() {
        owner.lookIfDue(System.nanoTime());
        if (batches.isEmpty() && drainedSeq > persisted.reached()) {
            advance(); // what ran out of memory, say, after publishing
        }
        if (batches.isEmpty() && !drain()) {
            return 0;
        }
        if (!backoff.isOver(System.nanoTime())) {
            return 0;
        }
        if (!publish()) {
            backoff.failed(System.nanoTime());
            return 0;
        }
        backoff.succeeded();
        advance();
        return 1;
    }

    /** Takes what waits, once it is due. */
    private boolean drain() {
        List<ObjectEvent> due = closing
                ? appends.pending()
                : appends.due(context.flushInterval().toNanos());
        if (due.isEmpty()) {
            return false;
        }
        List<Batch> drained = new ArrayList<>();
        for (Map.Entry<LocalDate, List<ObjectEvent>> entry : parts.byDay(due).entrySet()) {
            drained.add(new Batch(entry.getKey(), entry.getValue()));
        }
        batches.addAll(drained); // all or none: memory may run out before
        drainedSeq = due.get(due.size() - 1).seq();
        return true;
    }

    private boolean publish() {
        boolean all = true;
        for (Iterator<Batch> i = batches.iterator(); i.hasNext(); ) {
            Batch batch = i.next();
            try {
                PublishedPart part = parts.publish(batch.day(), batch.events());
                i.remove();
                tell(part);
            } catch (IOException e) {
                lastFailure.noteFileSystem(Failures.storage(
                        "publish a part of events", context.layout().timelineFolder(batch.day()), e));
                all = false;
            } catch (Throwable t) { // such as a class that cannot be loaded without file descriptors
                lastFailure.note(t);
                all = false;
            }
        }
        return all;
    }

    private void tell(PublishedPart part) {
        try {
            listener.partPublished(part);
        } catch (Throwable t) {
            lastFailure.note(t);
        }
    }

    private void advance() {
        // The file first: a slot that is taken again must not look unpersisted to a recovery.
        if (owner.isOurs()) {
            ring.header().persist(drainedSeq);
        }
        appends.persisted(drainedSeq);
    }
}
