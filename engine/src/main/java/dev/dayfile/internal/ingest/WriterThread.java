package dev.dayfile.internal.ingest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentRunner;

/**
 * The thread of an agent between a ring and its files. An interrupt does not reach it: containers and build plugins
 * interrupt whole thread groups, and an interrupt would close the file that is just being written and end the agent for
 * good, while appends went on into a ring that nobody empties.
 */
final class WriterThread extends Thread {
    private static final int STOP_TIMEOUT_MILLIS = 5_000;
    private static final long STOP_LOOK_NANOS = 1_000_000;

    private volatile boolean givenUp;

    /** A daemon: rows of a process that ends without {@code close()} wait in the ring. */
    WriterThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    @Override
    public void interrupt() {
        if (givenUp) {
            super.interrupt();
        }
    }

    /** Ends an agent and waits until it has, for some seconds, whoever interrupts the calling thread meanwhile. */
    static void end(AgentRunner runner) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_TIMEOUT_MILLIS);
        boolean interrupted = Thread.interrupted();
        runner.close(STOP_TIMEOUT_MILLIS, WriterThread::giveUp);
        while (!runner.isClosed() && System.nanoTime() - deadline < 0) { // an interrupt has ended that wait
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(STOP_LOOK_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For the closing that has waited in vain: from now on an interrupt gets the thread out of a device that hangs. */
    private static void giveUp(Thread thread) {
        if (thread instanceof WriterThread own) {
            own.givenUp = true;
        }
    }
}
