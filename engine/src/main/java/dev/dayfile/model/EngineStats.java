package dev.dayfile.model;

/**
 * What an engine has done since it was opened, read without stopping it.
 *
 * @param appendedSeq the greatest sequence whose append has returned
 * @param visibleSeq every row up to here is in a published part
 * @param durableSeq every row up to here is in a part that was forced
 * @param ringCapacity slots of the ring
 * @param ringOccupied slots that hold rows not yet durable
 * @param appendedRows rows appended by this engine
 * @param flushes flushes that published at least one part
 * @param partsPublished parts published
 * @param refusals rows refused because their values broke a rule
 * @param ringFull how often an append found the ring full
 * @param flushFailures flushes that failed and were tried again
 * @param replayedRows rows that the opening found in the ring and wrote to parts
 * @param lagMicros age of the oldest row that is not yet visible, in microseconds; 0 when there is none
 * @param lastError the last failure's message, or {@code null}
 */
public record EngineStats(
        long appendedSeq,
        long visibleSeq,
        long durableSeq,
        int ringCapacity,
        int ringOccupied,
        long appendedRows,
        long flushes,
        long partsPublished,
        long refusals,
        long ringFull,
        long flushFailures,
        long replayedRows,
        long lagMicros,
        String lastError) {

    /** The same numbers with another last error. */
    public EngineStats withLastError(String error) {
        return new EngineStats(
                appendedSeq,
                visibleSeq,
                durableSeq,
                ringCapacity,
                ringOccupied,
                appendedRows,
                flushes,
                partsPublished,
                refusals,
                ringFull,
                flushFailures,
                replayedRows,
                lagMicros,
                error);
    }
}
