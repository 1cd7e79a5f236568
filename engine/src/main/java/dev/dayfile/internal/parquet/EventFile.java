package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An open file of object events: a part, or a dayfile of the timeline, one row group in memory at a time. When its row
 * groups are read one after the other, every byte of it has been proved with the last one, and that its events are those
 * that the footer speaks of, in their order.
 *
 * <p>Not safe for use by several threads.
 */
public final class EventFile implements AutoCloseable {
    private final ObjectFileReader reader;
    private final FileFooter footer;
    private final EventTally tally = new EventTally();
    private int next;

    private EventFile(ObjectFileReader reader) {
        this.reader = reader;
        this.footer = FooterKeys.parse(reader.keyValues(), reader.file());
    }

    /**
     * Opens a file by its footer; a part is read and its checksum held against its name.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws StorageException when it is not there or cannot be read
     */
    static EventFile open(Disk disk, Path file) {
        return open(disk, file, false);
    }

    /** @param proving whether what footer and page index say of the events is held against them too */
    static EventFile open(Disk disk, Path file, boolean proving) {
        ObjectFileReader reader = ObjectFileReader.open(disk, file, ObjectSchema.TIMELINE);
        EventFile opened = null;
        try {
            opened = new EventFile(proving ? reader.provingStatistics() : reader);
            return opened;
        } finally {
            if (opened == null) {
                reader.close();
            }
        }
    }

    /** What the footer says. */
    public FileFooter footer() {
        return footer;
    }

    public int rowGroups() {
        return reader.rowGroups();
    }

    /**
     * The events of a row group, ascending by sequence.
     *
     * @throws CorruptFileException when something of it is damaged, or, with the last one, anything of the file
     * @throws StorageException when it cannot be read
     */
    public List<ObjectEvent> read(int group) {
        List<Object[]> rows = reader.rows(group);
        boolean inTurn = group == next;
        List<ObjectEvent> events = new ArrayList<>(rows.size());
        long before = inTurn ? tally.lastSeq() : Long.MIN_VALUE;
        for (Object[] row : rows) {
            ObjectEvent event = ObjectFiles.checked(reader.file(), () -> EventRows.event(row));
            if (event.seq() <= before) {
                throw reader.damaged("the events are not in order [seq=" + event.seq() + "]");
            }
            before = event.seq();
            events.add(event);
            if (inTurn) {
                tally.add(row);
            }
        }
        if (inTurn && ++next == rowGroups() && !tally.like(footer).equals(footer)) {
            throw reader.damaged("the rows are not those that the footer speaks of [found=" + tally.like(footer) + "]");
        }
        return events;
    }

    /** The digest of one event, which goes into the digest of its file. */
    public static long digest(ObjectEvent event) {
        return ContentDigest.ofValues(EventRows.row(event));
    }

    /** Lets go of the file; what was read stays. */
    @Override
    public void close() {
        reader.close();
    }
}
