package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

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
            List<Disk.Entry> large = new ArrayList<>();
            hold(smallOnes(batches(parts), large), large, candles);
            large.sort(Comparator.comparing(Disk.Entry::name));
            Set<Path> inPlace = mergeInPlace(large, candles);
            large.removeIf(part -> inPlace.contains(part.path()));
            hold(batches(large), new ArrayList<>(), candles);
        } else {
            for (Disk.Entry part : parts) {
                note(part, hasGoodName(part) && addAlone(part.path()));
            }
        }
    }

    /** Takes large parts that may be merged from where they stand; returns which. */
    private Set<Path> mergeInPlace(List<Disk.Entry> parts, DayMerge merge) {
        List<Disk.Entry> large = LargePart.largest(parts, merge.mostSortedParts());
        Set<Path> taken = new HashSet<>();
        if (large.size() < 2) {
            return taken; // one part would be read twice for nothing
        }
        Queue<LargePart> provers = new ConcurrentLinkedQueue<>(); // as many as there are threads
        inTurn(
                large,
                part -> {
                    LargePart prover = provers.poll();
                    prover = prover == null ? new LargePart(tools, merge.span(), merge.symbols()) : prover;
                    LargePart.Outcome outcome = prover.prove(part);
                    provers.add(prover);
                    return outcome;
                },
                outcome -> {
                    if (outcome.sorted() != null && hasGoodName(outcome.part())) {
                        merge.addSorted(outcome.sorted(), outcome.tally());
                        note(outcome.part(), true);
                        taken.add(outcome.part().path());
                    }
                });
        provers.forEach(LargePart::close);
        return taken;
    }

    /** Has the merge hold the rows of parts; those that are found to be large only now are left, and noted. */
    private void hold(List<Batch> batches, List<Disk.Entry> large, DayMerge merge) {
        int parts = 0;
        long bytes = 0;
        for (Batch batch : batches) {
            parts += batch.parts.size();
            bytes += batch.bytes();
        }
        merge.expect(parts, bytes);
        AtomicInteger made = new AtomicInteger();
        Queue<PartBatch> free = new ConcurrentLinkedQueue<>();
        inTurn(
                batches,
                batch -> {
                    PartBatch reader = free.poll();
                    if (reader == null) {
                        made.incrementAndGet();
                        reader = new PartBatch(tools, merge.span(), merge.symbols());
                    }
                    reader.read(batch.parts, batch.eachBytes);
                    return reader;
                },
                reader -> {
                    merge.noteBatches(made.get(), reader.rows.size);
                    take(reader, large, merge);
                    free.add(reader);
                });
    }

    /**
     * Has each piece of work done, on as many threads as the merge may use; what came of it is taken by this thread, in
     * the order of the work.
     */
    private <W, R> void inTurn(List<W> work, Function<W, R> read, Consumer<R> take) {
        Iterator<W> next = work.iterator();
        try (Workers workers =
                        new Workers(work.size() <= 1 ? 1 : tools.settings().threads());
                Workers.Line<R> line = workers.line()) {
            while (next.hasNext() || !line.isEmpty()) {
                while (next.hasNext() && !line.isFull()) {
                    W piece = next.next();
                    line.add(() -> read.apply(piece));
                }
                take.accept(line.next());
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
    }

    /**
     * Nobody has asked for the parts' sizes, and asking costs a third of reading a small part. Neighbours are mostly of
     * one kind, so the first of a batch is asked, and the others are taken to be alike. If they are not, a batch has
     * less to do than it might, or finds large parts in it while it is read.
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

    /**
     * The batches without the large parts of those whose first is large, which go into a list of their own: there a look at
     * each is little beside reading it.
     */
    private List<Batch> smallOnes(List<Batch> batches, List<Disk.Entry> large) {
        List<Batch> small = new ArrayList<>();
        for (Batch batch : batches) {
            List<Disk.Entry> parts = batch.parts;
            if (LargePart.isLarge(batch.eachBytes)) {
                parts = new ArrayList<>();
                for (Disk.Entry part : batch.parts) {
                    Disk.Entry looked = lookAt(part);
                    (LargePart.mayStay(looked) ? large : parts).add(looked);
                }
            }
            if (!parts.isEmpty()) {
                small.add(new Batch(parts, batch.eachBytes));
            }
        }
        return small;
    }

    /** The part as it stands, or as it was listed when it has gone: who reads it will say so. */
    private Disk.Entry lookAt(Disk.Entry part) {
        Disk.Entry standing = part.looked() ? part : DayState.statOrNull(tools.disk(), part.path());
        return standing == null ? part : standing;
    }

    private void take(PartBatch batch, List<Disk.Entry> large, DayMerge merge) {
        int from = 0;
        for (PartBatch.Loaded each : batch.loaded) {
            if (each.large()) {
                large.add(each.part());
            } else {
                note(each.part(), hasGoodName(each.part()) && take(each, batch.rows, from, merge));
            }
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
