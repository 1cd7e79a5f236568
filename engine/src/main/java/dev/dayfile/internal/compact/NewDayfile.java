package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Publisher;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The way of a new dayfile from nothing to its place, the same for candles and events: written under a temporary name,
 * sealed, held against the books of the merge, proved from the disk, and only then published. Whatever fails, the
 * temporary file goes and what stood before stands.
 *
 * @param dayfile its place
 */
record NewDayfile(Toolbox tools, WorkFiles work, Path dayfile) {
    /** Writes the merged rows. */
    interface Writing {
        /**
         * @param written receives every row that is written
         * @return the file's size in bytes
         */
        long write(Disk.WritableFile out, Tally written);
    }

    /** Reads the file back. */
    interface Proving {
        /** @throws dev.dayfile.model.CorruptFileException when it does not hold what was written */
        void prove(Path file, Tally written);
    }

    /** Forces the written file and closes it. */
    interface Sealing {
        void seal(Publisher.Pending pending) throws IOException;
    }

    /**
     * Makes the dayfile.
     *
     * @param read what went in; may still grow while rows are written
     * @param dropped what a later row of the same key replaced, likewise
     */
    Merge.Result publish(Tally read, Tally dropped, Writing writing, Proving proving) {
        Merge.Result result = place(read, dropped, writing, Publisher.Pending::seal, proving);
        try {
            tools.publisher().forceFolder(dayfile.getParent());
            return result;
        } catch (IOException e) {
            throw Failures.storage("publish the dayfile", dayfile, e);
        }
    }

    /**
     * All of {@link #publish} but its last step: the caller forces the folder. Readers see the dayfile from now on, while
     * until then a power failure may bring back what stood before.
     */
    Merge.Result place(Tally read, Tally dropped, Writing writing, Sealing sealing, Proving proving) {
        Path temporary = null;
        boolean placed = false;
        try (Publisher.Pending pending = tools.publisher().begin(dayfile)) {
            temporary = pending.temporary();
            Tally written = new Tally();
            long bytes = writing.write(pending.file(), written);
            sealing.seal(pending);
            Proof.requireBalance(temporary, read, dropped, written);
            proving.prove(temporary, written);
            pending.place(bytes);
            placed = true;
            return new Merge.Result(read, written, bytes);
        } catch (IOException e) {
            throw Failures.storage("publish the dayfile", dayfile, e);
        } finally {
            if (!placed && temporary != null) {
                work.discard(temporary);
            }
        }
    }
}
