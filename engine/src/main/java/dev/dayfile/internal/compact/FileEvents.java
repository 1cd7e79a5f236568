package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.ObjectEvent;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The events of a file in their order, one row group in memory at a time; the file is proved when the last was given. */
final class FileEvents implements Iterator<ObjectEvent>, AutoCloseable {
    private final EventFile file;
    private List<ObjectEvent> group = List.of();
    private int mostHeld;
    private int nextGroup;
    private int at;

    /** Takes the file over and closes it. */
    FileEvents(EventFile file) {
        this.file = file;
    }

    @Override
    public boolean hasNext() {
        while (at == group.size() && nextGroup < file.rowGroups()) {
            group = file.read(nextGroup++);
            mostHeld = Math.max(mostHeld, group.size());
            at = 0;
        }
        return at < group.size();
    }

    @Override
    public ObjectEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return group.get(at++);
    }

    /** The greatest number of events that were in memory at once. */
    int mostHeld() {
        return mostHeld;
    }

    /** What the file says that its events add up to; proved when the last was given. */
    FileFooter footer() {
        return file.footer();
    }

    @Override
    public void close() {
        file.close();
    }
}
