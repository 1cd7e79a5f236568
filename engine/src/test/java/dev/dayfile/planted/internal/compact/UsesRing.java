package dev.dayfile.planted.internal.compact;

import com.lmax.disruptor.Sequence;

/** Breaks the sole importers: the Disruptor belongs to ingest. */
public final class UsesRing {
    Sequence sequence;
}
