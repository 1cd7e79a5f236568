package dev.dayfile;

import dev.dayfile.internal.ingest.CandleIngest;

/** Sequences for rows that do not pass through the ring, taken from the ring's own count a batch at a time. */
final class ImportSequences {
    private static final int BATCH = 512; // half of the smallest ring, so that appends are never kept out for long

    private final CandleIngest ingest;
    private long next;
    private long end;

    ImportSequences(CandleIngest ingest) {
        this.ingest = ingest;
    }

    long next() {
        if (next == end) {
            next = ingest.reserveSequences(BATCH);
            end = next + BATCH;
        }
        return next++;
    }
}
