package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;

/** Makes parts of events, each routed by its own day: for the agent, the replay at open and the repair of a ring. */
final class EventParts {
    private final EventContext context;
    private final ObjectFiles files;

    EventParts(EventContext context) {
        this.context = context;
        this.files = new ObjectFiles(context.disk());
    }

    /** Events by their days, in their order. */
    Map<LocalDate, List<ObjectEvent>> byDay(List<ObjectEvent> events) {
        Map<LocalDate, List<ObjectEvent>> days = new LinkedHashMap<>();
        for (ObjectEvent event : events) {
            days.computeIfAbsent(context.market().dayOf(event.tsMicros()), day -> new ArrayList<>())
                    .add(event);
        }
        return days;
    }

    /** Publishes one part; again with the same events it gives the same file. What is told of it has no timeframe. */
    PublishedPart publish(LocalDate day, List<ObjectEvent> events) throws IOException {
        ObjectFiles.Part part = ObjectFiles.encodePart(context.writerId(), events);
        Path path = context.layout().timelinePart(day, part.name());
        context.gate().shared(() -> {
            PartFlusher.requireNoOther(context.disk(), path, part.content());
            context.publisher().publish(path, part.content());
            return null;
        });
        LongSummaryStatistics seqs = events.stream().mapToLong(ObjectEvent::seq).summaryStatistics();
        LongSummaryStatistics times =
                events.stream().mapToLong(ObjectEvent::tsMicros).summaryStatistics();
        return new PublishedPart(
                path,
                null,
                day,
                part.name(),
                part.content().remaining(),
                events.size(),
                seqs.getMin(),
                seqs.getMax(),
                times.getMin(),
                times.getMax());
    }

    /**
     * Writes events that were found in a ring, leaving out those that a file of their day holds already: the process may
     * have died between publishing a part and noting it in the ring.
     *
     * @param listener is told of each part
     * @return how many were written
     */
    int replay(List<ObjectEvent> found, PartListener listener) throws IOException {
        List<ObjectEvent> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingLong(ObjectEvent::seq));
        int written = 0;
        for (Map.Entry<LocalDate, List<ObjectEvent>> entry : byDay(sorted).entrySet()) {
            Set<Long> published = publishedSeqs(entry.getKey());
            List<ObjectEvent> missing = new ArrayList<>(entry.getValue());
            missing.removeIf(event -> published.contains(event.seq()));
            if (!missing.isEmpty()) {
                listener.partPublished(publish(entry.getKey(), missing));
                written += missing.size();
            }
        }
        return written;
    }

    private Set<Long> publishedSeqs(LocalDate day) throws IOException {
        List<Path> paths = new ArrayList<>();
        DayFamily objects = context.layout().objects();
        for (Disk.Entry entry : context.disk().list(objects.folder(day))) {
            if (!entry.folder() && PartName.parse(entry.name()).isPresent()) {
                paths.add(entry.path());
            }
        }
        paths.add(objects.dayfile(day)); // which may be missing
        Set<Long> seqs = new HashSet<>();
        for (Path path : paths) {
            try {
                files.readEvents(path).events().forEach(event -> seqs.add(event.seq()));
            } catch (CorruptFileException e) {
                // Its events are written again: whoever verifies the store puts the damaged file into quarantine.
            } catch (StorageException e) {
                if (e.code() != StorageException.Code.MISSING) {
                    throw e;
                }
            }
        }
        return seqs;
    }
}
