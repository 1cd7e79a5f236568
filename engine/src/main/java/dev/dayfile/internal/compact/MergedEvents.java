package dev.dayfile.internal.compact;

import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The events of several sources, each ascending, in the order of their sequences and each once. Closes the files. */
final class MergedEvents implements Iterator<ObjectEvent>, AutoCloseable {
    private final Path dayfile;
    private final List<FileEvents> files;
    private final Tally dropped;
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparingLong(head -> head.event.seq()));

    /** The next event of a source. */
    private static final class Head {
        private final Iterator<ObjectEvent> source;
        private ObjectEvent event;

        Head(Iterator<ObjectEvent> source) {
            this.source = source;
        }
    }

    /**
     * @param dayfile what is named when two events have one sequence
     * @param files sources that are closed
     * @param held one more source
     * @param dropped receives the events that stood in more than one place, each time but one
     */
    MergedEvents(Path dayfile, List<FileEvents> files, Iterator<ObjectEvent> held, Tally dropped) {
        this.dayfile = dayfile;
        this.files = List.copyOf(files);
        this.dropped = dropped;
        boolean begun = false;
        try {
            List<Iterator<ObjectEvent>> sources = new ArrayList<>(files);
            sources.add(held);
            sources.forEach(source -> advance(new Head(source)));
            begun = true;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    private void advance(Head head) {
        if (head.source.hasNext()) {
            head.event = head.source.next();
            heads.add(head);
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    /** @throws CorruptFileException when two different events have one sequence: neither may be lost for the other */
    @Override
    public ObjectEvent next() {
        if (heads.isEmpty()) {
            throw new NoSuchElementException();
        }
        ObjectEvent event = take();
        while (!heads.isEmpty() && heads.peek().event.seq() == event.seq()) {
            ObjectEvent twin = take();
            if (!twin.equals(event)) {
                throw new CorruptFileException(
                        dayfile,
                        "two files of the day have different events of one sequence [seq=" + event.seq()
                                + ", object_id=" + event.objectId() + ", and=" + twin.objectId() + "]");
            }
            dropped.add(twin);
        }
        return event;
    }

    private ObjectEvent take() {
        Head head = heads.poll();
        ObjectEvent event = head.event;
        advance(head);
        return event;
    }

    @Override
    public void close() {
        files.forEach(FileEvents::close);
    }
}
