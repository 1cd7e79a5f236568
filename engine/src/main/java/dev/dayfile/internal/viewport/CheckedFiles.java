package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.DamagePolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Verifies each file before DuckDB sees it, since DuckDB does not look at page checksums, and remembers the outcome as
 * long as path, identity, size and time of change stay what they were.
 */
final class CheckedFiles {
    private static final int MAX_REMEMBERED = 1 << 16;

    private final Function<Path, FileFooter> verify;
    private final DamagePolicy policy;
    private final Map<Path, Checked> remembered = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Checked> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** A file as it stood when it was verified; the footer is {@code null} when it is damaged. */
    private record Checked(Entry file, FileFooter footer) {}

    /** @param verify reads a whole file and returns its footer, or throws what is wrong with it */
    CheckedFiles(Function<Path, FileFooter> verify, DamagePolicy policy) {
        this.verify = verify;
        this.policy = policy;
    }

    /**
     * The footer of a sound file; {@code null} when it is damaged and the policy is to leave it out.
     *
     * @throws CorruptFileException when it is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when it is gone or cannot be read
     */
    FileFooter footer(Entry file) {
        synchronized (remembered) {
            Checked checked = remembered.get(file.path());
            if (checked != null && checked.file().equals(file)) {
                return checked.footer();
            }
        }
        FileFooter footer = verify(file.path());
        synchronized (remembered) {
            remembered.put(file.path(), new Checked(file, footer));
        }
        return footer;
    }

    private FileFooter verify(Path file) {
        try {
            return verify.apply(file);
        } catch (CorruptFileException e) {
            if (policy == DamagePolicy.FAIL) {
                throw e;
            }
            return null;
        }
    }

    /** Whether our own writers made a file; another's may have other types under the same names. */
    static boolean isOurs(FileFooter footer) {
        return footer.version() != null && !footer.version().isEmpty();
    }
}
