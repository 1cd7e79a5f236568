package dev.dayfile.stress;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;

/** The machine's disk, which on demand takes no new file, or fails every force as a dying device does. */
final class FailingDisk extends ForwardingDisk {
    private volatile boolean takesFiles = true;
    private volatile boolean forces = true;

    FailingDisk() {
        super(Disk.LOCAL);
    }

    void takeFiles(boolean takes) {
        takesFiles = takes;
    }

    void force(boolean works) {
        forces = works;
    }

    private void requireForce() throws IOException {
        if (!forces) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        if (!takesFiles) {
            throw new IOException("Input/output error");
        }
        return new Forced(super.create(file));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        requireForce();
        super.forceFolder(folder);
    }

    private final class Forced extends ForwardingDisk.Writable {
        Forced(WritableFile file) {
            super(file);
        }

        @Override
        public void force() throws IOException {
            requireForce();
            super.force();
        }
    }
}
