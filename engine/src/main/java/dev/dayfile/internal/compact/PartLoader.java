package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings the parts of a day into a merge, in the order of their names, on which the outcome among rows of one sequence
 * depends. Parts with candles are read in batches, on as many threads as the merge may use; those with events one after
 * the other. Parts that are damaged are set aside, for the caller to quarantine.
 */
final class PartLoader {
    private final Toolbox tools;
    private final Family family;
    private final Merge merge;
    private final List<Disk.Entry> merged = new ArrayList<>();
    private final List<Path> damaged = new ArrayList<>();

    PartLoader(Toolbox tools, Family family, Merge merge) {
        this.tools = tools;
        this.family = family;
        this.merge = merge;
    }

    /** The parts whose rows the merge has. */
    List<Disk.Entry> merged() {
        return merged;
    }

    /** The parts that could not be read, or hold rows of another day and are not this engine's. */
    List<Path> damaged() {
        return damaged;
    }

    /**
     * Reads parts, which are in the order of their names.
     *
     * @throws MisfiledRowException when a part of our own holds a row of another day
     * @throws StorageException when the machine fails
     */
    void load(List<Disk.Entry> parts) {
        if (merge instanceof DayMerge candles) {
            load(loadLarge(parts, candles), candles);
        } else {
            for (Disk.Entry part : parts) {
                note(part, hasGoodName(part) && addAlone(part.path()));
            }
        }
    }

    /** Takes the large parts that may be merged from where they stand; returns the others. */
    private List<Disk.Entry> loadLarge(List<Disk.Entry> parts, DayMerge merge) {
        List<Disk.Entry> large = LargePart.among(parts, merge.mostSortedParts());
        if (large.size() < 2) {
            return parts; // one part would be read twice for nothing
        }
        Set<Disk.Entry> others = new LinkedHashSet<>(parts);
        Deque<LargePart> free = new ArrayDeque<>();
        Iterator<Disk.Entry> next = large.iterator();
        try (Workers workers = new Workers(tools.settings().threads());
                Workers.Line<LargePart> line = workers.line()) {
            while (next.hasNext() || !line.isEmpty()) {
                while (next.hasNext() && !line.isFull()) {
                    LargePart part = free.isEmpty() ? new LargePart(tools, merge.span(), merge.symbols()) : free.pop();
                    part.assign(next.next());
                    line.add(part::prove);
                }
                LargePart part = line.next();
                LargePart.Outcome outcome = part.outcome();
                if (outcome.sorted() != null && hasGoodName(outcome.part())) {
                    merge.addSorted(outcome.sorted(), outcome.tally());
                    note(outcome.part(), true);
                    others.remove(outcome.part());
                }
                free.add(part);
            }
        } catch (IOException e) {
            throw Failures.storage("read the parts", tools.layout().data(), e); // pieces turn their own into others
        }
        return List.copyOf(others);
    }

    private void load(List<Disk.Entry> parts, DayMerge merge) {
        merge.expect(parts);
        Deque<PartBatch> free = new ArrayDeque<>();
        int batches = 0;
        int next = 0;
        try (Workers workers =
                        new Workers(parts.size() == 1 ? 1 : tools.settings().threads());
                Workers.Line<PartBatch> line = workers.line()) {
            while (next < parts.size() || !line.isEmpty()) {
                while (next < parts.size() && !line.isFull()) {
                    PartBatch batch = free.poll();
                    if (batch == null) {
                        batch = new PartBatch(tools, merge.span(), merge.symbols());
                        batches++;
                    }
                    int end = endOfBatch(parts, next);
                    batch.assign(parts.subList(next, end));
                    next = end;
                    line.add(batch::read);
                }
                PartBatch batch = line.next();
                merge.noteBatches(batches, batch.rows.size);
                take(batch, merge);
                free.add(batch);
            }
        } catch (IOException e) {
            throw Failures.storage("read the parts", tools.layout().data(), e); // pieces turn their own into others
        }
    }

    private static int endOfBatch(List<Disk.Entry> parts, int from) {
        long bytes = parts.get(from).sizeBytes();
        int end = from + 1;
        while (end < parts.size()
                && end - from < PartBatch.MOST_PARTS
                && bytes + parts.get(end).sizeBytes() <= PartBatch.MOST_BYTES) {
            bytes += parts.get(end++).sizeBytes();
        }
        return end;
    }

    private void take(PartBatch batch, DayMerge merge) {
        int from = 0;
        for (PartBatch.Loaded each : batch.loaded) {
            Path part = each.part().path();
            boolean whole = hasGoodName(each.part());
            if (whole && each.failure() != null) {
                whole = rejects(part, each.failure());
            } else if (whole && each.tooLarge()) {
                whole = addAlone(part);
            } else if (whole) {
                merge.addLoaded(batch.rows, from, each.to(), each.tally());
            }
            from = each.to();
            note(each.part(), whole);
        }
    }

    /** The footer's list of absorbed parts has one name a line. */
    private static boolean hasGoodName(Disk.Entry part) {
        return part.name().indexOf('\n') < 0;
    }

    private void note(Disk.Entry part, boolean whole) {
        if (whole) {
            merged.add(part);
        } else {
            damaged.add(part.path());
        }
    }

    /** Returns whether the part could be read. */
    private boolean addAlone(Path part) {
        try {
            merge.addFile(part);
            return true;
        } catch (CorruptFileException | MisfiledRowException e) {
            return rejects(part, e);
        }
    }

    /** Returns {@code false}: the part is damaged. A row of another day in a part of our own is our fault, not damage. */
    private boolean rejects(Path part, StorageException failure) {
        if (failure instanceof MisfiledRowException
                && family.files().footer(part).version() != null) {
            throw failure;
        }
        return false;
    }
}
