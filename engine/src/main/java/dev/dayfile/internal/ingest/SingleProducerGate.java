package dev.dayfile.internal.ingest;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one thread at a time into the Disruptor's single-producer sequencer, which breaks silently when two are in it.
 * An embedder that promises one appending thread still closes from another, and an import reserves sequences from a
 * third. Where the promise holds it is one uncontended compare-and-set, no more than the multi-producer claim costs.
 */
final class SingleProducerGate {
    private final AtomicBoolean inside = new AtomicBoolean();

    void enter() {
        while (!inside.compareAndSet(false, true)) {
            Thread.yield();
        }
    }

    void leave() {
        inside.setRelease(false);
    }
}
