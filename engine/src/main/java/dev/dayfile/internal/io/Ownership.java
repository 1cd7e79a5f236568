package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Whether a store is still the engine's that has locked it: the second line of defence, for locks that fell unnoticed
 * (between machines or containers, or because the lock file was deleted). Once lost it stays lost.
 */
public final class Ownership {
    /** For work that holds no lock of its own. */
    public static final Ownership UNWATCHED = new Ownership(null, null, why -> {});

    private final Disk.FileLockHandle lock;
    private final Path file;
    private final Consumer<String> onLoss;
    private volatile boolean lost;

    /**
     * @param file the lock file
     * @param onLoss told why, by the thread that notices; more than once where two notice it at the same time
     */
    public Ownership(Disk.FileLockHandle lock, Path file, Consumer<String> onLoss) {
        this.lock = lock;
        this.file = file;
        this.onLoss = onLoss;
    }

    /** Looks at the lock file: two calls to the system. A look that fails says nothing. */
    public boolean stillOurs() {
        if (lost || lock == null) {
            return !lost;
        }
        try {
            if (!lock.isOurs()) {
                lost = true;
                onLoss.accept(lossText());
            }
        } catch (IOException e) {
            return true; // the device fails: others will say so
        }
        return !lost;
    }

    /** What to tell whom it concerns. */
    public String lossText() {
        return "the lock is no longer this engine's: another engine has taken the store, or " + file
                + " was deleted or replaced; close this engine";
    }
}
