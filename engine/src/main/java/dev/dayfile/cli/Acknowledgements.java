package dev.dayfile.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * The lines of {@code --ack}: {@code N SEQ} when line N was appended, and {@code durable SEQ} whenever that level
 * advances, which a thread of its own looks after, since the input may stand still meanwhile. A reader of the lines that
 * goes away loses them, never a row.
 */
final class Acknowledgements implements AutoCloseable {
    private static final long POLL_MILLIS = 5;

    private final PrintStream out;
    private final LongSupplier durableSeq;
    private final Thread watcher;
    private boolean closed;
    private long lastSeq;
    private long lastDurable;

    /**
     * @param out where the lines go; {@code null} for none
     * @param durableSeq asked for the level
     */
    Acknowledgements(PrintStream out, String threadName, LongSupplier durableSeq) {
        this.out = out;
        this.durableSeq = durableSeq;
        watcher = new Thread(this::watch, threadName);
        if (out != null) {
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    /** The last sequence that was acknowledged as appended; 0 before the first. */
    synchronized long lastSeq() {
        return lastSeq;
    }

    synchronized void appended(long line, long seq) {
        lastSeq = seq;
        print(line + " " + seq);
    }

    /** Tells of the level as far as it concerns what was acknowledged as appended. */
    synchronized void durable(long seq) {
        long level = Math.min(seq, lastSeq);
        if (level > lastDurable) {
            lastDurable = level;
            print("durable " + level);
        }
    }

    private void print(String line) {
        if (out != null) {
            out.println(line);
            out.flush();
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(POLL_MILLIS);
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    durable(durableSeq.getAsLong());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the level no more; lines can still be told. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
