package dev.dayfile;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.compact.CompactionSettings;
import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.compact.DayVerifier;
import dev.dayfile.internal.ingest.EventContext;
import dev.dayfile.internal.ingest.IngestContext;
import dev.dayfile.internal.ingest.IngestSettings;
import dev.dayfile.internal.ingest.PartListener;
import dev.dayfile.internal.ingest.RingInspector;
import dev.dayfile.internal.ingest.RingRepair;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.RingPlace;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.TimelineVerifier;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.VerifyReport;
import dev.dayfile.model.VerifyReport.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a store file by file, rings, objects and their snapshot included, and repairs what can be repaired. */
public final class StorageVerifier {
    private final Disk disk;
    private final StoreLayout layout;
    private final Path ring;

    /** What is wrong with the note of where the ring is, or {@code null}. */
    private final String placeFault;

    private StorageVerifier(Path root, Path ring, Disk disk) {
        this.disk = disk;
        layout = new StoreLayout(Arguments.require(root, "root"));
        Path place = layout.candleRing();
        String fault = null;
        try {
            place = RingPlace.find(disk, layout, null); // also for who was told where it is: the note may be damaged
        } catch (CorruptFileException e) {
            fault = "it does not say where the ring is";
        }
        placeFault = fault;
        this.ring = (ring == null ? place : ring).toAbsolutePath().normalize();
    }

    /**
     * Reads every page of every file and every slot of the ring; changes nothing and takes no lock, so it may run beside
     * an engine.
     *
     * @throws StorageException when there is no such folder, or a file cannot be read at all
     * @throws dev.dayfile.model.CorruptFileException when the store's properties cannot be understood
     */
    public static VerifyReport verify(Path root) {
        return verify(root, null);
    }

    /**
     * As {@link #verify(Path)} for a store whose ring stands elsewhere.
     *
     * @param ring the ring's file as in {@link StorageConfig#ringFile()}, or {@code null}: where the engine had it last
     */
    public static VerifyReport verify(Path root, Path ring) {
        return verify(root, ring, Disk.LOCAL);
    }

    /** On a disk of a test's choice. */
    static VerifyReport verify(Path root, Path ring, Disk disk) {
        StorageVerifier verifier = new StorageVerifier(root, ring, disk);
        verifier.requireFolder();
        MarketClock clock = verifier.clock();
        VerifyReport report =
                new DayVerifier(verifier.disk, verifier.layout, new CandleFiles(verifier.disk, clock), clock).verify();
        boolean live = verifier.lockHeld();
        VerifyReport objects = new TimelineVerifier(verifier.disk, verifier.layout).verify();
        List<Finding> rings = new ArrayList<>();
        if (verifier.placeFault != null) {
            rings.add(new Finding(verifier.layout.candleRingPlace(), verifier.placeFault, ""));
        }
        rings.addAll(verifier.inspectRing(live));
        rings.addAll(verifier.inspectEventRing(live));
        return sum(rings, List.of(report, objects));
    }

    /**
     * As {@link #verify(Path)}, then puts damaged files into quarantine, saves the readable rows of a damaged ring as
     * parts, rebuilds dayfiles from retired parts where these are still kept, and brings back those whose rows no file shows. Holds the store's lock meanwhile.
     *
     * @throws StorageException with code {@code LOCKED} when an engine holds the root; otherwise when the disk fails
     */
    public static VerifyReport repair(Path root) {
        return repair(root, null);
    }

    /** As {@link #repair(Path)} for a store whose ring stands elsewhere. */
    public static VerifyReport repair(Path root, Path ring) {
        return repair(root, ring, Disk.LOCAL);
    }

    /** On a disk of a test's choice. */
    static VerifyReport repair(Path root, Path ring, Disk disk) {
        StorageVerifier verifier = new StorageVerifier(root, ring, disk);
        verifier.requireFolder();
        try {
            verifier.disk.createFolders(verifier.layout.state());
            Disk.FileLockHandle lock = verifier.disk.lock(
                    verifier.layout.lock(), "pid " + ProcessHandle.current().pid());
            try {
                return verifier.repair();
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw Failures.storage("repair the store", verifier.layout.root(), e);
        }
    }

    private VerifyReport repair() throws IOException {
        Publisher publisher = new Publisher(disk, true);
        StoreProperties properties = StoreProperties.readOrCreate(disk, publisher, layout, null, null);
        CandleFiles files = new CandleFiles(disk, properties.clock());
        FolderGate gate = new FolderGate();
        Leftovers.delete(disk, layout);
        List<Finding> ringFindings = new ArrayList<>();
        if (placeFault != null) {
            Path copy = RingPlace.mend(disk, layout, publisher, ring);
            ringFindings.add(new Finding(
                    layout.candleRingPlace(),
                    placeFault,
                    "copied to " + copy + "; now it says " + ring
                            + ": an engine that keeps its ring elsewhere has to be told once more (ringFile)"));
        }
        List<Finding> damage = inspectRing(false);
        if (!damage.isEmpty()) {
            // The ring first: what it still holds of a damaged part is then in a part of its own.
            IngestContext context =
                    new IngestContext(disk, layout, properties.clock(), publisher, files, new LiveCandles(), gate);
            RingRepair.Result result = RingRepair.repair(context, ring, properties.writerId(), PartListener.NONE);
            for (Finding finding : damage) {
                ringFindings.add(new Finding(
                        ring,
                        finding.problem(),
                        "moved to " + result.movedTo() + "; " + result.rowsSaved() + " readable rows saved to parts"));
            }
        }
        Compactor compactor = new Compactor(
                disk,
                layout,
                files,
                publisher,
                gate,
                properties.writerId(),
                properties.clock(),
                new BarNumbers(
                        Calendars.of(properties.tradingHours(), properties.clock()), properties.barIndexTimeframes()),
                new CompactionSettings(StorageConfig.DEFAULT_COMPACTION_ROWS),
                Clock.systemUTC());
        ringFindings.addAll(repairEventRing(publisher, properties, gate));
        VerifyReport days = new DayVerifier(disk, layout, files, properties.clock()).repair(compactor);
        VerifyReport objects = new TimelineVerifier(disk, layout).repair(publisher, properties.writerId());
        return sum(ringFindings, List.of(days, objects));
    }

    private void requireFolder() {
        try {
            if (!disk.stat(layout.root()).folder()) {
                throw new StorageException(Code.MISSING, layout.root(), "the root of a store is a folder, not a file");
            }
        } catch (IOException e) {
            throw Failures.storage("open the store", layout.root(), e);
        }
    }

    private MarketClock clock() {
        Optional<StoreProperties> properties = StoreProperties.read(disk, layout);
        return properties.map(StoreProperties::clock).orElse(MarketClock.NEW_YORK);
    }

    private boolean lockHeld() {
        try {
            return disk.lockHeld(layout.lock());
        } catch (IOException e) {
            throw Failures.storage("look at the lock", layout.lock(), e);
        }
    }

    private List<Finding> repairEventRing(Publisher publisher, StoreProperties properties, FolderGate gate) {
        List<Finding> damage = inspectEventRing(false);
        if (damage.isEmpty()) {
            return damage;
        }
        RingRepair.Result result = RingRepair.repairEvents(new EventContext(
                disk,
                layout,
                properties.clock(),
                publisher,
                gate,
                properties.writerId(),
                EventContext.DEFAULT_RING_SLOTS,
                StorageConfig.DEFAULT_FLUSH_INTERVAL,
                IngestSettings.DEFAULT_CLOSE_TIMEOUT));
        return damage.stream()
                .map(finding -> new Finding(
                        finding.file(),
                        finding.problem(),
                        "moved to " + result.movedTo() + "; " + result.rowsSaved() + " readable events saved to parts"))
                .toList();
    }

    private List<Finding> inspectRing(boolean live) {
        return stands(ring) ? findings(ring, RingInspector.inspect(disk, ring, live)) : List.of();
    }

    private List<Finding> inspectEventRing(boolean live) {
        Path events = layout.eventRing();
        return stands(events) ? findings(events, RingInspector.inspectEvents(disk, events, live)) : List.of();
    }

    private static List<Finding> findings(Path ring, List<String> problems) {
        return problems.stream().map(problem -> new Finding(ring, problem, "")).toList();
    }

    private boolean stands(Path file) {
        try {
            return disk.exists(file);
        } catch (IOException e) {
            throw Failures.storage("look for the ring", file, e);
        }
    }

    private static VerifyReport sum(List<Finding> first, List<VerifyReport> reports) {
        List<Finding> findings = new ArrayList<>(first);
        long files = 0;
        long rows = 0;
        long bytes = 0;
        for (VerifyReport report : reports) {
            findings.addAll(report.findings());
            files += report.files();
            rows += report.rows();
            bytes += report.bytes();
        }
        return new VerifyReport(files, rows, bytes, findings);
    }
}
