package dev.dayfile;

import dev.dayfile.internal.ingest.CandleRingAppender;
import dev.dayfile.model.Timeframe;

/**
 * Appends the finalized candles of one symbol and timeframe. Keep it: making one costs a look-up, using it does not.
 * Safe to share between threads, unless the engine was opened for a single producer.
 */
public final class CandleAppender {
    private final String symbol;
    private final Timeframe timeframe;
    private final CandleRingAppender ring;

    CandleAppender(String symbol, Timeframe timeframe, CandleRingAppender ring) {
        this.symbol = symbol;
        this.timeframe = timeframe;
        this.ring = ring;
    }

    /**
     * Appends a candle; one whose ts was appended before is a correction and takes the earlier one's place. When the
     * call returns, the row survives the end of the process, and every viewport of this engine shows it. Waits while
     * the ring is full. Allocates nothing and makes no system call when there is room.
     *
     * @param tsMicros when the candle opens, in microseconds since 1970 UTC
     * @param volume traded volume, or {@code NaN} when the feed has none
     * @return the row's sequence, for {@link StorageEngine#awaitVisible} and {@link StorageEngine#awaitDurable}
     * @throws IllegalArgumentException naming the field when a value breaks the rule of
     *     {@link dev.dayfile.model.Candle#requireValid}; nothing is stored
     * @throws IllegalStateException when the engine is closed; nothing is stored
     * @throws dev.dayfile.model.StorageException when nobody would write the row to a part any more; nothing is stored
     */
    public long append(long tsMicros, double open, double high, double low, double close, double volume) {
        return ring.append(tsMicros, open, high, low, close, volume);
    }

    /** As {@link #append}, but returns -1 at once, with nothing stored, when the ring is full. */
    public long tryAppend(long tsMicros, double open, double high, double low, double close, double volume) {
        return ring.tryAppend(tsMicros, open, high, low, close, volume);
    }

    public String symbol() {
        return symbol;
    }

    public Timeframe timeframe() {
        return timeframe;
    }
}
