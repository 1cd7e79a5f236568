package dev.dayfile;

import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.io.AnchoredDisk;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Leftovers;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.TradingCalendar;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A root under this process's lock, with what everything in an engine shares: it is there before the first of them, and
 * let go of after the last, since the next engine may be waiting for the lock.
 *
 * @param calendar the sessions of the trading hours that the store was created with
 * @param gate held by whoever needs a day's folder to stay
 */
record LockedStore(
        AnchoredDisk disk,
        StoreLayout layout,
        Disk.FileLockHandle lock,
        Publisher publisher,
        StoreProperties properties,
        TradingCalendar calendar,
        CandleFiles files,
        FolderGate gate)
        implements AutoCloseable {

    /**
     * Locks a root, creating the store if need be, and clears away what an engine that was killed has left half done.
     *
     * @throws dev.dayfile.model.StorageException with code {@code LOCKED} when another engine holds the root; otherwise
     *     when the disk fails
     * @throws dev.dayfile.model.CorruptFileException when the store's properties are damaged
     * @throws IllegalArgumentException when the store was created with something else than is asked for
     */
    static LockedStore open(StorageConfig config, Disk disk) {
        StoreLayout layout = new StoreLayout(config.root());
        Disk.FileLockHandle lock = null;
        AnchoredDisk anchored = null;
        boolean opened = false;
        try {
            new Publisher(disk, config.force()).createFolders(layout.state());
            lock = disk.lock(layout.lock(), "pid " + ProcessHandle.current().pid());
            anchored = AnchoredDisk.at(disk, layout.root());
            Publisher publisher = new Publisher(anchored, config.force());
            StoreProperties properties = StoreProperties.readOrCreate(
                    anchored,
                    publisher,
                    layout,
                    config.zone(),
                    config.roll(),
                    config.tradingHours(),
                    config.barIndexTimeframes());
            MarketClock clock = properties.clock();
            Leftovers.delete(anchored, layout);
            LockedStore store = new LockedStore(
                    anchored,
                    layout,
                    lock,
                    publisher,
                    properties,
                    Calendars.of(properties.tradingHours(), clock),
                    new CandleFiles(anchored, clock),
                    new FolderGate());
            opened = true;
            return store;
        } catch (IOException e) {
            throw Failures.storage("open the store", layout.root(), e);
        } finally {
            if (!opened && lock != null) {
                release(lock, anchored, layout.root());
            }
        }
    }

    MarketClock clock() {
        return properties.clock();
    }

    /** What the footers of this store's files say of the writer. */
    String writerId() {
        return properties.writerId();
    }

    private static void release(Disk.FileLockHandle lock, AnchoredDisk anchored, Path root) {
        try (anchored) {
            lock.close();
        } catch (IOException e) {
            throw Failures.storage("release the store's lock", root, e);
        }
    }

    @Override
    public void close() {
        release(lock, disk, layout.root());
    }
}
