package dev.dayfile.internal.compact;

import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** Files of object events: every event of its day, in the order of their sequences. */
record EventChecks(ObjectFiles files, MarketClock market) implements FileChecks {
    @Override
    public FileFooter footer(Path file) {
        try (EventFile events = files.openEvents(file)) {
            return events.footer();
        }
    }

    @Override
    public FileFooter verify(Path file) {
        return files.verifyEvents(file);
    }

    @Override
    public FileFooter verify(Path file, LocalDate day, boolean dayfile) {
        ObjectEvent misfiled = null;
        FileFooter footer;
        try (EventFile events = files.openEvents(file)) {
            footer = events.footer();
            for (int group = 0; group < events.rowGroups(); group++) {
                for (ObjectEvent event : events.read(group)) {
                    boolean other = !market.dayOf(event.tsMicros()).equals(day);
                    misfiled = misfiled == null && other ? event : misfiled;
                }
            }
        }
        if (misfiled != null) { // only of a file that is whole
            throw new MisfiledRowException(file, misfiled, day, market.dayOf(misfiled.tsMicros()));
        }
        return footer;
    }

    @Override
    public String firstMissing(List<Path> of, List<Path> in) {
        return of.isEmpty() ? "" : new MissingEvents(files).first(of, in);
    }
}
