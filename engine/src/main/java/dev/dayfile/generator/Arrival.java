package dev.dayfile.generator;

import dev.dayfile.model.Candle;

/**
 * A candle on its way to the store.
 *
 * @param atMicros when the feed delivers it, in microseconds since 1970 UTC
 * @param candle what it delivers
 */
record Arrival(long atMicros, Candle candle) {
    Arrival at(long micros) {
        return new Arrival(micros, candle);
    }

    Arrival with(Candle other) {
        return new Arrival(atMicros, other);
    }
}
