package dev.dayfile;

import dev.dayfile.internal.ingest.CandleTail;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.viewport.CandleLog;
import dev.dayfile.model.Candle;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Candles: from the ring as long as it has them, from files where a follower has fallen behind it. */
final class CandleFeed implements Feed<Candle> {
    private final FollowedRing<CandleTail> ring;
    private final CandleLog log;
    private final SymbolKey symbol;
    private final Timeframe timeframe;

    CandleFeed(FollowedRing<CandleTail> ring, CandleLog log, FollowQuery query) {
        this.ring = ring;
        this.log = log;
        symbol = query.symbol() == null ? null : SymbolKey.of(query.symbol());
        timeframe = query.timeframe();
    }

    @Override
    public long head(long known) {
        return ring.head(known);
    }

    @Override
    public long read(long after, long upTo, Consumer<Candle> into, Consumer<Path> leftOut) {
        long read = ring.look(tail -> tail.read(after, upTo, symbol, timeframe, into), after);
        if (read > after) {
            return read;
        }
        long visible = ring.visible();
        if (visible <= after) {
            return after;
        }
        CandleLog.Chunk chunk = log.read(after, visible, symbol, timeframe, MAX_ROWS_FROM_FILES);
        chunk.leftOut().forEach(leftOut);
        chunk.candles().forEach(into);
        return chunk.toSeq();
    }
}
