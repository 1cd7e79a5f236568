package dev.dayfile.internal.ingest;

/** Appends the candles of one symbol and timeframe; safe to share between threads. */
public final class CandleRingAppender {
    private final RingAppends appends;
    private final SlotLabel label;

    /**
     * The hand of the thread that appended first, which is most often the only one; the others look theirs up. A race
     * to be the first does no harm, since a hand names its thread.
     */
    private AppendHand first;

    CandleRingAppender(RingAppends appends, SlotLabel label) {
        this.appends = appends;
        this.label = label;
    }

    /**
     * Appends a candle. When it returns, the row survives the end of the process. Waits while the ring is full, which
     * is counted. Allocates nothing and makes no system call when there is room.
     *
     * @param tsMicros when the candle opens, in microseconds since 1970 UTC
     * @param volume {@code NaN} when the feed has none
     * @return the row's sequence
     * @throws IllegalArgumentException when a value breaks the rule of {@link dev.dayfile.model.Candle}; nothing is stored
     * @throws IllegalStateException when the engine is closed; nothing is stored
     */
    public long append(long tsMicros, double open, double high, double low, double close, double volume) {
        return appends.append(hand(), label, true, tsMicros, open, high, low, close, volume);
    }

    /** Appends a candle as {@link #append} does, but returns -1 instead of waiting when the ring is full. */
    public long tryAppend(long tsMicros, double open, double high, double low, double close, double volume) {
        return appends.append(hand(), label, false, tsMicros, open, high, low, close, volume);
    }

    private AppendHand hand() {
        AppendHand hand = first;
        if (hand != null && hand.thread == Thread.currentThread()) {
            return hand;
        }
        AppendHand mine = appends.hand();
        if (hand == null) {
            first = mine;
        }
        return mine;
    }
}
