package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.util.List;

/**
 * Tries to make parts of all batches that wait. First every part is put where readers see it, then their folders are
 * forced, each once: a reader does not wait for the device, and rows are given up by the ring only when the device has
 * them. Whatever fails is kept for the statistics and ends nothing but the batch that it hit.
 */
final class BatchFlush {
    private final Batches batches;
    private final PartFlusher flusher;
    private final StoreLayout layout;
    private final LastFailure lastFailure;
    private final Runnable allPlaced;

    /** Made at once, since the first use of a method reference takes its time. */
    private final FolderGate.Action<Void> placeAndForce = this::placeAndForce;

    /** @param allPlaced runs once every batch has its part where readers see it, and before the folders are forced */
    BatchFlush(Batches batches, PartFlusher flusher, StoreLayout layout, LastFailure lastFailure, Runnable allPlaced) {
        this.batches = batches;
        this.flusher = flusher;
        this.layout = layout;
        this.lastFailure = lastFailure;
        this.allPlaced = allPlaced;
    }

    /** Tries it once; afterwards those batches have a part that was forced whose {@code placed} says which. */
    void run() {
        try {
            flusher.whileFoldersStand(placeAndForce);
        } catch (Throwable t) {
            // Not even what can go wrong in telling what went wrong, such as a class that cannot be loaded without file
            // descriptors, must end the flush: what is placed and not forced is written anew.
            lastFailure.note(t);
            batches.waiting().forEach(batch -> batch.placed = null);
        }
    }

    private Void placeAndForce() {
        List<Batch> inOrder = batches.waiting();
        if (placeAll(inOrder)) {
            allPlaced.run();
        }
        forceAll(inOrder);
        return null;
    }

    /** Places what it can and returns whether that was all. */
    private boolean placeAll(List<Batch> inOrder) {
        boolean all = true;
        for (int i = 0; i < inOrder.size(); i++) {
            Batch batch = inOrder.get(i);
            batch.placed = null; // also of an earlier flush whose force failed: it must be written anew
            if (!waitsForOlder(inOrder, i)) {
                place(batch);
            }
            all &= batch.placed != null;
        }
        return all;
    }

    /**
     * Whether a batch before this one, of the same timeframe and day, could not be placed in this flush: trying this
     * one would most likely fail too, and seal it, and so end in one small part a try.
     */
    private static boolean waitsForOlder(List<Batch> inOrder, int at) {
        Batch batch = inOrder.get(at);
        for (int i = 0; i < at; i++) {
            Batch older = inOrder.get(i);
            if (older.placed == null && older.isOf(batch.timeframe, batch.day)) {
                return true;
            }
        }
        return false;
    }

    private void place(Batch batch) {
        PartPublishedEvent event = Recorder.partPublished();
        try {
            batch.placed = flusher.place(batch);
            if (event != null) {
                event.commit(batch.placed);
            }
        } catch (IOException e) {
            failed(batch, e);
        } catch (Throwable t) {
            lastFailure.note(t);
        }
    }

    /** Forces each folder that has a new part; where that fails, none of its parts counts as placed. */
    private void forceAll(List<Batch> inOrder) {
        for (int i = 0; i < inOrder.size(); i++) {
            Batch batch = inOrder.get(i);
            if (batch.placed == null || wasForced(inOrder, i)) {
                continue;
            }
            try {
                flusher.force(batch.placed.path().getParent());
            } catch (IOException e) {
                failed(batch, e);
                takeBack(inOrder, batch);
            } catch (Throwable t) {
                lastFailure.note(t);
                takeBack(inOrder, batch);
            }
        }
    }

    private static boolean wasForced(List<Batch> inOrder, int at) {
        Batch batch = inOrder.get(at);
        for (int i = 0; i < at; i++) {
            Batch before = inOrder.get(i);
            if (before.placed != null && before.isOf(batch.timeframe, batch.day)) {
                return true;
            }
        }
        return false;
    }

    private static void takeBack(List<Batch> inOrder, Batch of) {
        for (Batch batch : inOrder) {
            if (batch.isOf(of.timeframe, of.day)) {
                batch.placed = null;
            }
        }
    }

    private void failed(Batch batch, IOException e) {
        lastFailure.noteFileSystem(Failures.storage("publish a part", layout.dayFolder(batch.timeframe, batch.day), e));
    }
}
