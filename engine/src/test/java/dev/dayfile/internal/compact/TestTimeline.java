package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.WRITER;
import static dev.dayfile.internal.parquet.TestEvents.event;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The timeline of chart objects in a {@link TestStore}, at its one day. */
final class TestTimeline {
    private static final ObjectFiles FILES = new ObjectFiles(Disk.LOCAL);

    final TestStore store;
    final DayFamily days;

    TestTimeline(Path root) {
        store = new TestStore(root);
        days = store.layout.objects();
    }

    static List<ObjectEvent> events(long... seqs) {
        List<ObjectEvent> events = new ArrayList<>();
        for (long seq : seqs) {
            events.add(event(seq));
        }
        return events;
    }

    /** Events of sequences from one to another, both included. */
    static List<ObjectEvent> range(long from, long to) {
        List<ObjectEvent> events = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            events.add(event(seq));
        }
        return events;
    }

    /** Publishes events as one part of the day, as the ingest does. */
    Path part(List<ObjectEvent> events) {
        ObjectFiles.Part part = ObjectFiles.encodePart(WRITER, events);
        Path target = store.layout.timelinePart(DAY, part.name());
        try {
            return store.gate.shared(() -> {
                new Publisher(Disk.LOCAL, false).publish(target, part.content());
                return target;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path part(long... seqs) {
        return part(events(seqs));
    }

    Path dayfile() {
        return days.dayfile(DAY);
    }

    Path folder() {
        return days.folder(DAY);
    }

    List<ObjectEvent> dayfileEvents() {
        return FILES.readEvents(dayfile()).events();
    }

    static List<ObjectEvent> read(Path file) {
        return FILES.readEvents(file).events();
    }

    /** Every event that a reader of the timeline finds for the day, each once. */
    List<ObjectEvent> visible() {
        TreeMap<Long, ObjectEvent> events = new TreeMap<>();
        List<Disk.Entry> parts;
        try {
            parts = Disk.LOCAL.list(folder()); // before the dayfile: the order that every reader keeps to
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(dayfile())) {
            dayfileEvents().forEach(event -> events.put(event.seq(), event));
        }
        for (Disk.Entry part : parts) {
            if (part.name().endsWith(StoreLayout.PARQUET)) {
                read(part.path()).forEach(event -> events.put(event.seq(), event));
            }
        }
        return List.copyOf(events.values());
    }
}
