package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.PartScanner;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
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
            loadOthers(loadLarge(batches(parts), candles), candles);
        } else {
            for (Disk.Entry part : parts) {
                note(part, hasGoodName(part) && addAlone(part.path()));
            }
        }
    }

    /** Takes the large parts that may be merged from where they stand; returns the others. */
    private List<Batch> loadLarge(List<Batch> batches, DayMerge merge) {
        List<Disk.Entry> large = LargePart.among(lookedAt(batches), merge.mostSortedParts());
        if (large.size() < 2) {
            return batches; // one part would be read twice for nothing
        }
        Set<Path> taken = new HashSet<>();
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
                    taken.add(outcome.part().path());
                }
                free.add(part);
            }
        } catch (IOException e) {
            throw Failures.storage("read the parts", tools.layout().data(), e); // pieces turn their own into others
        }
        return batches.stream().map(batch -> batch.without(taken)).toList();
    }

    private void loadOthers(List<Batch> batches, DayMerge merge) {
        int parts = 0;
        long bytes = 0;
        for (Batch batch : batches) {
            parts += batch.parts.size();
            bytes += batch.bytes();
        }
        merge.expect(parts, bytes);
        Deque<PartBatch> free = new ArrayDeque<>();
        int made = 0;
        Iterator<Batch> next = batches.iterator();
        try (Workers workers =
                        new Workers(batches.size() <= 1 ? 1 : tools.settings().threads());
                Workers.Line<PartBatch> line = workers.line()) {
            while (next.hasNext() || !line.isEmpty()) {
                while (next.hasNext() && !line.isFull()) {
                    PartBatch batch = free.poll();
                    if (batch == null) {
                        batch = new PartBatch(tools, merge.span(), merge.symbols());
                        made++;
                    }
                    Batch planned = next.next();
                    batch.assign(planned.parts, planned.eachBytes <= PartScanner.MOST_BYTES);
                    line.add(batch::read);
                }
                PartBatch batch = line.next();
                merge.noteBatches(made, batch.rows.size);
                take(batch, merge);
                free.add(batch);
            }
        } catch (IOException e) {
            throw Failures.storage("read the parts", tools.layout().data(), e); // pieces turn their own into others
        }
    }

    /**
     * What is read together.
     *
     * @param eachBytes size of a part, about: of the first
     */
    private record Batch(List<Disk.Entry> parts, long eachBytes) {
        long bytes() {
            return eachBytes * parts.size();
        }

        Batch without(Set<Path> taken) {
            return new Batch(
                    parts.stream().filter(part -> !taken.contains(part.path())).toList(), eachBytes);
        }
    }

    /**
     * Nobody has asked for the parts' sizes, and asking costs a third of reading a small part. Neighbours are mostly of
     * one kind, so the first of a batch is asked, and the others are taken to be alike. If they are not, a batch has
     * less to do than it might, or leaves some of its parts to the merge.
     */
    private List<Batch> batches(List<Disk.Entry> parts) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0, to; from < parts.size(); from = to) {
            long each = Math.max(1, lookAt(parts.get(from)).sizeBytes());
            to = (int) Math.min(
                    parts.size(), from + Math.max(1, Math.min(PartBatch.MOST_PARTS, PartBatch.MOST_BYTES / each)));
            batches.add(new Batch(parts.subList(from, to), each));
        }
        return batches;
    }

    /** The parts of the batches whose first is large: there a look at each is little beside reading it. */
    private List<Disk.Entry> lookedAt(List<Batch> batches) {
        List<Disk.Entry> looked = new ArrayList<>();
        for (Batch batch : batches) {
            if (batch.eachBytes >= LargePart.LEAST_BYTES) {
                batch.parts.forEach(part -> looked.add(lookAt(part)));
            }
        }
        return looked;
    }

    /** The part as it stands, or as it was listed when it has gone: who reads it will say so. */
    private Disk.Entry lookAt(Disk.Entry part) {
        Disk.Entry standing = part.looked() ? part : DayState.statOrNull(tools.disk(), part.path());
        return standing == null ? part : standing;
    }

    private void take(PartBatch batch, DayMerge merge) {
        int from = 0;
        for (PartBatch.Loaded each : batch.loaded) {
            note(each.part(), hasGoodName(each.part()) && take(each, batch.rows, from, merge));
            from = each.to();
        }
    }

    /** Returns whether the part could be read. */
    private boolean take(PartBatch.Loaded each, CandleColumns rows, int from, DayMerge merge) {
        if (each.failure() != null) {
            return rejects(each.part().path(), each.failure());
        }
        if (each.tooLarge()) {
            return addAlone(each.part().path());
        }
        merge.addLoaded(rows, from, each.to(), each.tally());
        return true;
    }

    /** The footer's list of absorbed parts has one name a line. One that was not looked at is of the grammar. */
    private static boolean hasGoodName(Disk.Entry part) {
        return !part.looked() || part.name().indexOf('\n') < 0;
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
