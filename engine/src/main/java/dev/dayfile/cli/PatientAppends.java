package dev.dayfile.cli;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.Candle;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.Timeframe;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Appends that wait while the ring is full, but not for ever. An engine's own append blocks for as long as the disk
 * takes no rows, which is right for a bot and wrong for a command: it would stand there without a word. A disk that is
 * slow takes rows now and then, and is waited for. For one thread.
 */
final class PatientAppends {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 1;

    private final StorageEngine engine;
    private final long patienceNanos;
    private final Map<String, Map<Timeframe, CandleAppender>> appenders = new HashMap<>();
    private boolean waiting;
    private long visible;
    private long sinceNanos;

    /** @param patience how long the disk may take no row while the ring is full */
    PatientAppends(StorageEngine engine, Duration patience) {
        this.engine = engine;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Appends, and waits while the ring is full.
     *
     * @throws CommandException when the disk takes no rows; the candle was not appended
     */
    void append(Candle candle) {
        while (tryAppend(candle) < 0) {
            awaitRoom("a row");
        }
    }

    /** The row's sequence; -1 when the ring is full. */
    long tryAppend(Candle c) {
        long seq = appenders
                .computeIfAbsent(c.symbol(), symbol -> new HashMap<>())
                .computeIfAbsent(c.timeframe(), timeframe -> engine.candles(c.symbol(), timeframe))
                .tryAppend(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
        waiting &= seq < 0;
        return seq;
    }

    /**
     * Waits a moment after the ring was full.
     *
     * @param what is waiting, for the message
     * @throws CommandException when patience is at its end
     */
    void awaitRoom(String what) {
        EngineStats stats = engine.stats();
        long now = System.nanoTime();
        if (!waiting || stats.visibleSeq() != visible) {
            waiting = true;
            visible = stats.visibleSeq();
            sinceNanos = now;
        } else if (now - sinceNanos > patienceNanos) {
            throw CommandException.machine(
                    what
                            + " was not appended, nor what follows it: the disk takes no rows and the ring is full; the rows"
                            + " in it will be written when the store is opened next: "
                            + (stats.lastError() == null ? "no write has failed yet" : stats.lastError()),
                    null);
        }
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.machine(what + " was not appended: interrupted", e);
        }
    }
}
