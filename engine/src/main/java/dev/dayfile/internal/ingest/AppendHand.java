package dev.dayfile.internal.ingest;

/** The flyweight with which one thread writes into the ring, and whose it is. */
final class AppendHand {
    final Thread thread;
    final RingSlot slot;

    AppendHand(Thread thread, RingSlot slot) {
        this.thread = thread;
        this.slot = slot;
    }
}
