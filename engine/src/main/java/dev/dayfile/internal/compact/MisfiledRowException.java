package dev.dayfile.internal.compact;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A file that can be read holds a row of another trading day than its place says. Apart from damage because the file is
 * whole: of another writer, it counted days otherwise; of our own, the store is open with another market clock than it
 * was written with, and then moving files away would make it worse.
 */
final class MisfiledRowException extends StorageException {
    private static final long serialVersionUID = 1L;

    MisfiledRowException(Path file, ObjectEvent event, LocalDate expected, LocalDate found) {
        super(
                Code.CORRUPT,
                file,
                "an event is of another trading day [seq=" + event.seq() + ", ts=" + IsoTime.format(event.tsMicros())
                        + ", day=" + found + ", expected=" + expected + "]");
    }

    MisfiledRowException(Path file, CandleColumns rows, int i, LocalDate expected, LocalDate found) {
        super(
                Code.CORRUPT,
                file,
                "a row is of another trading day [symbol=" + rows.symbol[i] + ", ts=" + IsoTime.format(rows.tsMicros[i])
                        + ", day=" + found + ", expected=" + expected + "]");
    }
}
