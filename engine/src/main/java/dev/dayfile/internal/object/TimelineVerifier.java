package dev.dayfile.internal.object;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.Quarantine;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.parquet.ObjectFiles.Snapshot;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads every file of the timeline, holds each event against its day, and holds the snapshot against what the events add
 * up to. One instance verifies once.
 */
public final class TimelineVerifier {
    private final Disk disk;
    private final StoreLayout layout;
    private final MarketClock market;
    private final ObjectFiles files;
    private final List<Finding> findings = new ArrayList<>();
    private final SortedMap<Long, ObjectEvent> events = new TreeMap<>();
    private final List<Path> damaged = new ArrayList<>();
    private boolean snapshotIsWrong;
    private long fileCount;
    private long rows;
    private long bytes;

    public TimelineVerifier(Disk disk, StoreLayout layout, MarketClock market) {
        this.disk = disk;
        this.layout = layout;
        this.market = market;
        this.files = new ObjectFiles(disk);
    }

    /** What is wrong; changes nothing. */
    public VerifyReport verify() {
        SnapshotFile file = new SnapshotFile(disk, layout);
        Snapshot snapshot = readSnapshot(file); // before the timeline, which then has all that it knows
        Timeline timeline = new Timeline(disk, layout);
        for (LocalDate day : timeline.days()) {
            timeline.parts(day).forEach(part -> verify(day, part));
        }
        if (snapshot != null && damaged.isEmpty()) {
            compare(file, snapshot);
        }
        return new VerifyReport(fileCount, rows, bytes, findings);
    }

    private Snapshot readSnapshot(SnapshotFile file) {
        try {
            Snapshot snapshot = file.read();
            if (snapshot != null) {
                count(disk.stat(file.path()), snapshot.objects().size());
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

    private void count(Entry file, long rowsInIt) {
        fileCount++;
        rows += rowsInIt;
        bytes += file.sizeBytes();
    }

    private void verify(LocalDate day, Entry file) {
        try {
            List<ObjectEvent> inFile = files.readEvents(file.path()).events();
            count(file, inFile.size());
            for (ObjectEvent event : inFile) {
                ObjectEvent known = events.put(event.seq(), event);
                if (known != null && !known.equals(event)) {
                    findings.add(new Finding(
                            file.path(),
                            "two files have different events of one sequence [seq=" + event.seq() + "]",
                            ""));
                }
                if (!market.dayOf(event.tsMicros()).equals(day)) {
                    findings.add(new Finding(
                            file.path(),
                            "an event is of another day [seq=" + event.seq() + ", ts="
                                    + IsoTime.format(event.tsMicros()) + ", day=" + day + "]",
                            ""));
                }
            }
        } catch (CorruptFileException e) {
            damaged.add(file.path());
            findings.add(new Finding(file.path(), e.getMessage(), ""));
        } catch (StorageException e) {
            if (e.code() != StorageException.Code.MISSING) { // somebody else deleted it meanwhile
                throw e;
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
        List<ChartObject> expected = StoredObjects.upTo(List.copyOf(events.values()), snapshot);
        if (!expected.equals(snapshot.objects())) {
            wrongSnapshot(
                    file,
                    "the snapshot is not what the timeline adds up to [objects="
                            + snapshot.objects().size() + ", expected=" + expected.size() + ", seq=" + snapshot.seq()
                            + "]");
        }
    }

    /**
     * Verifies, puts damaged files into quarantine and makes the snapshot anew from what is left where it was wrong or
     * the timeline has changed. The caller holds the store's lock.
     */
    public VerifyReport repair(Publisher publisher, String writerId) {
        VerifyReport report = verify();
        Quarantine quarantine = new Quarantine(disk, layout, publisher);
        List<Finding> mended = new ArrayList<>();
        for (Finding finding : report.findings()) {
            boolean toQuarantine = damaged.contains(finding.file());
            mended.add(
                    toQuarantine
                            ? new Finding(
                                    finding.file(), finding.problem(), "moved to " + quarantine.take(finding.file()))
                            : finding);
        }
        if (snapshotIsWrong || !damaged.isEmpty()) {
            SnapshotFile file = new SnapshotFile(disk, layout);
            ObjectState state = StoredObjects.fold(events.values(), Long.MAX_VALUE, false);
            long seq = events.isEmpty() ? 0 : events.lastKey();
            file.write(publisher, new Snapshot(seq, writerId, state.objects()));
            mended.replaceAll(finding -> finding.file().equals(file.path())
                    ? new Finding(finding.file(), finding.problem(), "rebuilt from the timeline")
                    : finding);
        }
        return new VerifyReport(report.files(), report.rows(), report.bytes(), mended);
    }
}
