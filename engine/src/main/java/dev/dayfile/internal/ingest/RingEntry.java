package dev.dayfile.internal.ingest;

/**
 * The Disruptor's preallocated entry: what the drain needs of a slot and the mapped file does not say. Small, because
 * appends go round in all of them.
 */
final class RingEntry {
    /** Whose row is in the slot; {@code null} for a hole, and for a slot whose writing has failed. */
    SlotLabel label;
}
