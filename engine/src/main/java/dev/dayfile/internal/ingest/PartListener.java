package dev.dayfile.internal.ingest;

/**
 * Is told what the writer agent has done. It is called by the agent itself, off the hot path, and must be quick; what it
 * throws is noted in the statistics and does no harm.
 */
@FunctionalInterface
public interface PartListener {
    /** Listens to nothing. */
    PartListener NONE = part -> {};

    /** A part was published: once a part, when its folder is forced, and before its rows count as durable. */
    void partPublished(PublishedPart part);

    /** Every row up to a sequence is visible. */
    default void visible(long seq) {}

    /** Every row up to a sequence is durable; never called where the store does not force. */
    default void durable(long seq) {}
}
