package dev.dayfile.benchmarks.objects;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.EventDayfileWriter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes a store of many events at once: a file a day, as after its compaction, and the snapshot of the end. */
final class EventStore {
    private EventStore() {}

    /**
     * Writes it; nothing is forced.
     *
     * @return the greatest sequence
     */
    static long write(Path root, EventScript script, long events) throws IOException, InterruptedException {
        StorageEngine.open(StorageConfig.builder(root).force(false).build()).close();
        StoreLayout layout = new StoreLayout(root);
        String writerId = StoreProperties.read(Disk.LOCAL, layout).orElseThrow().writerId();
        Publisher publisher = new Publisher(Disk.LOCAL, false);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> before = null;
            List<ObjectEvent> ofDay = new ArrayList<>();
            LocalDate day = null;
            for (long i = 0; i < events; i++) {
                ObjectEvent event = script.next();
                if (!script.day().equals(day) && day != null) {
                    before = writeDay(writer, before, publisher, layout, writerId, day, ofDay);
                    ofDay = new ArrayList<>();
                }
                day = script.day();
                ofDay.add(event);
            }
            writeDay(writer, before, publisher, layout, writerId, day, ofDay).get();
        } catch (ExecutionException e) {
            throw new IOException("could not write a day's events", e);
        } finally {
            writer.shutdownNow();
        }
        List<ChartObject> objects = new ArrayList<>(script.objects());
        objects.sort(ObjectFiles.BY_ID);
        publisher.publish(
                layout.objectSnapshot(), ObjectFiles.encodeSnapshot(new Snapshot(script.seq(), writerId, objects)));
        Files.delete(layout.eventRing()); // the next opening makes one that goes on behind these events
        StorageEngine.open(StorageConfig.builder(root).force(false).build()).close();
        return script.seq();
    }

    /** One day is encoded while the next one is made up. */
    private static Future<?> writeDay(
            ExecutorService writer,
            Future<?> before,
            Publisher publisher,
            StoreLayout layout,
            String writerId,
            LocalDate day,
            List<ObjectEvent> events)
            throws InterruptedException, ExecutionException {
        if (before != null) {
            before.get();
        }
        return writer.submit(() -> {
            try (Publisher.Pending pending = publisher.begin(layout.objects().dayfile(day))) {
                EventDayfileWriter dayfile = new EventDayfileWriter(pending.file(), writerId);
                events.forEach(dayfile::add);
                pending.publish(dayfile.finish(List.of()));
            }
            return null;
        });
    }
}
