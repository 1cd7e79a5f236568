package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.TimelineFiles;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which files of events there are, and what their footers say: which events a file has, so that it need not be read for
 * others. A footer that was read is remembered as long as its file stays what it was. Safe for use by several threads.
 */
public final class Timeline {
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final Disk disk;
    private final StoreLayout layout;
    private final ObjectFiles files;
    private Map<Path, EventFile> remembered = Map.of();

    /**
     * A file of events.
     *
     * @param entry as the folder lists it
     * @param footer its sequences and times
     */
    record EventFile(Entry entry, FileFooter footer) {}

    /**
     * The files of one moment.
     *
     * @param files those that can be read, in no order
     * @param damaged those whose footers cannot
     */
    record Listing(List<EventFile> files, List<Path> damaged) {
        /** The greatest sequence in any file; 0 when there is none. */
        long greatestSeq() {
            long greatest = 0;
            for (EventFile file : files) {
                greatest = Math.max(greatest, file.footer().lastSeq());
            }
            return greatest;
        }

        /** Only the files that have events up to a sequence. */
        Listing upTo(long seq) {
            List<EventFile> upTo = new ArrayList<>(files);
            upTo.removeIf(file -> file.footer().firstSeq() > seq);
            return new Listing(upTo, damaged);
        }
    }

    public Timeline(Disk disk, StoreLayout layout) {
        this.disk = disk;
        this.layout = layout;
        this.files = new ObjectFiles(disk);
    }

    ObjectFiles files() {
        return files;
    }

    /**
     * Lists the files and has them read; begins anew when one vanishes meanwhile, as it does when its day is compacted.
     *
     * @throws CorruptFileException when a file is damaged and the policy is to fail
     * @throws StorageException when files cannot be read, or keep vanishing
     */
    <T> T read(DamagePolicy policy, Function<Listing, T> reading) {
        long startNanos = System.nanoTime();
        while (true) {
            try {
                return reading.apply(list(policy));
            } catch (StorageException e) {
                boolean vanished = e.code() == StorageException.Code.MISSING;
                if (!vanished || System.nanoTime() - startNanos > RETRY_NANOS) {
                    throw e;
                }
            }
        }
    }

    private synchronized Listing list(DamagePolicy policy) {
        Map<Path, EventFile> known = remembered;
        Map<Path, EventFile> now = new HashMap<>();
        List<Path> damaged = new ArrayList<>();
        Set<Path> absorbed = new HashSet<>();
        for (Entry entry : TimelineFiles.list(disk, layout)) {
            if (policy == DamagePolicy.FAIL && absorbed.contains(entry.path())) {
                continue; // its events are those of the dayfile, which came before; it must be whole, or reading fails
            }
            EventFile before = known.get(entry.path());
            try {
                EventFile file = before != null && before.entry().equals(entry)
                        ? before
                        : new EventFile(entry, files.readFooter(entry.path()));
                now.put(entry.path(), file);
                file.footer().absorbed().forEach(name -> absorbed.add(partOf(entry.path(), name)));
            } catch (CorruptFileException e) {
                if (policy == DamagePolicy.FAIL) {
                    throw e;
                }
                damaged.add(entry.path());
            }
        }
        remembered = now;
        return new Listing(List.copyOf(now.values()), damaged);
    }

    /** Where a part stands that a dayfile names. */
    private static Path partOf(Path dayfile, String name) {
        String file = dayfile.getFileName().toString();
        return dayfile.resolveSibling(file.substring(0, file.length() - StoreLayout.PARQUET.length()))
                .resolve(name);
    }
}
