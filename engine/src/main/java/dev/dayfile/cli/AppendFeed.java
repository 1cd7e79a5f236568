package dev.dayfile.cli;

import dev.dayfile.StorageEngine;
import dev.dayfile.model.Candle;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.MarketClock;
import java.io.PrintStream;
import java.time.Duration;

/**
 * An engine that is fed row by row, with acknowledgements, and closed once: at the end of the input or, if that comes
 * first, when the process is told to end. Apart from the command because the two may come at the same time from two
 * threads.
 */
final class AppendFeed implements AutoCloseable {
    private final StorageEngine engine;
    private final Acknowledgements acks;
    private final PatientAppends appends;
    private final Thread atShutdown = new Thread(this::closeAtShutdown, "dayfile-append-shutdown");
    private final Duration patience;
    private volatile boolean gaveUp;
    private boolean closed;

    /**
     * @param acks where acknowledgements go; {@code null} for none
     * @param patience how long to wait for a disk that takes no rows
     */
    AppendFeed(StorageEngine engine, PrintStream acks, Duration patience) {
        this.engine = engine;
        this.appends = new PatientAppends(engine, patience);
        this.patience = patience;
        this.acks = new Acknowledgements(
                acks, "dayfile-append-durable", () -> engine.stats().durableSeq());
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    MarketClock clock() {
        return engine.clock();
    }

    /**
     * Appends one row and acknowledges it. Waits while the ring is full, and lets the process be told to end meanwhile.
     *
     * @return false when the process is ending: nothing was appended
     * @throws CommandException when the disk takes no rows: nothing was appended
     */
    boolean append(long line, Candle candle) {
        while (true) {
            synchronized (this) {
                if (closed) {
                    return false;
                }
                long seq = appends.tryAppend(candle);
                if (seq >= 0) {
                    acks.appended(line, seq);
                    return true;
                }
            }
            try {
                appends.awaitRoom("line " + line);
            } catch (CommandException e) {
                gaveUp = true;
                throw e;
            }
        }
    }

    /**
     * Waits until every row is durable and closes the engine; does nothing the second time.
     *
     * @throws CommandException when the disk does not take the rows; they stay in the ring for the next opening
     */
    @Override
    public void close() {
        finish();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            return; // the process is ending; the hook waits for this object and then finds it closed
        }
    }

    private synchronized void finish() {
        if (closed) {
            return;
        }
        closed = true;
        acks.close();
        long lastSeq = acks.lastSeq();
        boolean durable = lastSeq == 0 || engine.awaitDurable(lastSeq, gaveUp ? Duration.ZERO : patience);
        EngineStats stats = engine.stats();
        acks.durable(durable ? lastSeq : stats.durableSeq());
        engine.close();
        if (!durable && !gaveUp) {
            throw CommandException.machine(
                    "rows after seq " + stats.durableSeq() + " are not on disk yet and will be written when the store"
                            + " is opened next: " + stats.lastError(),
                    null);
        }
    }

    private void closeAtShutdown() {
        try {
            finish();
        } catch (RuntimeException e) {
            System.err.println("dayfile: " + Failures.message(e));
        }
    }
}
