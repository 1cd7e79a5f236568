package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;

/** The machine's disk with nothing forced, since no test here cuts the power; tests override what they need. */
public class PassingDisk extends ForwardingDisk {
    public PassingDisk() {
        super(Disk.LOCAL);
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        return new Unforced(super.create(file));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        stat(folder); // it must be there all the same
    }

    private static final class Unforced extends ForwardingDisk.Writable {
        Unforced(WritableFile file) {
            super(file);
        }

        @Override
        public void force() throws IOException {
            file.size(); // it must be open all the same
        }
    }
}
