package dev.dayfile.cli.serve;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether an engine runs on the store, looked up now and then for everybody who asks. */
final class EngineLook {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path lock;
    private boolean running;
    private boolean looked;
    private long lookedNanos;

    EngineLook(Path root) {
        lock = new StoreLayout(root).lock();
    }

    synchronized boolean running() {
        long nowNanos = System.nanoTime();
        if (!looked || nowNanos - lookedNanos > LOOK_AGAIN_NANOS) {
            looked = true;
            lookedNanos = nowNanos;
            running = look();
        }
        return running;
    }

    /** An engine that is closed leaves the file empty; so the lock itself is looked at only where one may live. */
    private boolean look() {
        try {
            return Disk.LOCAL.stat(lock).sizeBytes() > 0 && Disk.LOCAL.lockHeld(lock);
        } catch (IOException e) {
            return false;
        }
    }
}
