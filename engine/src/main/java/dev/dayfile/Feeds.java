package dev.dayfile;

import dev.dayfile.model.Candle;
import dev.dayfile.model.Changes;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorePosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Both feeds of one follower, and where each begins. */
record Feeds(Feed<Candle> candles, Feed<ObjectEvent> events, StorePosition from) {
    /** Reads up to what may be told by now. */
    Changes changes(FollowQuery query) {
        TreeSet<Path> leftOut = new TreeSet<>();
        List<Candle> newCandles = new ArrayList<>();
        List<ObjectEvent> newEvents = new ArrayList<>();
        long candleSeq = drain(candles, from.candleSeq(), query::wants, newCandles, leftOut::add);
        long eventSeq = drain(events, from.eventSeq(), query::wants, newEvents, leftOut::add);
        return new Changes(newCandles, newEvents, new StorePosition(candleSeq, eventSeq), List.copyOf(leftOut));
    }

    private static <T> long drain(Feed<T> feed, long after, Predicate<T> wanted, List<T> into, Consumer<Path> leftOut) {
        long at = after;
        long head = feed.head(after);
        while (at < head) {
            long read = feed.read(
                    at,
                    head,
                    row -> {
                        if (wanted.test(row)) {
                            into.add(row);
                        }
                    },
                    leftOut);
            if (read <= at) {
                break; // the rest cannot be had yet
            }
            at = read;
        }
        return at;
    }
}
