package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.model.ObjectEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Streams events into a dayfile of the timeline, row group by row group, so that memory is bounded by one of them.
 *
 * <p>Not safe for use by several threads. After a failure the writer is of no more use, and its file is to be discarded.
 */
public final class EventDayfileWriter {
    private final Disk.WritableFile file;
    private final String writerId;
    private final int rowGroupRows;
    private final ObjectFileWriter writer = new ObjectFileWriter(ObjectSchema.TIMELINE, true);
    private final EventTally tally = new EventTally();
    private final List<Object[]> group = new ArrayList<>();
    private boolean finished;

    /**
     * Begins a dayfile.
     *
     * @param file an empty file, which the caller forces, closes and publishes
     * @param writerId which store writes
     */
    public EventDayfileWriter(Disk.WritableFile file, String writerId) {
        this(file, writerId, ObjectFileWriter.ROW_GROUP_ROWS);
    }

    /** @param rowGroupRows events of a row group, which is what a reader holds in memory */
    public EventDayfileWriter(Disk.WritableFile file, String writerId, int rowGroupRows) {
        this.file = file;
        this.writerId = writerId;
        this.rowGroupRows = rowGroupRows;
    }

    /**
     * Adds an event.
     *
     * @throws IllegalStateException when its sequence is not greater than the one before, or the file is finished;
     *     nothing is added then
     */
    public void add(ObjectEvent event) {
        if (finished || tally.rows() > 0 && event.seq() <= tally.lastSeq()) {
            throw new IllegalStateException("the sequences of a dayfile ascend until it is finished [seq=" + event.seq()
                    + ", file=" + file.path() + "]");
        }
        Object[] row = EventRows.row(event);
        tally.add(row);
        group.add(row);
        if (group.size() == rowGroupRows) {
            endRowGroup();
        }
    }

    private void endRowGroup() {
        writer.addRowGroup(group);
        group.clear();
        drain();
    }

    private void drain() {
        try {
            writer.drain(file);
        } catch (IOException e) {
            throw Failures.storage("write the dayfile", file.path(), e);
        }
    }

    /**
     * Writes what is left and the footer; returns the file's size in bytes.
     *
     * @param absorbed names of the parts that it holds and that may still stand in the day's folder
     * @throws IllegalStateException when there is no event, or it was finished before
     */
    public long finish(List<String> absorbed) {
        if (finished || tally.rows() == 0) {
            throw new IllegalStateException(
                    "a dayfile has at least one row and is finished once [file=" + file.path() + "]");
        }
        finished = true;
        if (!group.isEmpty()) {
            endRowGroup();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        tally.putInto(keys, writerId);
        keys.put(FooterKeys.ABSORBED, AbsorbedParts.encode(absorbed));
        writer.finish(keys);
        drain();
        return writer.bytes();
    }
}
