package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.FileFooter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

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

    /**
     * Looks for a row of some files that others do not show: they have neither it nor, if it is a candle, one of its key
     * with a greater sequence. Writes nothing.
     *
     * @return an empty text, or which row
     * @throws dev.dayfile.model.CorruptFileException naming one of the files that is damaged
     * @throws dev.dayfile.model.StorageException when one is not there or cannot be read
     */
    String firstMissing(List<Path> of, List<Path> in);
}
