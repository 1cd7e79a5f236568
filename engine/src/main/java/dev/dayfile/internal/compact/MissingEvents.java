package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** As {@link MissingCandles}, of events: each stands for itself, so another one of its sequence does not show it. */
final class MissingEvents {
    /** Of so many events sequence and digest are held while the others are read once. */
    private static final int EVENTS_AT_ONCE = 1 << 17;

    private final ObjectFiles files;
    private final TreeMap<Long, Long> digests = new TreeMap<>();

    MissingEvents(ObjectFiles files) {
        this.files = files;
    }

    /** See {@link FileChecks#firstMissing}. */
    String first(List<Path> of, List<Path> in) {
        for (Path file : of) {
            try (EventFile events = files.openEvents(file)) {
                for (int group = 0; group < events.rowGroups(); group++) {
                    for (ObjectEvent event : events.read(group)) {
                        Long other = digests.put(event.seq(), EventFile.digest(event));
                        if (other != null && other != EventFile.digest(event)) {
                            return "seq=" + event.seq(); // one of the two is nowhere
                        }
                    }
                    if (digests.size() >= EVENTS_AT_ONCE) {
                        String missing = firstOfHeld(in);
                        if (!missing.isEmpty()) {
                            return missing;
                        }
                    }
                }
            }
        }
        return firstOfHeld(in);
    }

    private String firstOfHeld(List<Path> in) {
        for (Path file : digests.isEmpty() ? List.<Path>of() : in) {
            try (EventFile events = files.openEvents(file)) {
                for (int group = 0; group < events.rowGroups(); group++) {
                    for (ObjectEvent event : events.read(group)) {
                        digests.remove(event.seq(), EventFile.digest(event));
                    }
                }
            }
        }
        String event = digests.isEmpty() ? "" : "seq=" + digests.firstKey();
        digests.clear();
        return event;
    }
}
