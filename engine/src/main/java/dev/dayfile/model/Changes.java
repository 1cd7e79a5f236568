package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What came after a position: for whoever asks now and then instead of being told.
 *
 * @param candles ascending by sequence, each once, corrected and late ones too
 * @param events object events, ascending by sequence, each once
 * @param position up to where that is everything; the next question begins here
 * @param leftOut damaged files that may have had more
 */
public record Changes(List<Candle> candles, List<ObjectEvent> events, StorePosition position, List<Path> leftOut) {
    public Changes {
        candles = List.copyOf(candles);
        events = List.copyOf(events);
        leftOut = List.copyOf(leftOut);
    }
}
