package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.TimelineFiles;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the files of the timeline against each other, and the snapshot against what their events add up to. What can be
 * said of a file by itself is not looked for here: a damaged one only keeps the snapshot from being judged. One instance
 * verifies once.
 */
public final class TimelineVerifier {
    private static final int ATTEMPTS = 100;

    private final Disk disk;
    private final StoreLayout layout;
    private final ObjectFiles files;
    private final List<Finding> findings = new ArrayList<>();
    private final SortedMap<Long, ObjectEvent> events = new TreeMap<>();
    private final Set<Entry> read = new HashSet<>();
    private boolean damaged;
    private boolean snapshotIsWrong;
    private long fileCount;
    private long rows;
    private long bytes;

    public TimelineVerifier(Disk disk, StoreLayout layout) {
        this.disk = disk;
        this.layout = layout;
        this.files = new ObjectFiles(disk);
    }

    /** What is wrong; changes nothing. The snapshot is the one file that is counted. */
    public VerifyReport verify() {
        SnapshotFile file = new SnapshotFile(disk, layout);
        Snapshot snapshot = readSnapshot(file); // before the timeline, which then has all that it knows
        readTimeline();
        if (snapshot != null && !damaged) {
            compare(file, snapshot);
        }
        return new VerifyReport(fileCount, rows, bytes, findings);
    }

    private Snapshot readSnapshot(SnapshotFile file) {
        try {
            Snapshot snapshot = file.read();
            if (snapshot != null) {
                fileCount++;
                rows += snapshot.objects().size();
                bytes += disk.stat(file.path()).sizeBytes();
            }
            return snapshot;
        } catch (CorruptFileException e) {
            wrongSnapshot(file, e.getMessage());
        } catch (IOException e) {
            throw Failures.storage("look at the snapshot", file.path(), e);
        }
        return null;
    }

    private void wrongSnapshot(SnapshotFile file, String problem) {
        snapshotIsWrong = true;
        findings.add(new Finding(file.path(), problem, ""));
    }

    /** A file that goes away meanwhile was retired or replaced: then what is there now has its events. */
    private void readTimeline() {
        for (int attempt = 1; ; attempt++) {
            try {
                for (Entry file : TimelineFiles.list(disk, layout)) {
                    if (!read.contains(file)) {
                        read(file);
                        read.add(file);
                    }
                }
                return;
            } catch (StorageException e) {
                if (e.code() != StorageException.Code.MISSING || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void read(Entry file) {
        List<ObjectEvent> inFile;
        try {
            inFile = files.readEvents(file.path()).events();
        } catch (CorruptFileException e) {
            damaged = true;
            return;
        }
        for (ObjectEvent event : inFile) {
            ObjectEvent known = events.put(event.seq(), event);
            if (known != null && !known.equals(event)) {
                findings.add(new Finding(
                        file.path(), "two files have different events of one sequence [seq=" + event.seq() + "]", ""));
            }
        }
    }

    private void compare(SnapshotFile file, Snapshot snapshot) {
        long greatest = events.isEmpty() ? 0 : events.lastKey();
        if (snapshot.seq() > greatest) {
            wrongSnapshot(
                    file,
                    "the snapshot knows events that the timeline has not [seq=" + snapshot.seq() + ", timeline="
                            + greatest + "]");
            return;
        }
        List<ChartObject> expected = StoredObjects.upTo(events.values(), snapshot.seq());
        if (!expected.equals(snapshot.objects())) {
            wrongSnapshot(
                    file,
                    "the snapshot is not what the timeline adds up to [objects="
                            + snapshot.objects().size() + ", expected=" + expected.size() + ", seq=" + snapshot.seq()
                            + "]");
        }
    }

    /**
     * Verifies, and makes the snapshot anew where it was wrong. The caller holds the store's lock and has put damaged
     * files of the timeline away.
     */
    public VerifyReport repair(Publisher publisher, String writerId) {
        VerifyReport report = verify();
        List<Finding> mended = new ArrayList<>(report.findings());
        if (snapshotIsWrong) {
            SnapshotFile file = new SnapshotFile(disk, layout);
            long seq = events.isEmpty() ? 0 : events.lastKey();
            file.write(publisher, new Snapshot(seq, writerId, StoredObjects.upTo(events.values(), seq)));
            mended.replaceAll(finding -> finding.file().equals(file.path())
                    ? new Finding(finding.file(), finding.problem(), "rebuilt from the timeline")
                    : finding);
        }
        return new VerifyReport(report.files(), report.rows(), report.bytes(), mended);
    }
}
