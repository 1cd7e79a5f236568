package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.TimelineFiles;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the events back from parts and dayfiles, each once. A file that was read is remembered as long as it stays what it was,
 * up to a number of events. Safe for use by several threads.
 */
public final class Timeline {
    private static final long RETRY_NANOS = 10_000_000_000L;
    private static final int MAX_REMEMBERED_EVENTS = 1 << 20;

    private final Disk disk;
    private final StoreLayout layout;
    private final ObjectFiles files;
    private final Map<Path, Remembered> remembered = new LinkedHashMap<>(64, 0.75f, true);
    private int rememberedEvents;

    private record Remembered(Entry entry, ObjectFiles.Events events) {}

    /**
     * What stands in a timeline.
     *
     * @param events ascending by sequence, each once
     * @param damaged files that could not be read and were left out
     */
    public record Contents(List<ObjectEvent> events, List<Path> damaged) {
        /** The greatest sequence; 0 when there is no event. */
        public long greatestSeq() {
            return events.isEmpty() ? 0 : events.get(events.size() - 1).seq();
        }
    }

    public Timeline(Disk disk, StoreLayout layout) {
        this.disk = disk;
        this.layout = layout;
        this.files = new ObjectFiles(disk);
    }

    /**
     * Reads everything that is visible now.
     *
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws StorageException when files cannot be read, or keep vanishing
     */
    public Contents read(DamagePolicy policy) {
        long startNanos = System.nanoTime();
        while (true) {
            try {
                return readOnce(policy);
            } catch (StorageException e) {
                boolean vanished = e.code() == StorageException.Code.MISSING;
                if (!vanished || System.nanoTime() - startNanos > RETRY_NANOS) {
                    throw e;
                }
            }
        }
    }

    private Contents readOnce(DamagePolicy policy) {
        SortedMap<Long, ObjectEvent> events = new TreeMap<>();
        List<Path> damaged = new ArrayList<>();
        Set<Path> absorbed = new HashSet<>();
        for (Entry file : TimelineFiles.list(disk, layout)) {
            if (absorbed.contains(file.path())) {
                continue; // its events are those of the dayfile, which came before
            }
            try {
                ObjectFiles.Events inFile = read(file);
                inFile.footer().absorbed().forEach(name -> absorbed.add(partOf(file.path(), name)));
                inFile.events().forEach(event -> events.put(event.seq(), event));
            } catch (CorruptFileException e) {
                if (policy == DamagePolicy.FAIL) {
                    throw e;
                }
                damaged.add(file.path());
            }
        }
        return new Contents(new ArrayList<>(events.values()), damaged);
    }

    private ObjectFiles.Events read(Entry file) {
        synchronized (remembered) {
            Remembered known = remembered.get(file.path());
            if (known != null && known.entry().equals(file)) {
                return known.events();
            }
        }
        ObjectFiles.Events events = files.readEvents(file.path());
        synchronized (remembered) {
            Remembered before = remembered.put(file.path(), new Remembered(file, events));
            rememberedEvents += events.events().size()
                    - (before == null ? 0 : before.events().events().size());
            Iterator<Remembered> eldest = remembered.values().iterator();
            while (rememberedEvents > MAX_REMEMBERED_EVENTS && eldest.hasNext()) {
                rememberedEvents -= eldest.next().events().events().size();
                eldest.remove();
            }
        }
        return events;
    }

    /** Where a part stands that a dayfile names. */
    private static Path partOf(Path dayfile, String name) {
        String file = dayfile.getFileName().toString();
        return dayfile.resolveSibling(file.substring(0, file.length() - StoreLayout.PARQUET.length()))
                .resolve(name);
    }
}
