package dev.dayfile;

import dev.dayfile.internal.ingest.CandleTail;
import dev.dayfile.internal.ingest.EventTail;
import dev.dayfile.internal.ingest.RingWatch;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/** The rings of an engine in another process: what is in no file yet, and how far files go. */
final class ForeignRings {
    private final RingWatch<CandleTail> candles;
    private final RingWatch<EventTail> events;
    private final boolean live;

    /** @param live whether appended rows count, not only visible ones */
    ForeignRings(Disk disk, Path candleRing, Path eventRing, boolean live) {
        candles = RingWatch.candles(disk, candleRing);
        events = RingWatch.events(disk, eventRing);
        this.live = live;
    }

    FollowedRing.Foreign<CandleTail> candles() {
        return new FollowedRing.Foreign<>(
                candles,
                CandleTail::persistedSeq,
                (tail, known) -> live ? tail.appendedSeq(known) : tail.persistedSeq());
    }

    FollowedRing.Foreign<EventTail> events() {
        return new FollowedRing.Foreign<>(
                events, EventTail::persistedSeq, (tail, known) -> live ? tail.appendedSeq(known) : tail.persistedSeq());
    }

    SortedMap<Timeframe, CandleColumns> unpublishedCandles(SymbolKey symbol, Timeframe timeframe) {
        return look(candles, tail -> tail.unpublished(symbol, timeframe), Collections.emptySortedMap());
    }

    List<ObjectEvent> unpublishedEvents() {
        return look(events, EventTail::unpublished, List.of());
    }

    /** Up to where an answer goes that is given from here on; where no ring says so, nobody knows. */
    StorePosition position() {
        try {
            long candleSeq = look(candles, tail -> live ? tail.appendedSeq(0) : tail.persistedSeq(), -1L);
            long eventSeq = look(events, tail -> live ? tail.appendedSeq(0) : tail.persistedSeq(), -1L);
            return candleSeq < 0 || eventSeq < 0 ? StorePosition.UNKNOWN : new StorePosition(candleSeq, eventSeq);
        } catch (StorageException e) {
            return StorePosition.UNKNOWN; // an answer from files is right without it
        }
    }

    private static <T, R> R look(RingWatch<T> watch, Function<T, R> look, R otherwise) {
        T tail = watch.look().orElse(null);
        if (tail == null) {
            return otherwise;
        }
        try {
            return look.apply(tail);
        } catch (InternalError e) {
            throw watch.cut(e);
        }
    }
}
