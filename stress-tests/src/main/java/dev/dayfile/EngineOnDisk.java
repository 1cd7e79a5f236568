package dev.dayfile;

import dev.dayfile.internal.io.Disk;

/** Opens an engine on a disk of a stress test's choice, which an embedder cannot. */
public final class EngineOnDisk {
    private EngineOnDisk() {}

    /** As {@link StorageEngine#open(StorageConfig)}. */
    public static StorageEngine open(StorageConfig config, Disk disk) {
        return StorageEngine.open(config, disk);
    }
}
