package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Ownership;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.nio.file.Path;

/** Why a ring takes nothing any more although nobody has closed it. */
record Refusal(Code code, String reason) {
    /** A writer that is gone: what it had not yet written is safe in the ring, and more must not be promised. */
    static Refusal writerEnded(String thread) {
        return new Refusal(
                Code.IO,
                "the thread " + thread + " has ended, so nothing would be written any more; what was appended waits in"
                        + " the ring: close this engine and open the store again");
    }

    /** Another engine has the ring now, and would overwrite what this one puts there. */
    static Refusal storeTaken(Ownership lost) {
        return new Refusal(Code.LOCKED, lost.lossText());
    }

    /** A new one for each caller, with the caller's own stack. */
    StorageException on(Path ring) {
        return new StorageException(code, ring, reason);
    }
}
