package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.parquet.EventDayfileWriter;
import dev.dayfile.internal.parquet.EventFile;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A merge of object events, by their sequences: as {@link DayMerge}, with events instead of columns of candles, since a
 * day has hundreds of them and not millions. Each event has a sequence of its own, so none ever replaces another: what
 * has the same sequence is the same event, written twice by a replay or brought back by an interrupted retirement.
 */
final class EventMerge implements Merge {
    /** An event takes about as much memory as so many candles: texts, and an object for each field that is there. */
    private static final int CANDLES_AN_EVENT = 8;

    /** Of each work file that is merged, one row group is in memory. */
    private static final int WORK_GROUP_ROWS = 512;

    private final Toolbox tools;
    private final WorkFiles work;
    private final ObjectFiles files;
    private final UnaryOperator<EventOutput> output;
    private final LocalDate day;
    private final Path dayfile;
    private final int heldAtMost;
    private final long dayStartMicros;
    private final long dayEndMicros;
    private final List<ObjectEvent> held = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private final Tally read = new Tally();
    private final Tally dropped = new Tally();
    private long mostHeld;

    /** What the events of the new dayfile go to. An interface only so that tests can plant faults before the file. */
    interface EventOutput {
        void add(ObjectEvent event);
    }

    EventMerge(Toolbox tools, WorkFiles work, DayFamily days, LocalDate day) {
        this(tools, work, days, day, UnaryOperator.identity());
    }

    /** With faults of a test's choice between the merge and the new dayfile. */
    EventMerge(Toolbox tools, WorkFiles work, DayFamily days, LocalDate day, UnaryOperator<EventOutput> output) {
        this.tools = tools;
        this.work = work;
        this.files = new ObjectFiles(tools.disk());
        this.output = output;
        this.day = day;
        dayfile = days.dayfile(day);
        heldAtMost = Math.max(1, tools.settings().rowsInMemory() / CANDLES_AN_EVENT);
        dayStartMicros = tools.market().startMicros(day);
        dayEndMicros = tools.market().endMicros(day);
    }

    @Override
    public long rowsRead() {
        return read.rows;
    }

    /** The greatest number of events that were in memory at once. */
    long mostHeld() {
        return mostHeld;
    }

    private void noteHeld(long events) {
        mostHeld = Math.max(mostHeld, events);
    }

    @Override
    public void addFile(Path file) {
        try (EventFile events = files.proveEvents(file)) {
            long rows = events.footer().rows();
            if (!held.isEmpty() && held.size() + rows > heldAtMost) {
                spill();
            }
            if (rows > heldAtMost) {
                // Too large to hold, so a fault at its end would be found when its beginning is already spilled.
                files.verifyEvents(file);
            }
            addEvents(file, events);
        }
    }

    private void addEvents(Path file, EventFile events) {
        int runsBefore = runs.size();
        int heldBefore = held.size();
        try {
            for (int group = 0; group < events.rowGroups(); group++) {
                if (held.size() > 0 && held.size() >= heldAtMost) {
                    spill();
                }
                for (ObjectEvent event : events.read(group)) {
                    checkDay(file, event);
                    held.add(event);
                }
                noteHeld(held.size());
            }
        } catch (CorruptFileException | MisfiledRowException e) {
            if (runs.size() != runsBefore) {
                throw new StorageException(
                        StorageException.Code.IO, file, "a file that was whole a moment ago is damaged now", e);
            }
            held.subList(heldBefore, held.size()).clear();
            throw e;
        }
        read.add(events.footer()); // which the last row group has proved
    }

    private void checkDay(Path file, ObjectEvent event) {
        if (event.tsMicros() < dayStartMicros || event.tsMicros() >= dayEndMicros) {
            throw new MisfiledRowException(file, event, day, tools.market().dayOf(event.tsMicros()));
        }
    }

    private void sortHeld() {
        held.sort(
                Comparator.comparingLong(ObjectEvent::seq)); // stable, so among equals the one added first comes first
    }

    private void spill() {
        sortHeld();
        runs.add(writeRun(List.of(), held.iterator()));
        held.clear();
    }

    private Path writeRun(List<FileEvents> sources, Iterator<ObjectEvent> more) {
        try (MergedEvents events = new MergedEvents(dayfile, sources, more, dropped)) {
            return work.write(out -> {
                EventDayfileWriter writer = new EventDayfileWriter(out, tools.writerId(), WORK_GROUP_ROWS);
                events.forEachRemaining(writer::add);
                writer.finish(List.of());
                return out.path();
            });
        }
    }

    private void mergeRunsToWidth() {
        WorkFiles.mergeToWidth(runs, tools.settings().mergeWidth(), this::mergeRuns);
    }

    private Path mergeRuns(List<Path> group) {
        List<FileEvents> sources = open(group, false);
        Path merged = writeRun(sources, List.<ObjectEvent>of().iterator());
        noteHeld(held.size() + buffered(sources));
        group.forEach(work::discard);
        return merged;
    }

    private static long buffered(List<FileEvents> sources) {
        return sources.stream().mapToLong(FileEvents::mostHeld).sum();
    }

    /** @param withStanding whether the standing dayfile comes first */
    private List<FileEvents> open(List<Path> paths, boolean withStanding) {
        List<FileEvents> opened = new ArrayList<>();
        boolean all = false;
        try {
            if (withStanding) {
                opened.add(new FileEvents(files.proveEvents(dayfile)));
            }
            for (Path path : paths) {
                opened.add(new FileEvents(files.openEvents(path)));
            }
            all = true;
            return opened;
        } finally {
            if (!all) {
                opened.forEach(FileEvents::close);
            }
        }
    }

    @Override
    public Tally preview(boolean withStanding) {
        mergeRunsToWidth();
        sortHeld();
        Tally tally = new Tally();
        try (MergedEvents events = new MergedEvents(dayfile, open(runs, withStanding), held.iterator(), new Tally())) {
            events.forEachRemaining(tally::add);
        }
        return tally;
    }

    @Override
    public Result publish(boolean withStanding, List<String> absorbed) {
        mergeRunsToWidth();
        sortHeld();
        return new NewDayfile(tools, work, dayfile)
                .publish(
                        read,
                        dropped,
                        (out, written) -> write(out, withStanding, absorbed, written),
                        (file, written) -> prove(file, written, absorbed));
    }

    private long write(Disk.WritableFile out, boolean withStanding, List<String> absorbed, Tally written) {
        List<FileEvents> sources = open(runs, withStanding);
        try (MergedEvents events = new MergedEvents(dayfile, sources, held.iterator(), dropped)) {
            EventDayfileWriter writer = new EventDayfileWriter(out, tools.writerId());
            EventOutput into = output.apply(writer::add);
            while (events.hasNext()) {
                ObjectEvent event = events.next();
                checkDay(dayfile, event);
                written.add(event);
                into.add(event);
            }
            noteHeld(held.size() + buffered(sources));
            if (withStanding) {
                read.add(sources.get(0).footer());
            }
            return writer.finish(absorbed);
        }
    }

    /**
     * Believes nothing that the writer says: reads the file back from the disk, every page, as a reader would. Reading the
     * last row group holds what was read to the footer, and the footer is held to what was merged.
     */
    private void prove(Path file, Tally written, List<String> absorbed) {
        try (EventFile events = files.proveEvents(file)) {
            Proof.requireFooter(file, events.footer(), tools.writerId(), written, absorbed);
            for (int group = 0; group < events.rowGroups(); group++) {
                events.read(group).forEach(event -> checkDay(file, event));
            }
        }
    }

    /** Deletes the runs. */
    @Override
    public void close() {
        runs.forEach(work::discard);
        runs.clear();
    }
}
