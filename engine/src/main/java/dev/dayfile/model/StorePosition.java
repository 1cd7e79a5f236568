package dev.dayfile.model;

/**
 * How far an answer goes in the history of a store: every candle and every object event up to these sequences is taken
 * into account. Whoever has an answer and its position can be told of the rest.
 *
 * <p>A position may be kept, in a file say, over restarts of who asks and of the engine. It means something in the store
 * that it came from only.
 *
 * @param candleSeq the sequence of a candle; 0 for the beginning of the store, -1 where it is not known
 * @param eventSeq the sequence of an object event, which are counted apart; 0 for the beginning of the store, -1 where it
 *     is not known
 */
public record StorePosition(long candleSeq, long eventSeq) {
    /** Before everything. */
    public static final StorePosition START = new StorePosition(0, 0);

    /**
     * Not known: the answer came from files alone, without a look at the ring that knows. A reader gives it where there is
     * no ring, as in a copy of a store, or where the ring cannot be read.
     */
    public static final StorePosition UNKNOWN = new StorePosition(-1, -1);

    /** @throws IllegalArgumentException when a sequence is less than -1 */
    public StorePosition {
        if (candleSeq < -1 || eventSeq < -1) {
            throw new IllegalArgumentException(
                    "a position is not negative [candleSeq=" + candleSeq + ", eventSeq=" + eventSeq + "]");
        }
    }

    /** Whether it says something. */
    public boolean isKnown() {
        return candleSeq >= 0 && eventSeq >= 0;
    }
}
