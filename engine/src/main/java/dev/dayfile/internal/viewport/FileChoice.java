package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The verified files that answer one query through DuckDB, sorted into those that hold each key once together (a day's
 * dayfile with nothing beside it), those that may hold doubles, and those of other writers, which are read in Java.
 */
final class FileChoice {
    /** Dayfiles of days that have no part which the dayfile has not absorbed. */
    final List<String> clean = new ArrayList<>();

    /** Dayfiles and parts of all other days. */
    final List<String> mixed = new ArrayList<>();

    /** Files of other writers, with their days. */
    final List<Foreign> foreign = new ArrayList<>();

    /** Damaged files. */
    final Set<Path> leftOut = new TreeSet<>();

    /** Everything chosen, as it stood when it was listed. */
    final List<Entry> entries = new ArrayList<>();

    /** A file of another writer, and where it stands. */
    record Foreign(Path file, Timeframe timeframe, DaySpan span) {}

    private final CheckedFiles checked;

    FileChoice(CheckedFiles checked) {
        this.checked = checked;
    }

    /**
     * Adds what a day contributes to a window.
     *
     * @param keysElsewhere whether rows that are in no file may have the same keys
     */
    void add(
            DayFileSet files,
            Timeframe timeframe,
            DaySpan span,
            Source source,
            long fromMicros,
            long toMicros,
            boolean keysElsewhere) {
        List<String> ours = new ArrayList<>();
        Set<String> absorbed = new HashSet<>();
        boolean keysMayRepeat = keysElsewhere || files.dayfiles().size() > 1;
        for (Entry dayfile : files.dayfiles()) {
            FileFooter footer = choose(dayfile, timeframe, span, fromMicros, toMicros, ours);
            if (footer != null) {
                absorbed.addAll(footer.absorbed());
                keysMayRepeat |= !CheckedFiles.isOurs(footer);
            }
        }
        for (Entry part : files.parts()) {
            if (source == Source.PARTS || !absorbed.contains(part.name())) {
                choose(part, timeframe, span, fromMicros, toMicros, ours);
                keysMayRepeat = true;
            }
        }
        (keysMayRepeat ? mixed : clean).addAll(ours);
    }

    private FileFooter choose(
            Entry file, Timeframe timeframe, DaySpan span, long fromMicros, long toMicros, List<String> ours) {
        FileFooter footer = checked.footer(file);
        if (footer == null) {
            leftOut.add(file.path());
        } else if (!CheckedFiles.isOurs(footer)) {
            foreign.add(new Foreign(file.path(), timeframe, span));
            entries.add(file);
        } else if (footer.rows() > 0 && footer.minTsMicros() <= toMicros && footer.maxTsMicros() >= fromMicros) {
            ours.add(file.path().toString());
            entries.add(file);
        }
        return footer;
    }
}
