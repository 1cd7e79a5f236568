package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.FileFooter;
import java.nio.file.Path;
import java.time.LocalDate;

/** What can be asked of a file without knowing what its rows are. */
interface FileChecks {
    /**
     * What its footer says.
     *
     * @throws dev.dayfile.model.CorruptFileException when it is damaged
     */
    FileFooter footer(Path file);

    /**
     * Reads it to its end and checks all that can be said of it by itself.
     *
     * @throws dev.dayfile.model.CorruptFileException naming what is wrong
     */
    FileFooter verify(Path file);

    /**
     * As {@link #verify(Path)}, and holds every row against the place of the file.
     *
     * @param dayfile whether it stands in a dayfile's place
     * @throws dev.dayfile.model.CorruptFileException when it is damaged
     * @throws MisfiledRowException when it is whole and holds a row of another day
     */
    FileFooter verify(Path file, LocalDate day, boolean dayfile);
}
