package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whether somebody else has changed the files of a day since they were read: a dayfile replaced, a folder gone, a
 * part added. A day at rest costs the look at its folder and at its dayfile; a folder is listed only when its time of
 * change is another one.
 *
 * <p>This engine's own parts are no news, since their rows are live rows. They are known by their footer: the store's
 * writer and sequences that were given out after the engine was opened.
 */
final class ForeignChanges {
    /** Some file systems keep times by the second or two; within it a change need not show. */
    private static final long SETTLE_NANOS = 2_500_000_000L;

    private final DayFiles dayFiles;
    private final CandleFiles candleFiles;
    private volatile String writerId;
    private volatile long ownAfterSeq = Long.MAX_VALUE;

    ForeignChanges(DayFiles dayFiles, CandleFiles candleFiles) {
        this.dayFiles = dayFiles;
        this.candleFiles = candleFiles;
    }

    /** From now on parts of this writer whose sequences are all greater count as the engine's own. */
    void expectOwnParts(String writer, long afterSeq) {
        writerId = writer;
        ownAfterSeq = afterSeq;
    }

    /** The day as it stands now. What changes during the look shows in the next one. */
    DayStamp look(List<Path> timeframeFolders, LocalDate day) {
        List<Entry> folders = folders(timeframeFolders, day);
        DayFileSet files = dayFiles.selectByName(timeframeFolders, day, Source.ALL);
        Map<Path, Entry> parts = new LinkedHashMap<>(); // in the order of names, as they are read
        for (Entry part : files.parts()) {
            parts.put(part.path(), part);
        }
        return new DayStamp(folders, files.dayfiles(), parts, isSettled(folders));
    }

    /** Whether times of change are old enough to show the next change by another value. */
    static boolean isSettled(List<Entry> folders) {
        long now = System.currentTimeMillis() * 1_000_000;
        for (Entry folder : folders) {
            if (folder.modifiedNanos() > now - SETTLE_NANOS) {
                return false;
            }
        }
        return true;
    }

    private List<Entry> folders(List<Path> timeframeFolders, LocalDate day) {
        List<Entry> folders = new ArrayList<>(1);
        for (Path folder : timeframeFolders) {
            dayFiles.statFolder(StoreLayout.dayFolder(folder, day)).ifPresent(folders::add);
        }
        return folders;
    }

    /** Whether the day must be read anew; what this engine has added itself is noted and is no change. */
    boolean hasChanged(List<Path> timeframeFolders, CachedDay day) {
        DayStamp before = day.stamp;
        if (before == null) {
            return false; // nothing was read yet
        }
        LocalDate date = day.span.day();
        DayFileSet dayfiles = dayFiles.select(timeframeFolders, date, Source.DAYFILES);
        if (!dayfiles.dayfiles().equals(before.dayfiles())) {
            return true;
        }
        if (before.settled() && folders(timeframeFolders, date).equals(before.folders())) {
            return false;
        }
        DayStamp now = look(timeframeFolders, date);
        for (Map.Entry<Path, Entry> part : before.parts().entrySet()) {
            if (!part.getValue().equals(now.parts().get(part.getKey()))) {
                return true;
            }
        }
        for (Path part : now.parts().keySet()) {
            if (!before.parts().containsKey(part) && !isOwn(part)) {
                return true;
            }
        }
        day.stamp = now;
        return !now.dayfiles().equals(before.dayfiles());
    }

    private boolean isOwn(Path part) {
        try (CandleFileReader reader = candleFiles.open(part)) {
            FileFooter footer = reader.footer();
            return footer.writerId() != null && footer.writerId().equals(writerId) && footer.firstSeq() > ownAfterSeq;
        } catch (CorruptFileException e) {
            return false; // whose ever it is, the next viewport has to say so
        } catch (StorageException e) {
            if (e.code() == Code.MISSING) {
                return false; // gone meanwhile: listing anew costs little
            }
            throw e;
        }
    }
}
