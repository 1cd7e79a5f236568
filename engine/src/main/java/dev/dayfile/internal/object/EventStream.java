package dev.dayfile.internal.object;

import dev.dayfile.internal.object.Timeline.EventFile;
import dev.dayfile.internal.object.Timeline.Listing;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Events of many files as one stream in the order of their sequences, each once. A file is read when its first sequence
 * is due and let go after its last, so that as many files are in memory as have overlapping sequences: two or three,
 * unless days were written to over and over. Files without a wanted event are not opened.
 */
final class EventStream {
    private final ObjectFiles reader;
    private final DamagePolicy policy;
    private final List<Path> damaged;

    /** The unread rest of a file. */
    private static final class Cursor {
        final List<ObjectEvent> events;
        int next;

        Cursor(List<ObjectEvent> events) {
            this.events = events;
        }

        long seq() {
            return events.get(next).seq();
        }
    }

    /** @param policy what happens about a file that turns out to be damaged when it is read */
    EventStream(ObjectFiles reader, DamagePolicy policy) {
        this.reader = reader;
        this.policy = policy;
        this.damaged = new ArrayList<>();
    }

    /** Damaged files that were left out. */
    List<Path> damaged() {
        return damaged;
    }

    /** Hands over the events after a sequence, see {@link #read(Listing, List, long, long, Consumer)}. */
    void read(Listing listing, long afterSeq, Consumer<ObjectEvent> into) {
        read(listing, List.of(), afterSeq, Long.MAX_VALUE, into);
    }

    /**
     * Hands over the events after a sequence and with a ts up to an instant.
     *
     * @param waiting events that may be in no file yet, ascending by sequence
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException with code {@code MISSING} when a file has vanished
     */
    void read(Listing listing, List<ObjectEvent> waiting, long afterSeq, long toMicros, Consumer<ObjectEvent> into) {
        List<EventFile> files = new ArrayList<>();
        for (EventFile file : listing.files()) {
            if (file.footer().lastSeq() > afterSeq && file.footer().minTsMicros() <= toMicros) {
                files.add(file);
            }
        }
        files.sort(Comparator.comparingLong(file -> file.footer().firstSeq()));
        PriorityQueue<Cursor> open = new PriorityQueue<>(Comparator.comparingLong(Cursor::seq));
        open(waiting, afterSeq, open);
        long done = afterSeq;
        int unread = 0;
        while (unread < files.size() || !open.isEmpty()) {
            while (unread < files.size()
                    && (open.isEmpty()
                            || files.get(unread).footer().firstSeq()
                                    <= open.peek().seq())) {
                open(files.get(unread++), done, open);
            }
            Cursor cursor = open.poll();
            if (cursor == null) {
                continue; // the last one read was damaged or had nothing new
            }
            long stop = unread < files.size() ? files.get(unread).footer().firstSeq() : Long.MAX_VALUE;
            stop = open.isEmpty() ? stop : Math.min(stop, open.peek().seq());
            int size = cursor.events.size();
            do {
                ObjectEvent event = cursor.events.get(cursor.next++);
                if (event.seq() > done) {
                    done = event.seq();
                    if (event.tsMicros() <= toMicros) {
                        into.accept(event);
                    }
                }
            } while (cursor.next < size && cursor.seq() <= stop);
            if (cursor.next < size) {
                open.add(cursor);
            }
        }
    }

    private void open(EventFile file, long afterSeq, PriorityQueue<Cursor> open) {
        try {
            open(reader.readEvents(file.entry().path()).events(), afterSeq, open);
        } catch (CorruptFileException e) {
            if (policy == DamagePolicy.FAIL) {
                throw e;
            }
            damaged.add(file.entry().path());
        }
    }

    private static void open(List<ObjectEvent> events, long afterSeq, PriorityQueue<Cursor> open) {
        Cursor cursor = new Cursor(events);
        while (cursor.next < events.size() && cursor.seq() <= afterSeq) {
            cursor.next++;
        }
        if (cursor.next < events.size()) {
            open.add(cursor);
        }
    }
}
