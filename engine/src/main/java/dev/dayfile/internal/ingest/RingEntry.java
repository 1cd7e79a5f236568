package dev.dayfile.internal.ingest;

/**
 * What the Disruptor's ring carries: nothing, and the same nothing everywhere. The row is in the mapped slot of the same
 * number, and whose it is says its label there; an object a slot would be another line of memory that appends go round in.
 */
final class RingEntry {
    static final RingEntry NOTHING = new RingEntry();

    private RingEntry() {}
}
