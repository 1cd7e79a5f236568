package dev.dayfile;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorePosition;
import java.nio.file.Path;

/**
 * Hears of candles and object events as they become visible, so that a chart needs no polling.
 *
 * <p>A thread of the subscription's own makes all calls, one after the other: candles in the order of their sequences,
 * each once, corrected and late ones too; object events likewise. Between the two there is no order. A listener may take
 * its time: it slows down nothing but itself, and since its place is a sequence and not a queue, nothing piles up and
 * nothing is dropped. One that falls behind the ring is served from the files until it has caught up; of a candle that
 * was corrected there and compacted since, it then hears the newest revision only. It may ask the engine or the reader
 * from within a call, and may close its own subscription there.
 *
 * <p>What a listener throws, errors too, is counted and shown by {@link Subscription}, and it goes on with the next row.
 */
@FunctionalInterface
public interface FollowListener {
    /**
     * A candle; its sequence is greater than that of the one before, its time need not be: a late or corrected one takes
     * its place by {@link Candle#tsMicros()}.
     */
    void candle(Candle candle);

    /** An object event: a create, an update or a close, with the fields that it names. */
    default void objectEvent(ObjectEvent event) {}

    /**
     * Everything that was there when the subscription began has been told; from now on it is live. Called once.
     *
     * @param position up to where
     */
    default void caughtUp(StorePosition position) {}

    /** A damaged file was left out: rows of it that should have been told are missing. Called once a file. */
    default void leftOut(Path damaged) {}
}
