package dev.dayfile.internal.ingest;

/**
 * Is told of each part after it was published and before its rows count as visible. It is called by the writer agent,
 * off the hot path, and must be quick; what it throws is noted in the statistics and does no harm.
 */
@FunctionalInterface
public interface PartListener {
    /** Listens to nothing. */
    PartListener NONE = part -> {};

    void partPublished(PublishedPart part);
}
