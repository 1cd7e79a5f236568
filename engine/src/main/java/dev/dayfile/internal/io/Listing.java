package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lists folders for those who cannot go on without: a failure is the machine's, and names the folder. */
public final class Listing {
    private Listing() {}

    private interface Lister {
        List<Disk.Entry> list(Path folder) throws IOException;
    }

    /**
     * Everything directly in a folder, sorted by name; nothing when there is no such folder.
     *
     * @throws dev.dayfile.model.StorageException when it cannot be listed
     */
    public static List<Disk.Entry> of(Disk disk, Path folder) {
        return list(disk::list, folder);
    }

    /** As {@link #of}, but the entries are only named. */
    public static List<Disk.Entry> names(Disk disk, Path folder) {
        return list(disk::listNames, folder);
    }

    /** As {@link #of}, of a day's folder: parts are only named, see {@link DayFolder#list}. */
    public static List<Disk.Entry> ofDay(Disk disk, Path folder) {
        return list(day -> DayFolder.list(disk, day), folder);
    }

    private static List<Disk.Entry> list(Lister lister, Path folder) {
        try {
            return lister.list(folder);
        } catch (IOException e) {
            throw Failures.storage("list the folder", folder, e);
        }
    }
}
